// Changes a valid file as someone would who knows its structure: fields (lengths, counts, types, offsets) get values that
// break careless arithmetic, entries are dropped, doubled and swapped, and now and then bytes are changed blindly.
import type { randomBelowFrom } from '../../kernel/random.ts';

export type RandomBelow = ReturnType<typeof randomBelowFrom>;

export interface Field {
  readonly at: number;
  readonly bytes: 1 | 4 | 8;
}

/** A stretch that belongs together: a metadata entry, a tensor's info. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Layout {
  readonly fields: readonly Field[];
  readonly stretches: readonly Stretch[];
}

export function pick<Item>(items: readonly Item[], below: RandomBelow): Item {
  const item = items[below(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

const edges = [
  0n,
  1n,
  2n,
  3n,
  4n,
  7n,
  8n,
  31n,
  32n,
  33n,
  255n,
  256n,
  65_535n,
  65_536n,
  2n ** 20n,
  2n ** 24n,
  2n ** 31n,
];
const wide = [
  ...edges,
  2n ** 31n - 1n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n - 32n,
];

export function mutateBytes(valid: Uint8Array, { fields, stretches }: Layout, below: RandomBelow): Buffer {
  let bytes = Buffer.from(valid);
  const changes = 1 + below(2);
  for (let change = 0; change < changes; change += 1) {
    const way = below(10);
    if (way < 5 && fields.length > 0) setField(bytes, pick(fields, below), below);
    else if (way < 7 && stretches.length > 1) bytes = moveStretch(bytes, stretches, below);
    else bytes = changeBlindly(bytes, below);
  }
  return bytes;
}

function setField(bytes: Buffer, { at, bytes: size }: Field, below: RandomBelow): void {
  if (at + size > bytes.length) return;
  const near = BigInt(bytes[at] ?? 0) + BigInt(below(5) - 2);
  const value = pick([...wide, BigInt(bytes.length), near, BigInt(below(64))], below);
  const wrapped = BigInt.asUintN(size * 8, value);
  if (size === 8) bytes.writeBigUInt64LE(wrapped, at);
  else if (size === 4) bytes.writeUInt32LE(Number(wrapped), at);
  else bytes.writeUInt8(Number(wrapped), at);
}

/** Drops a stretch, doubles it, or puts it in the place of another. */
function moveStretch(bytes: Buffer, stretches: readonly Stretch[], below: RandomBelow): Buffer<ArrayBuffer> {
  const { start, end } = pick(stretches, below);
  const other = pick(stretches, below);
  const [own, before, after] = [bytes.subarray(start, end), bytes.subarray(0, start), bytes.subarray(end)];
  const way = below(3);
  if (way === 0) return Buffer.concat([before, after]);
  if (way === 1) return Buffer.concat([before, own, own, after]);
  return Buffer.concat([bytes.subarray(0, other.start), own, bytes.subarray(other.end)]);
}

export function changeBlindly(bytes: Buffer, below: RandomBelow): Buffer<ArrayBuffer> {
  const at = below(bytes.length + 1);
  const count = 1 + below(16);
  const noise = Buffer.from(Array.from({ length: count }, () => below(256)));
  switch (below(6)) {
    case 0:
      return Buffer.from(bytes.subarray(0, at));
    case 1:
      return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + count)]);
  }
}

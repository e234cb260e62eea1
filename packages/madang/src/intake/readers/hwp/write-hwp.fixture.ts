// HWP 5.0 files for tests: records, and a compound file of 512-byte sectors that holds them.
import { deflateRawSync } from 'node:zlib';

export interface WrittenRecord {
  readonly tag: number;
  readonly data: Uint8Array;
  readonly children?: readonly WrittenRecord[];
}

const endOfChain = 0xfffffffe;
const free = 0xffffffff;
const sectorBytes = 512;

export interface HwpOptions {
  readonly flags?: number;
  readonly folder?: 'BodyText' | 'ViewText';
  readonly summary?: Uint8Array;
}

export function writeHwp(records: readonly WrittenRecord[], options: HwpOptions = {}): Uint8Array {
  const header = Buffer.alloc(256);
  header.write('HWP Document File');
  header.writeUInt32LE(0x05010100, 32);
  header.writeUInt32LE(options.flags ?? 1, 36);
  const section = deflateRawSync(Buffer.concat(records.map((record) => writeRecord(record, 0))));
  const standIn = deflateRawSync(writeRecord(paragraph('')));
  return writeCompoundFile([
    ['FileHeader', header],
    [`${options.folder ?? 'BodyText'}/Section0`, section],
    ...(options.folder === 'ViewText' ? ([['BodyText/Section0', standIn]] as const) : []),
    ...(options.summary ? ([['\x05HwpSummaryInformation', options.summary]] as const) : []),
  ]);
}

/** `text` may hold control characters; each control record belongs to one of them. */
export function paragraph(text: string, children: readonly WrittenRecord[] = []): WrittenRecord {
  const data = Buffer.from(`${text}\r`, 'utf16le');
  return { tag: 66, data: Buffer.alloc(24), children: [{ tag: 67, data }, ...children] };
}

/** A control character of eight units. */
export function controlCharacter(code: number): string {
  return String.fromCharCode(code, 0, 0, 0, 0, 0, 0, code);
}

export function control(
  id: string,
  data: Uint8Array = new Uint8Array(),
  children: readonly WrittenRecord[] = [],
): WrittenRecord {
  return { tag: 71, data: Buffer.concat([Buffer.from([...id].reverse().join('')), data]), children };
}

export function counted(text: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(text.length, 0), Buffer.from(text, 'utf16le')]);
}

export function cell(column: number, row: number, ...paragraphs: readonly WrittenRecord[]): WrittenRecord[] {
  const data = Buffer.alloc(34);
  data.writeUInt16LE(paragraphs.length, 0);
  data.writeUInt16LE(column, 8);
  data.writeUInt16LE(row, 10);
  return [{ tag: 72, data }, ...paragraphs];
}

export function rangeTag(start: number, end: number, kind: number): WrittenRecord {
  const data = Buffer.alloc(12);
  data.writeUInt32LE(start, 0);
  data.writeUInt32LE(end, 4);
  data.writeUInt32LE(((kind << 24) | 1) >>> 0, 8);
  return { tag: 70, data };
}

function writeRecord({ tag, data, children = [] }: WrittenRecord, level = 0): Buffer {
  const isLong = data.length >= 0xfff;
  const head = Buffer.alloc(isLong ? 8 : 4);
  head.writeUInt32LE(((isLong ? 0xfff : data.length) * 2 ** 20 + level * 2 ** 10 + tag) >>> 0);
  if (isLong) head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, ...children.map((child) => writeRecord(child, level + 1))]);
}

/** The cut-off for small streams is 0: every stream lies in ordinary sectors. */
export function writeCompoundFile(streams: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const folders = [...new Set(streams.flatMap(([path]) => (path.includes('/') ? [path.split('/')[0] ?? ''] : [])))];
  const table: number[] = [];
  const sectors: Buffer[] = [];
  const store = (data: Uint8Array): number => {
    const start = sectors.length;
    const count = Math.max(1, Math.ceil(data.length / sectorBytes));
    for (let index = 0; index < count; index += 1) {
      const sector = Buffer.alloc(sectorBytes);
      Buffer.from(data).copy(sector, 0, index * sectorBytes);
      sectors.push(sector);
      table.push(index === count - 1 ? endOfChain : start + index + 1);
    }
    return start;
  };

  const names = ['Root Entry', ...folders, ...streams.map(([path]) => path)];
  const childrenOf = (name: string) =>
    names.flatMap((path, index) => {
      const folder = index === 0 ? undefined : path.includes('/') ? path.split('/')[0] : 'Root Entry';
      return folder === name ? [index] : [];
    });
  const entries = names.map((path, index) => {
    const entry = Buffer.alloc(128);
    const name = path.split('/').at(-1) ?? '';
    entry.write(name, 'utf16le');
    entry.writeUInt16LE(2 * (name.length + 1), 64);
    const data = streams.find(([stream]) => stream === path)?.[1];
    entry.writeUInt8(index === 0 ? 5 : data ? 2 : 1, 66);
    for (const at of [68, 72, 76]) entry.writeUInt32LE(free, at);
    const siblings = childrenOf(index === 0 ? '' : path.includes('/') ? (path.split('/')[0] ?? '') : 'Root Entry');
    entry.writeUInt32LE(siblings[siblings.indexOf(index) + 1] ?? free, 72);
    if (!data) entry.writeUInt32LE(childrenOf(path)[0] ?? free, 76);
    entry.writeUInt32LE(data ? store(data) : endOfChain, 116);
    entry.writeUInt32LE(data?.length ?? 0, 120);
    return entry;
  });
  const directoryStart = store(Buffer.concat(entries));
  const tableSectors = Math.ceil((sectors.length + 3) / (sectorBytes / 4 - 1));
  const tableStart = sectors.length;
  for (let index = 0; index < tableSectors; index += 1) table.push(0xfffffffd);
  const tableBytes = Buffer.alloc(tableSectors * sectorBytes, 0xff);
  for (const [index, next] of table.entries()) tableBytes.writeUInt32LE(next, 4 * index);

  const header = Buffer.alloc(sectorBytes, 0);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(header);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tableSectors, 44);
  header.writeUInt32LE(directoryStart, 48);
  for (const at of [60, 68]) header.writeUInt32LE(endOfChain, at);
  for (let index = 0; index < 109; index += 1)
    header.writeUInt32LE(index < tableSectors ? tableStart + index : free, 76 + 4 * index);
  return Buffer.concat([header, ...sectors, tableBytes]);
}

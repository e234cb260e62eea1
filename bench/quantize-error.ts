// Madang's quantisers beside llama.cpp's own (without an importance matrix) on the same tensors: relative root mean square
// error of what comes back, and the same weighted by |x|, which is nearer to what llama.cpp's K types minimise.
//   node bench/quantize-error.ts [--gguf <file>] [--values 1048576]
// Tensors: normal, Laplace and heavy-tailed random ones, rows with outlier columns, and two of a real model if one is given.
// Exit code 1 when a type's error is above llama.cpp's anywhere. Needs bench/make-ggml.sh.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../packages/madang/src/kernel/random.ts';
import { blockTypes, encodeBlocks, type WrittenType } from '../packages/madang/src/model/formats/blocks/index.ts';
import { openGguf } from '../packages/madang/src/model/formats/gguf-read.ts';

const types: readonly WrittenType[] = ['Q8_0', 'Q6_K', 'Q5_K', 'Q5_1', 'Q5_0', 'Q4_K', 'Q4_1', 'Q4_0'];
const rowValues = 256;
/** Equal up to the order in which errors are added. */
const tolerance = 1.000_01;

const { values: flags } = parseArgs({
  options: { gguf: { type: 'string' }, values: { type: 'string', default: '262144' } },
});
const peer = execFileSync(join(import.meta.dirname, 'make-ggml.sh'), { encoding: 'utf8' }).trim();
const folder = mkdtempSync(join(tmpdir(), 'madang-quantize-'));
let isWorse = false;
try {
  console.log('| type | tensor | error | llama.cpp | ratio | weighted ratio | values/s, M |');
  console.log('|---|---|---|---|---|---|---|');
  for (const type of types) for (const [name, values] of tensors()) console.log(row(type, name, values));
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = isWorse ? 1 : 0;

function row(type: WrittenType, name: string, values: Float32Array): string {
  const start = performance.now();
  const own = decode(type, encodeBlocks(type, values));
  const speed = values.length / (performance.now() - start) / 1000;
  const theirs = decode(type, quantizeByLlamaCpp(type, values));
  const [ownError, theirError] = [relativeError(values, own), relativeError(values, theirs)];
  const weighted = relativeError(values, own, true) / relativeError(values, theirs, true);
  const ratio = ownError / theirError;
  isWorse ||= ratio > tolerance;
  const cells = [type, name, ownError.toFixed(5), theirError.toFixed(5), ratio.toFixed(4), weighted.toFixed(4)];
  return `| ${[...cells, speed.toFixed(0)].join(' | ')} |`;
}

function tensors(): [string, Float32Array][] {
  const count = Number(flags.values);
  const random = randomFrom(6);
  const uniform = () => Math.max(random(), 1e-12);
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * random());
  const laplace = () => Math.log(uniform()) * (random() < 0.5 ? 1 : -1);
  const make = (value: (index: number) => number) => Float32Array.from({ length: count }, (_, index) => value(index));
  const made: [string, Float32Array][] = [
    ['normal', make(() => 0.02 * normal())],
    ['Laplace', make(() => 0.02 * laplace())],
    ['heavy-tailed', make(() => (0.02 * normal()) / Math.sqrt(Math.max(uniform(), 0.01)))],
    ['outlier columns', make((index) => 0.02 * normal() * (index % 128 === 5 ? 20 : 1))],
    ['shifted', make(() => 0.05 + 0.02 * normal())],
  ];
  if (flags.gguf === undefined) return made;
  using file = openGguf(flags.gguf);
  for (const name of ['token_embd.weight', 'blk.0.ffn_down.weight', 'blk.15.attn_q.weight']) {
    if (file.tensors.has(name)) made.push([name, file.read(name).slice(0, count - (count % rowValues))]);
  }
  return made;
}

function quantizeByLlamaCpp(type: string, values: Float32Array): Uint8Array {
  const [input, output] = [join(folder, 'in'), join(folder, 'out')];
  writeFileSync(input, values);
  execFileSync(peer, ['quantize', type, `${rowValues}`, input, output]);
  return readFileSync(output);
}

function decode(type: WrittenType, bytes: Uint8Array): Float32Array {
  const { decode: decodeBlocks, blockBytes, blockValues } = blockTypes[type];
  const values = new Float32Array((bytes.length / blockBytes) * blockValues);
  decodeBlocks(Uint8Array.from(bytes), values);
  return values;
}

function relativeError(values: Float32Array, back: Float32Array, weighted = false): number {
  let error = 0;
  let power = 0;
  for (const [index, value] of values.entries()) {
    const weight = weighted ? Math.abs(value) : 1;
    error += weight * (value - (back[index] ?? 0)) ** 2;
    power += weight * value * value;
  }
  return Math.sqrt(error / power);
}

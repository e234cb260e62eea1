// How fast model files are opened and loaded.
//   node bench/load-model.ts [--gguf <file of some 135M parameters>] [--rounds 5] [--gigabytes 5]
// 1. A sparse GGUF and a sparse safetensors folder of 5 GB, with a real vocabulary where --gguf is given: seconds and memory
//    of `madang inspect` in a process of its own (asked: < 1 s, < 200 MB).
// 2. With --gguf: every tensor to float32, kept, beside llama.cpp's own reader and dequantisers (bench/make-ggml.sh); the two
//    take turns, medians. Asked: not slower.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ggufFromConfig, huggingFaceFromConfig } from '../packages/madang/src/model/architectures/index.ts';
import { modelTensors } from '../packages/madang/src/model/architectures/tensors.ts';
import type { ModelConfig } from '../packages/madang/src/model/contract.ts';
import { encodeGgufHeader } from '../packages/madang/src/model/formats/gguf-header.ts';
import { openGguf } from '../packages/madang/src/model/formats/gguf-read.ts';
import { type GgufMetadata, padTo } from '../packages/madang/src/model/formats/gguf-types.ts';
import { tinyConfig, tinyModel, tinyTokenizerMetadata } from '../packages/madang/src/model/tiny-model.fixture.ts';

const { values: flags } = parseArgs({
  options: {
    gguf: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    gigabytes: { type: 'string', default: '5' },
    load: { type: 'string' },
  },
});
const main = join(import.meta.dirname, '../packages/madang/src/cli/main.ts');
const atExit = `process.on('exit', () => console.error('took', performance.now(), process.cpuUsage().user + process.cpuUsage().system, process.resourceUsage().maxRSS))`;

if (flags.load === undefined) {
  inspectLargeFiles();
  if (flags.gguf !== undefined) compareLoading(flags.gguf);
} else {
  console.log(loadOnce(flags.load));
}

function inspectLargeFiles(): void {
  const folder = mkdtempSync(join(tmpdir(), 'madang-large-'));
  try {
    const config = largeConfig();
    const paths = [
      writeSparseGguf(join(folder, 'large.gguf'), config),
      writeSparseFolder(join(folder, 'large'), config),
    ];
    console.log('| file | inspect, s | processor, s | peak memory, MB |\n|---|---|---|---|');
    for (const path of paths) {
      const { stderr, status, stdout } = spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`, main, 'inspect', path],
        { encoding: 'utf8', timeout: 60_000 },
      );
      const [, milliseconds, microseconds, kibibytes] = /took ([\d.]+) (\d+) (\d+)/.exec(stderr) ?? [];
      if (status !== 0) throw new Error(`${stdout}${stderr}`);
      const numbers = [Number(milliseconds) / 1000, Number(microseconds) / 1e6, (Number(kibibytes) * 1024) / 1e6];
      const cells = [path.slice(folder.length + 1), ...numbers];
      console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell)).join(' | ')} |`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of Llama's shape; layers until the float16 weights have the size asked for. */
function largeConfig(): ModelConfig {
  const shape = { hiddenSize: 4096, headCount: 32, keyValueHeadCount: 8, headSize: 128, intermediateSize: 14_336 };
  const bytesOf = (layerCount: number) => 2 * countValues({ ...tinyConfig, ...shape, layerCount });
  let layerCount = 1;
  while (bytesOf(layerCount) < Number(flags.gigabytes) * 1e9) layerCount += 1;
  return { ...tinyConfig, ...shape, layerCount, vocabularySize: vocabulary().rows };
}

function vocabulary(): { metadata: GgufMetadata; rows: number } {
  if (flags.gguf === undefined) return { metadata: tinyTokenizerMetadata(), rows: tinyConfig.vocabularySize };
  using file = openGguf(flags.gguf);
  const metadata = new Map([...file.metadata].filter(([key]) => key.startsWith('tokenizer.')));
  return { metadata, rows: file.tensors.get('token_embd.weight')?.shape[0] ?? 0 };
}

function writeSparseGguf(path: string, config: ModelConfig): string {
  let offset = 0;
  const tensors = modelTensors(config).map(({ ggufName: name, shape, kind }) => {
    const placed = { name, shape, typeNumber: kind === 'norm' ? 0 : 1, offset };
    offset = padTo(32, offset + product(shape) * (kind === 'norm' ? 4 : 2));
    return placed;
  });
  const metadata: GgufMetadata = new Map([...ggufFromConfig(path, config), ...vocabulary().metadata]);
  const header = encodeGgufHeader(metadata, tensors);
  writeFileSync(path, header);
  truncateSync(path, padTo(32, header.length) + offset);
  return path;
}

function writeSparseFolder(path: string, config: ModelConfig): string {
  mkdirSync(path);
  let end = 0;
  const entries = modelTensors(config).map(({ name, shape }) => {
    const begin = end;
    end += product(shape) * 2;
    return [name, { dtype: 'BF16', shape, data_offsets: [begin, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const weights = join(path, 'model.safetensors');
  writeFileSync(weights, Buffer.concat([length, header]));
  truncateSync(weights, 8 + header.length + end);
  writeFileSync(join(path, 'config.json'), JSON.stringify(huggingFaceFromConfig(config, 'BF16')));
  writeFileSync(join(path, 'tokenizer.json'), tinyModel().tokenizerJson);
  return path;
}

function compareLoading(path: string): void {
  const peer = execFileSync(join(import.meta.dirname, 'make-ggml.sh'), { encoding: 'utf8' }).trim();
  const own: number[][] = [];
  const theirs: number[][] = [];
  const run = (file: string, arguments_: string[]) =>
    execFileSync(file, arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split(' ')
      .map(Number);
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    own.push(run(process.execPath, [import.meta.filename, '--load', path]));
    theirs.push(run(peer, ['load', path, '1']));
  }
  console.log('\n| every tensor to float32, median s | Madang | llama.cpp | ratio |\n|---|---|---|---|');
  for (const [index, clock] of ['wall', 'processor'].entries()) {
    const [ours, other] = [own, theirs].map((runs) => median(runs.map((seconds) => seconds[index] ?? Number.NaN)));
    const ratio = ((ours ?? 0) / (other ?? 0)).toFixed(2);
    console.log(`| ${path.split('/').at(-1)}, ${clock} | ${ours?.toFixed(3)} | ${other?.toFixed(3)} | ${ratio} |`);
  }
}

/** Wall and processor seconds in a fresh process, as a run of Madang meets it: nothing is compiled yet. */
function loadOnce(path: string): string {
  const [start, usage] = [performance.now(), process.cpuUsage()];
  using file = openGguf(path);
  const kept = [...file.tensors.keys()].map((name) => file.read(name));
  if (kept.length === 0) throw new Error('no tensors');
  const { user, system } = process.cpuUsage(usage);
  return `${(performance.now() - start) / 1000} ${(user + system) / 1e6}`;
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function countValues(config: ModelConfig): number {
  return modelTensors(config).reduce((sum, { shape }) => sum + product(shape), 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

// Fuzzes the readers of files that are not trusted: GGUF, safetensors, tokenizer.json, tokenizer.model.
//   node bench/fuzz-files.ts [--files 100000] [--first 1] [--only GGUF] [--keep <folder>]
// Each file is made from its seed alone; what fails is kept in the folder with its seed. A row a format: how many were read,
// how many refused, the slowest, and the most memory that one took. Exit code 1 when one crashed, hung or took too much.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fixedMemoryBytes, fuzz, memoryPerFileByte } from '../packages/madang/src/model/fuzz/fuzz.fixture.ts';
import { fuzzedFormats } from '../packages/madang/src/model/fuzz/fuzzed-formats.fixture.ts';

const { values: flags } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    first: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
/** Far above what a loaded machine takes for files of some kilobytes. */
const hangMilliseconds = 10_000;

const formats = fuzzedFormats.filter(({ name }) => flags.only === undefined || name === flags.only);
const filesEach = Math.ceil(Number(flags.files) / formats.length);
let hasFailed = false;
console.log(`At most ${fixedMemoryBytes / 2 ** 20} MiB and ${memoryPerFileByte} times the file.`);
console.log('| format | files | read | refused | codes | failed | slowest, ms (seed) | most memory, MiB |');
console.log('|---|---|---|---|---|---|---|---|');
for (const format of formats) {
  const { files, read, refusals, failures, slowest, mostMemoryBytes } = await fuzz(
    format,
    Number(flags.first),
    filesEach,
    (failure, bytes) => {
      console.error(`${failure.format} ${failure.seed}: ${failure.problem}`);
      if (flags.keep === undefined) return;
      mkdirSync(flags.keep, { recursive: true });
      writeFileSync(join(flags.keep, `${failure.seed}${format.extension}`), bytes);
    },
  );
  hasFailed ||= failures.length > 0 || slowest.milliseconds > hangMilliseconds;
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  const slow = `${slowest.milliseconds.toFixed(0)} (${slowest.seed})`;
  const memory = (mostMemoryBytes / 2 ** 20).toFixed(1);
  console.log(`| ${[format.name, files, read, refused, refusals.size, failures.length, slow, memory].join(' | ')} |`);
}
process.exitCode = hasFailed ? 1 : 0;

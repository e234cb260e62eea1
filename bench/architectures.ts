// Measures every recorded checkpoint of the family of architectures and writes docs/reference/architectures.md.
//   node bench/architectures.ts [--python <of bench/make-peers-venv.sh>] [--exports <folder to keep the exports in>]
// With --python transformers loads the Hugging Face exports too (test/recordings/check-architectures.py).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Executor } from '../packages/madang/src/engine/executor.ts';
import { openOnnxruntime } from '../packages/madang/src/engine/executors/onnxruntime.ts';
import { openOpenvino } from '../packages/madang/src/engine/executors/openvino.ts';
import { findOpenvino } from '../packages/madang/src/engine/fetch-openvino.ts';
import {
  distributionDistance,
  exportDistances,
  gradientsDistance,
  graftScores,
  graftShortly,
  scoresDistance,
} from '../packages/madang/src/model/architectures/architectures.cases.ts';
import { architectureOf } from '../packages/madang/src/model/architectures/index.ts';
import {
  openRecorded,
  type RecordedCase,
  recordedCases,
  recording,
} from '../packages/madang/src/model/architectures/recorded-checkpoint.fixture.ts';

const { values: flags } = parseArgs({ options: { python: { type: 'string' }, exports: { type: 'string' } } });
const root = mkdtempSync(join(tmpdir(), 'madang-architectures-'));
const exportsFolder = flags.exports ?? join(root, 'exports');
const openvino = findOpenvino();
if (!openvino) throw new Error('OpenVINO has not been fetched: run a graft with --engine openvino first');

const float32 = { precision: 'float32', threads: 1 } as const;
const rows: { readonly name: string; readonly cells: readonly string[] }[] = [];
for (const recorded of recordedCases) {
  rows.push({ name: recorded.name, cells: await measure(recorded) });
  process.stderr.write(`${recorded.name}: ${rows.at(-1)?.cells.join(' | ')}\n`);
}
const checked = flags.python === undefined ? undefined : checkWithTransformers(flags.python);
rmSync(root, { recursive: true });
writeFileSync(join(import.meta.dirname, '../docs/reference/architectures.md'), page());

async function measure(recorded: RecordedCase): Promise<string[]> {
  using model = await openRecorded(recorded, join(root, 'bases'));
  const engines = {
    onnxruntime: await openOnnxruntime(float32),
    openvino: await openOpenvino(float32, openvino ?? ''),
  };
  const cells: string[] = [architectureOf(model.config).huggingFace.className];
  const onnxruntime = { kind: 'onnxruntime', precision: 'float32' } as const;
  const logits = [
    await scoresDistance(recorded, model, onnxruntime),
    await distributionDistance(recorded, model, onnxruntime),
  ];
  cells.push(size(Math.max(...logits)));
  cells.push(size(await scoresDistance(recorded, model, { kind: 'openvino', precision: 'float32' })));
  cells.push(size(await scoresDistance(recorded, model, { kind: 'openvino', precision: 'bfloat16' })));
  for (const executor of Object.values(engines)) {
    for (const method of ['lora', 'full'] as const)
      cells.push(size(await worstGradient(recorded, model, executor, method)));
  }
  {
    await using narrow = await openOpenvino({ precision: 'bfloat16', threads: 1 }, openvino ?? '');
    cells.push(size(await worstGradient(recorded, model, narrow, 'lora')));
  }
  const grafted = await graftShortly(model, engines.onnxruntime);
  const folder = join(exportsFolder, recorded.name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const { gguf, lacks } = await exportDistances(grafted, folder);
  const scores = { name: recorded.name, ...(await graftScores(grafted)) };
  writeFileSync(join(folder, 'scores.json'), JSON.stringify(scores));
  cells.push(grafted.losses.map((loss) => loss.toFixed(2)).join(' → '));
  cells.push(gguf ? size(gguf.inLlamaCpp) : `refused: ${lacks}`);
  for (const executor of Object.values(engines)) await executor[Symbol.asyncDispose]();
  return cells;
}

/** In one graph and layer by layer. */
async function worstGradient(
  recorded: RecordedCase,
  model: Parameters<typeof gradientsDistance>[1],
  executor: Executor,
  method: 'lora' | 'full',
): Promise<number> {
  const ways = [{ kind: 'one-graph' }, { kind: 'layer-by-layer', keptLayers: 1 }] as const;
  const found: number[] = [];
  for (const execution of ways) {
    found.push((await gradientsDistance(recorded, model, executor, { method, execution })).gradients);
  }
  return Math.max(...found);
}

function checkWithTransformers(python: string): { transformers: string; differences: Record<string, number> } {
  const script = join(import.meta.dirname, '../test/recordings/check-architectures.py');
  const { status, stdout, stderr } = spawnSync(python, [script, exportsFolder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} found a difference or failed:\n${stdout}\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

function size(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

function page(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = [
    ...['checkpoint', 'class', 'logits: onnxruntime', 'openvino', 'openvino bfloat16'],
    ...['gradients: onnxruntime, LoRA', 'all weights', 'openvino, LoRA', 'all weights', 'openvino bfloat16, LoRA'],
    ...['graft: loss over 30 steps', 'GGUF in llama.cpp', 'Hugging Face export in transformers'],
  ];
  const table = rows.map(({ name, cells }) => {
    const difference = checked?.differences[name];
    return line([name, ...cells, difference === undefined ? 'not run' : size(difference)]);
  });
  return `# Architectures

Written by \`node bench/architectures.ts\`. Each row is a tiny random checkpoint that
${recording.made.replace('record-architectures.py, ', '')} made (\`test/recordings/record-architectures.py\`); numbers are the
largest differences found.

- **logits**: log-probabilities against float32, nats. The suite allows 1e-4; 0.1 in bfloat16.
- **gradients**: relative L2 of each tensor against float64, in one graph and layer by layer; the suite allows 1e-5 in float32.
- **graft**: 12 new tokens, LoRA on all linears, merged; then both exports in float32.
- **GGUF**: log-probabilities in llama.cpp, which keeps keys and values in float16; the suite allows 0.01. "Refused": llama.cpp
  leaves the feature out, and the export says so instead of writing a file that says something else.
- **Hugging Face export**: loaded by transformers${checked ? ` ${checked.transformers}` : ''} in float32 (\`test/recordings/check-architectures.py\`, allows 1e-4).

${line(head)}
${line(head.map(() => '---'))}
${table.join('\n')}

llama.cpp reads Mistral as Llama, and no window of Mistral or Qwen: such a GGUF has the window as its context length, up to
which both say the same. Other models of the same names are refused by what they use: mixtures of experts, \`dynamic\` and
\`longrope\` positions, positions on a part of each head, \`attn_logit_softcapping\` of Gemma 3 (which transformers ignores),
the pictures of \`Gemma3ForConditionalGeneration\`.
`;
}

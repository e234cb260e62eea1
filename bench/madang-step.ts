// Madang's side of the training-step benchmark: the graph that the trainer runs, on one engine, with random weights.
//   node bench/madang-step.ts --engine openvino|onnxruntime [--precision float32|bfloat16] [--steps 5] [--warm-up 2]
// Started again with the allocator settings that the trainer gets from its parent.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type EngineKind, engineKindSchema, precisionSchema } from '../packages/madang/src/engine/contract.ts';
import type { Feed } from '../packages/madang/src/engine/executor.ts';
import { chooseEngine, openExecutor } from '../packages/madang/src/engine/open-executor.ts';
import { sizeOf } from '../packages/madang/src/graph/shapes.ts';
import { catalogue } from '../packages/madang/src/model/catalogue.ts';
import { adamwStep, type TrainedTensor } from '../packages/madang/src/train/adamw.ts';
import { trainSettingsSchema } from '../packages/madang/src/train/contract.ts';
import { allocatorEnvironment } from '../packages/madang/src/train/run-trainer.ts';
import { chooseTrained, loraShape } from '../packages/madang/src/train/trained-parts.ts';
import { buildTrainingGraph } from '../packages/madang/src/train/training-graph.ts';

const { values: flags } = parseArgs({
  options: {
    engine: { type: 'string', default: 'onnxruntime' },
    precision: { type: 'string' },
    steps: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
  },
});
const rows = 4;
const rowTokens = 512;
const rank = 16;

if (process.env.MALLOC_MMAP_MAX_ === undefined) {
  const again = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const env = { ...process.env, ...allocatorEnvironment };
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit', env }).status ?? 1);
}

const asked: EngineKind = engineKindSchema.parse(flags.engine);
const chosen = await chooseEngine(asked, () => {});
const precision = flags.precision === undefined ? chosen.precision : precisionSchema.parse(flags.precision);
const config = catalogue[0]?.config;
if (!config) throw new Error('the catalogue is empty');
const settings = trainSettingsSchema.parse({ rank, alpha: 2 * rank });
const parts = chooseTrained(config, settings);
const lora = loraShape(settings, parts);
const graph = buildTrainingGraph(config, { rows, rowTokens, distilledRows: 0, lora, parts });
const threads = availableParallelism();
await using executor = await openExecutor({ engine: asked, precision }, threads);
await using session = await executor.compile(graph.model);

let state = 1;
const random = (): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state / 0x7fffffff - 0.5;
};
const inputs = new Map<string, Feed>(graph.model.inputs.map((value) => [value.name, fill(value)]));
const outputs = new Map(graph.model.outputs.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
const tensors = graph.trained.map(({ input, gradient }): TrainedTensor => {
  const weights = inputs.get(input.name) as Float32Array;
  return {
    name: input.name,
    rateFactor: 1,
    weights,
    gradient: outputs.get(gradient.name) ?? new Float32Array(),
    moment1: new Float32Array(weights.length),
    moment2: new Float32Array(weights.length),
  };
});

const seconds: number[] = [];
const losses: number[] = [];
for (let step = 1; step <= Number(flags['warm-up']) + Number(flags.steps); step++) {
  const startedMs = performance.now();
  await session.run(inputs, outputs);
  adamwStep(tensors, step, 1e-3, settings);
  seconds.push((performance.now() - startedMs) / 1000);
  losses.push(outputs.get(graph.losses.crossEntropy.name)?.[0] ?? Number.NaN);
}
const timed = seconds.slice(Number(flags['warm-up']));
const median = timed.toSorted((a, b) => a - b)[Math.floor(timed.length / 2)] ?? Number.NaN;
const line = {
  engine: executor.kind,
  mode: executor.precision,
  tokensPerSecond: (rows * rowTokens) / median,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  stepsSeconds: timed,
  losses,
  threads,
  version: executor.version,
};
process.stdout.write(`${JSON.stringify(line)}\n`);

function fill({ name, shape, type }: (typeof graph.model.inputs)[number]): Feed {
  const size = sizeOf(shape);
  if (type === 'int64') {
    const limit = name === 'positions' ? rowTokens : (config?.vocabularySize ?? 0);
    const pick = (i: number) => (name === 'positions' ? i % limit : Math.floor((random() + 0.5) * limit) % limit);
    return BigInt64Array.from({ length: size }, (_, i) => BigInt(pick(i)));
  }
  if (name === 'mask') {
    return Float32Array.from({ length: size }, (_, i) =>
      i % rowTokens <= Math.floor(i / rowTokens) % rowTokens ? 0 : -1e9,
    );
  }
  const array = new Float32Array(size);
  if (name.endsWith('norm.weight')) return array.fill(1);
  if (name === 'targetWeights') return array.fill(1 / size);
  return name.endsWith('lora_b') ? array : array.map(() => random() * 0.07);
}

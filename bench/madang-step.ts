// Madang's side of the training-step benchmark: the trainer's own session on one engine, with random weights and rows.
//   node bench/madang-step.ts --engine openvino|onnxruntime [--precision float32|bfloat16] [--steps 5] [--warm-up 2]
//     [--method lora|full] [--kept-layers N: layer by layer] [--size 135m|360m|1.7b]
// Started again with the allocator settings that the trainer gets from its parent.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type EngineKind, engineKindSchema, precisionSchema } from '../packages/madang/src/engine/contract.ts';
import { chooseEngine, openExecutor } from '../packages/madang/src/engine/open-executor.ts';
import { sizeOf } from '../packages/madang/src/graph/shapes.ts';
import { modelTensors } from '../packages/madang/src/model/architectures/tensors.ts';
import { catalogue } from '../packages/madang/src/model/catalogue.ts';
import type { ModelConfig, Weights } from '../packages/madang/src/model/contract.ts';
import { type Execution, trainSettingsSchema } from '../packages/madang/src/train/contract.ts';
import type { Row } from '../packages/madang/src/train/pack-rows.ts';
import { streamRows } from '../packages/madang/src/train/row-stream.ts';
import { allocatorEnvironment } from '../packages/madang/src/train/run-trainer.ts';
import { chooseTrained } from '../packages/madang/src/train/trained-parts.ts';
import { startTrained } from '../packages/madang/src/train/trained-tensors.ts';
import { openTrainingSession } from '../packages/madang/src/train/training-session.ts';
import { chooseLinearsAs, readWeights } from '../packages/madang/src/train/weights-in-memory.ts';

const { values: flags } = parseArgs({
  options: {
    engine: { type: 'string', default: 'onnxruntime' },
    precision: { type: 'string' },
    steps: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
    method: { type: 'string', default: 'lora' },
    'kept-layers': { type: 'string' },
    size: { type: 'string', default: '135m' },
  },
});
const [rows, rowTokens, rank] = [4, 512, 16];

if (process.env.MALLOC_MMAP_MAX_ === undefined) {
  const again = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const env = { ...process.env, ...allocatorEnvironment };
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit', env }).status ?? 1);
}

/** Shapes of SmolLM2's sizes, beside the catalogue's own. */
const sizes: Readonly<Record<string, Partial<ModelConfig>>> = {
  '135m': {},
  '360m': { hiddenSize: 960, layerCount: 32, headCount: 15, keyValueHeadCount: 5, intermediateSize: 2560 },
  '1.7b': { hiddenSize: 2048, layerCount: 24, headCount: 32, keyValueHeadCount: 32, intermediateSize: 8192 },
};
const [smallest] = catalogue;
if (!smallest?.config) throw new Error('the catalogue is empty');
const config: ModelConfig = { ...smallest.config, ...sizes[flags.size] };

let state = 1;
const random = (): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state / 0x7fffffff - 0.5;
};
const tensors = new Map(modelTensors(config).map((tensor) => [tensor.name, tensor]));
const shapeOf = (name: string) => tensors.get(name)?.shape ?? [];
const randomWeights: Weights = {
  names: [...tensors.keys()],
  shape: shapeOf,
  read: (name) => {
    const array = new Float32Array(sizeOf(shapeOf(name)));
    return tensors.get(name)?.kind === 'norm' ? array.fill(1) : array.map(() => random() * 0.07);
  },
};
const token = () => Math.floor((random() + 0.5) * config.vocabularySize) % config.vocabularySize;
const randomRow = (): Row => {
  const ids = Array.from({ length: rowTokens + 1 }, token);
  return [{ inputs: ids.slice(0, -1), targets: ids.slice(1), weights: Array<number>(rowTokens).fill(1) }];
};
/** The same rows in every step, so that their loss falls. */
const target = streamRows(Array.from({ length: rows }, randomRow), 1);
const data = { target, sourceReplay: undefined, chat: undefined, targetTokens: 0 };

const asked: EngineKind = engineKindSchema.parse(flags.engine);
const chosen = await chooseEngine(asked, () => {});
const precision = flags.precision === undefined ? chosen.precision : precisionSchema.parse(flags.precision);
const learningRate = flags.method === 'full' ? 1e-4 : 1e-3;
const settings = trainSettingsSchema.parse({
  method: flags.method,
  rows,
  rowTokens,
  rank,
  alpha: 2 * rank,
  learningRate,
});
const parts = chooseTrained(config, settings);
const kept = flags['kept-layers'];
const execution: Execution =
  kept === undefined ? { kind: 'one-graph' } : { kind: 'layer-by-layer', keptLayers: Number(kept) };
const linearsAs = chooseLinearsAs(execution, { engine: asked, precision }, parts);
const weights = readWeights(randomWeights, config, linearsAs);
const threads = availableParallelism();
await using executor = await openExecutor({ engine: asked, precision }, threads);
const trained = startTrained(config, settings, parts, weights);
await using session = await openTrainingSession(
  { config, weights, trained, parts, data, settings, execution },
  executor,
);

const seconds: number[] = [];
const losses: number[] = [];
for (let step = 0; step < Number(flags['warm-up']) + Number(flags.steps); step++) {
  const startedMs = performance.now();
  losses.push((await session.step(step, learningRate)).loss);
  seconds.push((performance.now() - startedMs) / 1000);
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

// The tensors that a run trains. LoRA matrices are inputs of their own: A starts uniform in ±1/√in (Kaiming with a = √5,
// as PEFT does), B at zero, so that the first step starts from the base itself (Hu et al. 2021). Whole tensors and rows
// of the base stay where they are and change in place.
import { asFloat32, type WeightArray } from '../engine/weight-arrays.ts';
import { randomFrom } from '../kernel/random.ts';
import type { Adapter, AdapterModule } from '../model/adapter.ts';
import { linearNames, linearShape } from '../model/architectures/tensors.ts';
import type { ModelConfig } from '../model/contract.ts';
import { rowMatrices } from '../model/growth.ts';
import type { TrainedTensor } from './adamw.ts';
import type { TrainSettings } from './contract.ts';
import type { TrainedParts } from './trained-parts.ts';

export function startTrained(
  config: ModelConfig,
  settings: TrainSettings,
  parts: TrainedParts,
  weights: ReadonlyMap<string, WeightArray>,
): TrainedTensor[] {
  const { averageDecay, rateFactors } = settings;
  const { rowsFrom } = parts;
  const inPlace = (name: string, rateFactor: number, firstValue = 0): TrainedTensor => {
    const values = asFloat32(weights.get(name)).subarray(firstValue);
    return trainedTensor(name, values.length, rateFactor, values);
  };
  const tensors = [
    ...startLora(config, settings, parts),
    ...parts.whole.map((name) => inPlace(name, name.endsWith('norm.weight') ? rateFactors.norms : 1)),
    ...(rowsFrom === undefined
      ? []
      : rowMatrices(config).map((name) => inPlace(name, rateFactors.rows, rowsFrom * config.hiddenSize))),
  ];
  return averageDecay > 0 ? tensors.map((tensor) => ({ ...tensor, average: tensor.weights.slice() })) : tensors;
}

export function startLora(
  config: ModelConfig,
  { rank, seed, rateFactors }: Pick<TrainSettings, 'rank' | 'seed' | 'rateFactors'>,
  { loraLinears }: Pick<TrainedParts, 'loraLinears'>,
): TrainedTensor[] {
  return linearNames(config).flatMap((name, place) => {
    if (!loraLinears.includes(name)) return [];
    const [out, inner] = linearShape(config, name);
    const a = trainedTensor(`${name}.lora_a`, rank * inner);
    const random = randomFrom(seed * 65_537 + place);
    const bound = 1 / Math.sqrt(inner);
    for (let i = 0; i < a.weights.length; i++) a.weights[i] = (2 * random() - 1) * bound;
    return [a, trainedTensor(`${name}.lora_b`, out * rank, rateFactors.loraB)];
  });
}

function trainedTensor(
  name: string,
  size: number,
  rateFactor = 1,
  weights: Float32Array = new Float32Array(size),
): TrainedTensor {
  return {
    name,
    rateFactor,
    weights,
    gradient: new Float32Array(size),
    moment1: new Float32Array(size),
    moment2: new Float32Array(size),
  };
}

export function adapterOf(
  tensors: readonly TrainedTensor[],
  { rank, alpha, rankStabilized }: Pick<TrainSettings, 'rank' | 'alpha' | 'rankStabilized'>,
): Adapter {
  const weights = new Map(tensors.map((tensor) => [tensor.name, tensor.weights]));
  const modules = new Map<string, AdapterModule>();
  for (const { name, weights: a } of tensors) {
    if (!name.endsWith('.lora_a')) continue;
    const module = name.slice(0, -'.lora_a'.length);
    const b = weights.get(`${module}.lora_b`);
    if (b) modules.set(module, { a, b });
  }
  const rows = tensors.filter(({ name }) => !isLora(name));
  return {
    rank,
    alpha,
    rankStabilized,
    modules,
    trainedRows: new Map(rows.map((tensor) => [tensor.name, tensor.weights])),
  };
}

function isLora(name: string): boolean {
  return /\.lora_[ab]$/.test(name);
}

/** Arrays of the LoRA matrices by their graph inputs; other trained tensors lie inside the base's. */
export function loraArrays(trained: readonly TrainedTensor[]): [string, Float32Array][] {
  return trained.filter(({ name }) => isLora(name)).map(({ name, weights }) => [name, weights]);
}

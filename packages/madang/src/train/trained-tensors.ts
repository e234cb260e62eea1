// What a run trains: rows of new tokens, and the matrices of LoRA: A starts uniform in ±1/√in (Kaiming with a = √5, as PEFT does), B at zero, so
// that the first step starts from the base itself (Hu et al. 2021).

import { randomFrom } from '../kernel/random.ts';
import type { Adapter, AdapterModule } from '../model/adapter.ts';
import { linearNames, linearShape } from '../model/architectures/llama/forward.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { Growth } from '../model/growth.ts';
import type { TrainedTensor } from './adamw.ts';

export function startLora(config: ModelConfig, rank: number, seed: number): TrainedTensor[] {
  return linearNames(config).flatMap((name, place) => {
    const [out, inner] = linearShape(config, name);
    const a = trainedTensor(`${name}.lora_a`, rank * inner);
    const random = randomFrom(seed * 65_537 + place);
    const bound = 1 / Math.sqrt(inner);
    for (let i = 0; i < a.weights.length; i++) a.weights[i] = (2 * random() - 1) * bound;
    return [a, trainedTensor(`${name}.lora_b`, out * rank)];
  });
}

function trainedTensor(name: string, size: number, rateFactor = 1): TrainedTensor {
  return {
    name,
    rateFactor,
    weights: new Float32Array(size),
    gradient: new Float32Array(size),
    moment1: new Float32Array(size),
    moment2: new Float32Array(size),
  };
}

/** The rows of new tokens as trained tensors: they stay where they are, in the matrices of `weights`. */
export function startRows(
  { newRows }: Pick<Growth, 'newRows'>,
  weights: ReadonlyMap<string, Float32Array>,
  rateFactor: number,
): TrainedTensor[] {
  return [...newRows].map(([name, rows]) => {
    const matrix = weights.get(name) ?? new Float32Array();
    return { ...trainedTensor(name, rows.length, rateFactor), weights: matrix.subarray(matrix.length - rows.length) };
  });
}

export function adapterOf(tensors: readonly TrainedTensor[], rank: number, alpha: number): Adapter {
  const weights = new Map(tensors.map((tensor) => [tensor.name, tensor.weights]));
  const modules = new Map<string, AdapterModule>();
  for (const { name, weights: a } of tensors) {
    if (!name.endsWith('.lora_a')) continue;
    const module = name.slice(0, -'.lora_a'.length);
    const b = weights.get(`${module}.lora_b`);
    if (b) modules.set(module, { a, b });
  }
  const rows = tensors.filter(({ name }) => !isLora(name));
  return { rank, alpha, modules, trainedRows: new Map(rows.map((tensor) => [tensor.name, tensor.weights])) };
}

/** LoRA matrices are inputs of their own; other trained tensors lie inside the base's. */
export function isLora(name: string): boolean {
  return /\.lora_[ab]$/.test(name);
}

// A model's tensors as GGUF holds them for llama.cpp and back: rows of q and k interleaved, 1 added to norms that multiply
// by 1 + weight, a head where llama.cpp wants one, llama3's rotary divisors as a tensor, numbers of an activation as
// lists in the metadata.
import type { ModelConfig, Weights } from '../contract.ts';
import { modelError } from '../errors.ts';
import type { GgufMetadata, GgufValue } from '../formats/gguf-types.ts';
import { ropeFactors, ropeFactorsName } from './gguf-config.ts';
import { architectureOf } from './index.ts';
import { rowsFromGguf, rowsToGguf } from './rotary-rows.ts';
import { type ModelTensor, modelTensors } from './tensors.ts';

/** Those that are tensors in the file. */
export function storedTensors(config: ModelConfig): readonly ModelTensor[] {
  return modelTensors(config).filter(({ ggufPlace }) => ggufPlace === undefined);
}

export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  read(): Float32Array;
}

export function tensorsForGguf(config: ModelConfig, weights: Weights): GgufTensor[] {
  const { gguf } = architectureOf(config);
  const tensors = storedTensors(config).map((tensor) => ({
    name: tensor.ggufName,
    shape: tensor.shape,
    read: () => valuesForGguf(config, tensor, weights.read(tensor.name)),
  }));
  const [embedding] = tensors;
  const head = embedding && gguf.needsHead && config.tiedEmbeddings ? [{ ...embedding, name: 'output.weight' }] : [];
  const factors = ropeFactors(config);
  const divisors = factors ? [{ name: ropeFactorsName, shape: [factors.length], read: () => factors }] : [];
  return [...tensors, ...head, ...divisors];
}

/** Lists of the numbers that GGUF keeps in the metadata, one for each layer. */
export function numbersForGguf(config: ModelConfig, weights: Weights): [string, GgufValue][] {
  const lists = new Map<string, number[]>();
  for (const { name, ggufName, ggufPlace } of modelTensors(config)) {
    if (ggufPlace === undefined) continue;
    const list = lists.get(ggufName) ?? [];
    list[ggufPlace] = weights.read(name)[0] ?? 0;
    lists.set(ggufName, list);
  }
  return [...lists].map(([key, value]) => [key, { type: 'array', of: 'float32', value }]);
}

/** Every number that the metadata must hold is there: one for all layers, or a list with one for each. */
export function checkNumbers(path: string, config: ModelConfig, metadata: GgufMetadata): void {
  for (const { ggufName: key, ggufPlace } of modelTensors(config)) {
    if (ggufPlace === undefined) continue;
    const entry = metadata.get(key);
    if (!entry) throw modelError('input', 'metadata-missing', { path, key });
    const value = entry.type === 'array' ? entry.value[ggufPlace] : entry.value;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    const found = `${value ?? 'nothing'} for layer ${ggufPlace}`;
    throw modelError('input', 'metadata-value', { path, key, found, expected: 'a number for each layer' });
  }
}

/** `read` gives a tensor of the file. */
export function valuesFromGguf(
  config: ModelConfig,
  tensor: ModelTensor,
  metadata: GgufMetadata,
  read: (ggufName: string) => Float32Array,
): Float32Array {
  const { ggufName, ggufPlace, rotary, shape } = tensor;
  if (ggufPlace !== undefined) {
    const entry = metadata.get(ggufName);
    return Float32Array.of(Number(entry?.type === 'array' ? entry.value[ggufPlace] : entry?.value));
  }
  const { gguf, decoder } = architectureOf(config);
  const values = read(ggufName);
  if (rotary && gguf.interleavesRotaryRows) return rowsFromGguf(values, config.headSize, shape[1] ?? 1);
  return tensor.kind === 'norm' && decoder.normsAddOne ? values.map((value) => value - 1) : values;
}

function valuesForGguf(config: ModelConfig, tensor: ModelTensor, values: Float32Array): Float32Array {
  const { gguf, decoder } = architectureOf(config);
  if (tensor.rotary && gguf.interleavesRotaryRows) return rowsToGguf(values, config.headSize, tensor.shape[1] ?? 1);
  return tensor.kind === 'norm' && decoder.normsAddOne ? values.map((value) => value + 1) : values;
}

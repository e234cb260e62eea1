// A model as one GGUF file that llama.cpp loads: vectors (norms, biases) stay float32, a tied head is left out where
// llama.cpp allows it, and a matrix whose rows do not fill Q8_0 blocks stays F16.
import { ggufFromTokenizerJson } from '../tokenizer/to-gguf.ts';
import { numbersForGguf, tensorsForGguf } from './architectures/gguf-tensors.ts';
import { ggufFromConfig } from './architectures/index.ts';
import type { ModelConfig, Weights } from './contract.ts';
import type { GgufMetadata } from './formats/gguf-types.ts';
import { type GgufWriteType, writeGguf } from './formats/gguf-write.ts';

export interface GgufExport {
  readonly config: ModelConfig;
  readonly tokenizerJson: string;
  readonly chatTemplate: string | undefined;
  readonly weights: Weights;
  readonly type: GgufWriteType;
  readonly name: string;
  readonly licence: string | undefined;
}

/** llama.cpp's `llama_ftype`: the type of most tensors. */
const fileTypes: Readonly<Record<GgufWriteType, number>> = { F32: 0, F16: 1, Q8_0: 7 };
const quantizationVersion = 2;

export async function exportGguf(path: string, model: GgufExport): Promise<void> {
  const { config, weights, type } = model;
  const tensors = tensorsForGguf(config, weights).map((tensor) => ({
    ...tensor,
    type: storedType(tensor.shape, type),
  }));
  await writeGguf(path, metadataOf(path, model), tensors);
}

function storedType(shape: readonly number[], wanted: GgufWriteType): GgufWriteType {
  const [, width] = shape;
  if (width === undefined) return 'F32';
  return wanted === 'Q8_0' && width % 32 !== 0 ? 'F16' : wanted;
}

function metadataOf(path: string, model: GgufExport) {
  const { config, tokenizerJson, chatTemplate, weights, type, name, licence } = model;
  const [architecture, ...shape] = ggufFromConfig(path, config);
  const metadata: GgufMetadata = new Map([
    ...(architecture ? [architecture] : []),
    ['general.type', { type: 'string', value: 'model' }],
    ['general.name', { type: 'string', value: name }],
    ...(licence === undefined ? [] : [['general.license', { type: 'string', value: licence }] as const]),
    ['general.file_type', { type: 'uint32', value: fileTypes[type] }],
    ['general.quantization_version', { type: 'uint32', value: quantizationVersion }],
    ...shape,
    ...numbersForGguf(config, weights),
    ...ggufFromTokenizerJson(path, tokenizerJson, config, chatTemplate),
  ]);
  return metadata;
}

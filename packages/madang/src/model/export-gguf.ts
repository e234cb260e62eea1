// A model as one GGUF file that llama.cpp loads: norms stay float32, a tied head is left out, q and k rows are permuted,
// and a matrix whose rows do not fill Q8_0 blocks stays F16.
import { ggufFromTokenizerJson } from '../tokenizer/to-gguf.ts';
import { ggufFromConfig } from './architectures/llama/config.ts';
import { rowsToGguf } from './architectures/llama/rotary-rows.ts';
import { type LlamaTensor, llamaTensors } from './architectures/llama/tensor-names.ts';
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
  const tensors = llamaTensors(config).map((tensor) => ({
    name: tensor.ggufName,
    shape: tensor.shape,
    type: storedType(tensor, type),
    read: () => {
      const values = weights.read(tensor.name);
      return tensor.rotary ? rowsToGguf(values, config.headSize, tensor.shape[1] ?? 0) : values;
    },
  }));
  await writeGguf(path, metadataOf(path, model), tensors);
}

function storedType({ kind, shape }: LlamaTensor, wanted: GgufWriteType): GgufWriteType {
  if (kind === 'norm') return 'F32';
  return wanted === 'Q8_0' && (shape[1] ?? 0) % 32 !== 0 ? 'F16' : wanted;
}

function metadataOf(path: string, { config, tokenizerJson, chatTemplate, type, name, licence }: GgufExport) {
  const metadata: GgufMetadata = new Map([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['general.type', { type: 'string', value: 'model' }],
    ['general.name', { type: 'string', value: name }],
    ...(licence === undefined ? [] : [['general.license', { type: 'string', value: licence }] as const]),
    ['general.file_type', { type: 'uint32', value: fileTypes[type] }],
    ['general.quantization_version', { type: 'uint32', value: quantizationVersion }],
    ...ggufFromConfig(config),
    ...ggufFromTokenizerJson(path, tokenizerJson, config, chatTemplate),
  ]);
  return metadata;
}

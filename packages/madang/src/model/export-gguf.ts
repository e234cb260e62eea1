// A model as one GGUF file that llama.cpp loads: a tied head is left out, q and k rows are permuted, and each tensor gets
// the type that llama.cpp would give it (`choose-tensor-types.ts`).
import { ggufFromTokenizerJson } from '../tokenizer/to-gguf.ts';
import { ggufFromConfig } from './architectures/llama/config.ts';
import { rowsToGguf } from './architectures/llama/rotary-rows.ts';
import { llamaTensors } from './architectures/llama/tensor-names.ts';
import { chooseTensorTypes, type Fallback } from './choose-tensor-types.ts';
import type { GgufFileType, ModelConfig, Weights } from './contract.ts';
import type { GgufMetadata } from './formats/gguf-types.ts';
import { writeGguf } from './formats/gguf-write.ts';

export interface GgufExport {
  readonly config: ModelConfig;
  readonly tokenizerJson: string;
  readonly chatTemplate: string | undefined;
  readonly weights: Weights;
  readonly type: GgufFileType;
  readonly name: string;
  readonly licence: string | undefined;
}

/** llama.cpp's `llama_ftype`: the type of most tensors. */
const fileTypes: Readonly<Record<GgufFileType, number>> = {
  ...{ F32: 0, F16: 1, BF16: 32, Q8_0: 7, Q6_K: 18 },
  ...{ Q5_K_M: 17, Q5_1: 9, Q4_K_M: 15, Q4_1: 3, Q4_0: 2 },
};
const quantizationVersion = 2;

/** Gives the tensors whose rows do not fill the blocks of the type that they should have got. */
export async function exportGguf(path: string, model: GgufExport): Promise<readonly Fallback[]> {
  const { config, weights, type } = model;
  const own = llamaTensors(config);
  const { types, fallbacks } = chooseTensorTypes(type, own, config);
  const tensors = own.map((tensor) => ({
    name: tensor.ggufName,
    shape: tensor.shape,
    type: types.get(tensor.ggufName) ?? 'F32',
    read: () => {
      const values = weights.read(tensor.name);
      return tensor.rotary ? rowsToGguf(values, config.headSize, tensor.shape[1] ?? 0) : values;
    },
  }));
  await writeGguf(path, metadataOf(path, model), tensors);
  return fallbacks;
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

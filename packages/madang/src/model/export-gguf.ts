// A model as one GGUF file that llama.cpp loads: a tied head is left out where llama.cpp allows it, and each tensor gets
// the type that llama.cpp would give it (`choose-tensor-types.ts`).
import { ggufFromTokenizerJson } from '../tokenizer/to-gguf.ts';
import { numbersForGguf, tensorsForGguf } from './architectures/gguf-tensors.ts';
import { ggufFromConfig } from './architectures/index.ts';
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
  const own = tensorsForGguf(config, weights);
  const { types, fallbacks } = chooseTensorTypes(type, own, config);
  const tensors = own.map((tensor) => ({ ...tensor, type: types.get(tensor.name) ?? 'F32' }));
  await writeGguf(path, metadataOf(path, model), tensors);
  return fallbacks;
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

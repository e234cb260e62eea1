// A model as a Hugging Face folder that transformers loads without code of ours. The config is written last: a folder
// without it was not finished.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { huggingFaceFromConfig } from './architectures/index.ts';
import { modelTensors } from './architectures/tensors.ts';
import type { ModelConfig, Weights } from './contract.ts';
import { singleFileName } from './formats/safetensors-shards.ts';
import { writeSafetensors } from './formats/safetensors-write.ts';
import { writeTextBeside } from './formats/write-beside.ts';

export interface HuggingFaceExport {
  readonly config: ModelConfig;
  readonly tokenizerJson: string;
  readonly chatTemplate: string | undefined;
  readonly weights: Weights;
  readonly type: 'F32' | 'BF16' | 'F16';
}

export async function exportHuggingFace(folder: string, model: HuggingFaceExport): Promise<void> {
  const { config, tokenizerJson, weights, type } = model;
  await mkdir(folder, { recursive: true });
  const writeJson = (name: string, value: unknown) =>
    writeTextBeside(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);

  const tensors = modelTensors(config).map(({ name, shape }) => ({
    name,
    shape,
    type,
    read: () => weights.read(name),
  }));
  await writeSafetensors(join(folder, singleFileName), tensors, { format: 'pt' });
  await writeTextBeside(join(folder, 'tokenizer.json'), tokenizerJson);
  await writeJson('tokenizer_config.json', tokenizerConfigOf(model));
  await writeJson('generation_config.json', generationConfigOf(config));
  await writeJson('config.json', huggingFaceFromConfig(config, type));
}

function generationConfigOf({ beginTokenId, endTokenId, padTokenId }: ModelConfig) {
  return { bos_token_id: beginTokenId, eos_token_id: endTokenId, pad_token_id: padTokenId };
}

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(
    z.looseObject({
      id: z.number(),
      content: z.string(),
      special: z.boolean(),
      single_word: z.boolean(),
      lstrip: z.boolean(),
      rstrip: z.boolean(),
      normalized: z.boolean(),
    }),
  ),
  model: z.looseObject({ vocab: z.record(z.string(), z.number()) }),
});

function tokenizerConfigOf({ config, tokenizerJson, chatTemplate }: HuggingFaceExport) {
  const { added_tokens: added, model } = tokenizerSchema.parse(JSON.parse(tokenizerJson));
  const tokenOf = (id: number | undefined) =>
    added.find((token) => token.id === id)?.content ??
    Object.entries(model.vocab).find(([, other]) => other === id)?.[0];
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: tokenOf(config.beginTokenId),
    eos_token: tokenOf(config.endTokenId),
    pad_token: tokenOf(config.padTokenId),
    model_max_length: config.contextLength,
    clean_up_tokenization_spaces: false,
    added_tokens_decoder: Object.fromEntries(added.map(({ id, ...token }) => [id, token])),
    chat_template: chatTemplate,
  };
}

// A Hugging Face folder (config.json, safetensors, tokenizer.json and their companions) as an OpenModel.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { tokenizerJsonFromSentencepiece } from '../tokenizer/from-sentencepiece-model.ts';
import { configFromHuggingFace } from './architectures/index.ts';
import { modelTensors } from './architectures/tensors.ts';
import { checkTensors, mostUsedType } from './check-tensors.ts';
import type { ModelConfig, OpenModel, Weights } from './contract.ts';
import { modelError } from './errors.ts';
import { isPickle, refuseCode, refuseCustomCode } from './formats/refuse-code.ts';
import {
  indexFileName,
  openSafetensorsFolder,
  type SafetensorsFolder,
  singleFileName,
} from './formats/safetensors-shards.ts';
import { hashOfFiles } from './hash-of-files.ts';
import { readLicence } from './licence.ts';

/** Buffers that old checkpoints stored and that are computed anew. */
const ignoredTensor = /\.rotary_emb\.inv_freq$/;

export async function openHuggingFaceFolder(folder: string): Promise<OpenModel & Disposable> {
  refuseWithoutSafetensors(folder);
  const json = readJson(join(folder, 'config.json'));
  refuseCustomCode(join(folder, 'config.json'), json);
  const tokenizerJson = readTokenizer(folder);
  const tokenizerConfig = readTokenizerConfig(folder);
  const config = withEndToken(configFromHuggingFace(folder, json), json, tokenizerConfig.eos_token, tokenizerJson);

  const files = openSafetensorsFolder(folder);
  try {
    const hash = hashOfFiles(files.files, tokenizerJson);
    return {
      path: folder,
      format: 'safetensors',
      config,
      tokenizerJson,
      chatTemplate: readChatTemplate(folder, tokenizerConfig.chat_template),
      weights: weightsOf(folder, files, config),
      get hash() {
        return hash();
      },
      storedAs: mostUsedType(files.tensors.values()),
      licence: readLicence(folder, json),
      name: basename(resolve(folder)),
      [Symbol.dispose]: () => files[Symbol.dispose](),
    };
  } catch (error) {
    files[Symbol.dispose]();
    throw error;
  }
}

function refuseWithoutSafetensors(folder: string): void {
  if (existsSync(join(folder, singleFileName)) || existsSync(join(folder, indexFileName))) return;
  const pickle = readdirSync(folder).find(isPickle);
  if (pickle !== undefined) refuseCode(join(folder, pickle));
  throw modelError('input', 'not-a-model', { path: folder });
}

function weightsOf(folder: string, files: SafetensorsFolder, config: ModelConfig): Weights {
  const expected = modelTensors(config);
  const isTiedHead = (name: string) => config.tiedEmbeddings && name === 'lm_head.weight';
  const kept = [...files.tensors].filter(([name]) => !ignoredTensor.test(name) && !isTiedHead(name));
  checkTensors(folder, new Map(kept), expected);
  const shapes = new Map(expected.map(({ name, shape }) => [name, shape]));
  return {
    names: [...shapes.keys()],
    shape: (name) => {
      const shape = shapes.get(name);
      if (!shape) throw modelError('input', 'tensor-missing', { path: folder, name });
      return shape;
    },
    read: files.read,
  };
}

/** Older folders hold sentencepiece's own file alone. */
function readTokenizer(folder: string): string {
  const sentencepiece = join(folder, 'tokenizer.model');
  const hasJson = existsSync(join(folder, 'tokenizer.json')) || !existsSync(sentencepiece);
  if (hasJson) return readText(join(folder, 'tokenizer.json'));
  return tokenizerJsonFromSentencepiece(sentencepiece, readFileSync(sentencepiece));
}

const tokenSchema = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);
const tokenizerConfigSchema = z.looseObject({
  eos_token: tokenSchema.nullish(),
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]).nullish(),
});
type TokenizerConfig = z.infer<typeof tokenizerConfigSchema>;

function readTokenizerConfig(folder: string): TokenizerConfig {
  const path = join(folder, 'tokenizer_config.json');
  if (!existsSync(path)) return {};
  const json = readJson(path);
  refuseCustomCode(path, json);
  const parsed = tokenizerConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw modelError('input', 'broken-config', { path, problems: z.prettifyError(parsed.error) });
}

/** `chat_template.jinja` is where newer transformers keep it; of several named templates the default one counts. */
function readChatTemplate(folder: string, inConfig: TokenizerConfig['chat_template']): string | undefined {
  const path = join(folder, 'chat_template.jinja');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  if (!Array.isArray(inConfig)) return inConfig ?? undefined;
  return (inConfig.find(({ name }) => name === 'default') ?? inConfig[0])?.template;
}

/** Of several end tokens in config.json, the tokenizer's own is the one that ends a chat turn. */
function withEndToken(
  config: ModelConfig,
  json: unknown,
  endToken: string | null | undefined,
  tokenizerJson: string,
): ModelConfig {
  const several = z.looseObject({ eos_token_id: z.array(z.number()) }).safeParse(json).data?.eos_token_id;
  if (!several || !endToken) return config;
  const added = z
    .looseObject({ added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })) })
    .safeParse(JSON.parse(tokenizerJson)).data?.added_tokens;
  const id = added?.find(({ content }) => content === endToken)?.id;
  return id !== undefined && several.includes(id) ? { ...config, endTokenId: id } : config;
}

function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw modelError('input', 'broken-config', { path, problems: (cause as Error).message }, cause);
  }
}

function readText(path: string): string {
  if (!existsSync(path)) throw modelError('missing', 'file-missing', { path });
  return readFileSync(path, 'utf8');
}

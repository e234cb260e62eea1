// A model of the Llama family small enough for tests, with a real byte-level tokenizer and reproducible weights.
import { randomFrom } from '../kernel/random.ts';
import { tokenFromBytes } from '../tokenizer/byte-characters.ts';
import { tokenizerJsonFromGguf } from '../tokenizer/from-gguf.ts';
import { modelTensors } from './architectures/tensors.ts';
import type { ModelConfig, OpenModel, Weights } from './contract.ts';
import type { GgufMetadata } from './formats/gguf-types.ts';

/** SmolLM2-Instruct's own. */
export const smollmTemplate =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

const specialTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const tinyMerges = ['h e', 'l l', 'he ll', 'hell o', 'Ġ w', 'í ķ', 'íķ ľ', 'Ġ íķľ'];

export const tinyConfig: ModelConfig = {
  architecture: 'llama',
  hiddenSize: 64,
  layerCount: 2,
  headCount: 4,
  keyValueHeadCount: 2,
  headSize: 16,
  intermediateSize: 96,
  vocabularySize: specialTokens.length + 256 + tinyMerges.length,
  contextLength: 512,
  ropeTheta: 10_000,
  normEpsilon: 1e-5,
  tiedEmbeddings: true,
  beginTokenId: 1,
  endTokenId: 2,
  padTokenId: 2,
};

export function tinyTokenizerMetadata(pre = 'smollm', merges: readonly string[] = tinyMerges): GgufMetadata {
  const bytes = Array.from({ length: 256 }, (_, byte) => tokenFromBytes(Uint8Array.of(byte)));
  const tokens = [...specialTokens, ...bytes, ...merges.map((merge) => merge.replace(' ', ''))];
  const types = tokens.map((_, id) => (id < specialTokens.length ? 3 : 1));
  return new Map([
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: pre }],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', of: 'int32', value: types }],
    ['tokenizer.ggml.merges', { type: 'array', of: 'string', value: merges }],
    ['tokenizer.ggml.bos_token_id', { type: 'uint32', value: 1 }],
    ['tokenizer.ggml.eos_token_id', { type: 'uint32', value: 2 }],
  ]);
}

export function tinyModel(config: ModelConfig = tinyConfig, seed = 1): OpenModel {
  return {
    path: 'tiny',
    format: 'safetensors',
    config,
    tokenizerJson: tokenizerJsonFromGguf('tiny', tinyTokenizerMetadata()),
    chatTemplate: smollmTemplate,
    weights: tinyWeights(config, seed),
    hash: `${seed}`.padStart(64, '0'),
    storedAs: 'Q4_1',
    licence: 'apache-2.0',
    name: 'tiny',
  };
}

/** Values in [-0.5, 0.5), norms included: small enough logits that a short training teaches the model anything. */
export function tinyWeights(config: ModelConfig, seed = 1): Weights {
  const tensors = new Map(modelTensors(config).map((tensor, place) => [tensor.name, { ...tensor, place }]));
  const find = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no tensor ${name}`);
    return tensor;
  };
  return {
    names: [...tensors.keys()],
    shape: (name) => find(name).shape,
    read: (name) => {
      const { shape, place } = find(name);
      return pseudoRandom(
        100 * seed + place,
        shape.reduce((a, b) => a * b, 1),
      );
    },
  };
}

/** Values in [-0.5, 0.5). */
export function pseudoRandom(seed: number, length: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length }, () => random() - 0.5);
}

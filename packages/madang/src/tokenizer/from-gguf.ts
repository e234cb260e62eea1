// The tokenizer inside a GGUF (byte-level BPE, `tokenizer.ggml.model` = gpt2) to the text of a Hugging Face
// `tokenizer.json`. Control and user-defined tokens become added tokens that match before pre-tokenization, as
// llama.cpp matches them; ids are places in the token list. The text is a pure function of the metadata.

import { modelError } from '../model/errors.ts';
import type { GgufMetadata } from '../model/formats/gguf-types.ts';
import {
  addsBeginToken,
  ignoresMerges,
  preTokenizerNameFromGguf,
  preTokenizerNames,
  preTokenizerOf,
} from './pre-tokenizers.ts';

/** llama.cpp's `llama_token_type`. */
export const ggufTokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export function tokenizerJsonFromGguf(path: string, metadata: GgufMetadata): string {
  const model = stringAt(metadata, 'tokenizer.ggml.model') ?? 'none';
  const preName = stringAt(metadata, 'tokenizer.ggml.pre') ?? 'default';
  const pre = preTokenizerNameFromGguf(preName);
  if (model !== 'gpt2' || !pre) {
    const expected = preTokenizerNames.map((name) => `gpt2/${name}`).join(', ');
    throw modelError('input', 'unknown-tokenizer', { path, found: `${model}/${preName}`, expected });
  }
  const tokens = stringsAt(path, metadata, 'tokenizer.ggml.tokens');
  const merges = stringsAt(path, metadata, 'tokenizer.ggml.merges');
  const types = metadata.get('tokenizer.ggml.token_type');
  const typeOf = (id: number) =>
    types?.type === 'array' ? Number(types.value[id] ?? ggufTokenType.normal) : ggufTokenType.normal;

  const vocabulary = new Map(tokens.map((token, id) => [token, id]));
  if (vocabulary.size !== tokens.length) {
    const twice = tokens.find((token, id) => vocabulary.get(token) !== id) ?? '';
    throw modelError('input', 'broken-vocabulary', { path, problem: `duplicate token ${JSON.stringify(twice)}` });
  }
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) => addedToken(content, id, typeOf(id))),
    normalizer: null,
    pre_tokenizer: preTokenizerOf(pre),
    post_processor: postProcessor(metadata, tokens, addsBeginToken(pre)),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoresMerges(pre),
      vocab: Object.fromEntries(vocabulary),
      merges: merges.map((merge) => splitMerge(path, merge, vocabulary)),
    },
  });
}

function addedToken(content: string, id: number, type: number) {
  const special = type === ggufTokenType.control || type === ggufTokenType.unknown;
  if (!special && type !== ggufTokenType.userDefined) return [];
  return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
}

/** Tokens of byte-level BPE hold no space, so the one space parts the two halves. */
function splitMerge(path: string, merge: string, vocabulary: ReadonlyMap<string, number>): [string, string] {
  const [left = '', right = '', ...rest] = merge.split(' ');
  const isMerge = rest.length === 0 && vocabulary.has(left) && vocabulary.has(right) && vocabulary.has(left + right);
  if (isMerge) return [left, right];
  throw modelError('input', 'broken-vocabulary', { path, problem: `merge ${JSON.stringify(merge)}` });
}

function postProcessor(metadata: GgufMetadata, tokens: readonly string[], byDefault: boolean) {
  const flag = metadata.get('tokenizer.ggml.add_bos_token');
  const begin = tokens[Number(metadata.get('tokenizer.ggml.bos_token_id')?.value ?? -1)];
  const addsBegin = flag?.type === 'bool' ? flag.value : byDefault;
  return addsBegin && begin !== undefined ? beginTokenProcessor(begin, tokens.indexOf(begin)) : null;
}

function beginTokenProcessor(token: string, id: number) {
  const begin = (typeId: number) => ({ SpecialToken: { id: token, type_id: typeId } });
  const sequence = (name: string, typeId: number) => ({ Sequence: { id: name, type_id: typeId } });
  return {
    type: 'TemplateProcessing',
    single: [begin(0), sequence('A', 0)],
    pair: [begin(0), sequence('A', 0), begin(1), sequence('B', 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}

function stringAt(metadata: GgufMetadata, key: string): string | undefined {
  const entry = metadata.get(key);
  return entry?.type === 'string' ? entry.value : undefined;
}

function stringsAt(path: string, metadata: GgufMetadata, key: string): readonly string[] {
  const entry = metadata.get(key);
  if (entry?.type === 'array' && entry.of === 'string') return entry.value;
  throw modelError('input', 'broken-vocabulary', { path, problem: `no string array ${key}` });
}

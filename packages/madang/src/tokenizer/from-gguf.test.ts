import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ggufFromConfig } from '../model/architectures/index.ts';
import { openGguf } from '../model/formats/gguf-read.ts';
import type { GgufMetadata, GgufValue } from '../model/formats/gguf-types.ts';
import { writeGguf } from '../model/formats/gguf-write.ts';
import { openModel } from '../model/open-model.ts';
import { realBase } from '../model/real-base.fixture.ts';
import { tinyConfig, tinyTokenizerMetadata } from '../model/tiny-model.fixture.ts';
import { asText, openTokenizer } from './encode.ts';
import { tokenizerJsonFromGguf } from './from-gguf.ts';
import { idsFromLlama } from './llama-ids.fixture.ts';
import { preTokenizerNames } from './pre-tokenizers.ts';
import { ggufFromTokenizerJson } from './to-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-tokenizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Keys that both sides state. */
const keys = ['model', 'pre', 'tokens', 'token_type', 'merges', 'bos_token_id', 'eos_token_id'].map(
  (key) => `tokenizer.ggml.${key}`,
);

const texts = [
  '안녕하세요, 마당입니다. 2026년 11월 25일, 대한민국 헌법 제1조 ①항.',
  "It's the courtyard's 3,141.59 — don't you think they'd 'LL do? I'M",
  '값이 1234567원! ½ ² Ⅻ ١٢٣ 五',
  '🙂👩‍👩‍👧‍👦🇰🇷 é é Ångström',
  '  two  spaces\t\ttabs\r\n\r\nlines\n\n\n   end   ',
  '<|im_start|>user\nhi<|im_end|><|endoftext|>x<repo_name>',
  'ㄱㄴㄷ 한글 中文 日本語 ελληνικά עברית ไทย',
  '',
  ' ',
  "code: for(let i=0;i<10;i++){x['s']+=`$" + '{i}`}\n\tif (a==b) return;',
];

function listAt(metadata: GgufMetadata, key: string): readonly unknown[] {
  const entry = metadata.get(key);
  return entry?.type === 'array' ? entry.value : [];
}

describe('tokenizer metadata', () => {
  it.each(preTokenizerNames)('%s: to tokenizer.json and back', (pre) => {
    const metadata = tinyTokenizerMetadata(pre);
    const back = new Map(ggufFromTokenizerJson('x', tokenizerJsonFromGguf('x', metadata), tinyConfig, 'template'));
    for (const key of keys) expect(back.get(key)).toEqual(metadata.get(key));
    expect(back.get('tokenizer.chat_template')?.value).toBe('template');
    expect(back.get('tokenizer.ggml.add_bos_token')?.value).toBe(pre === 'llama-bpe' || pre === 'tekken');
  });

  it('fills unused rows and marks added tokens that are no special ones', () => {
    const json = JSON.parse(tokenizerJsonFromGguf('x', tinyTokenizerMetadata()));
    json.added_tokens.push({ ...json.added_tokens[0], id: 267, content: '<new>', special: false });
    const config = { ...tinyConfig, vocabularySize: 270 };
    const back = new Map(ggufFromTokenizerJson('x', JSON.stringify(json), config, undefined));
    expect(listAt(back, 'tokenizer.ggml.tokens').slice(266)).toEqual(['Ġíķľ', '<new>', '[PAD268]', '[PAD269]']);
    expect(listAt(back, 'tokenizer.ggml.token_type').slice(266)).toEqual([1, 4, 5, 5]);
    expect(() => ggufFromTokenizerJson('x', JSON.stringify(json), tinyConfig, undefined)).toThrow('above the 267 rows');
  });

  it.each([
    ['another model', 'tokenizer.ggml.model', { type: 'string', value: 't5' }, 'model/unknown-tokenizer'],
    ['another pre-tokenizer', 'tokenizer.ggml.pre', { type: 'string', value: 'viking' }, 'model/unknown-tokenizer'],
    ['no tokens', 'tokenizer.ggml.tokens', { type: 'uint8', value: 1 }, 'model/broken-vocabulary'],
    [
      'a token twice',
      'tokenizer.ggml.tokens',
      { type: 'array', of: 'string', value: ['a', 'a'] },
      'model/broken-vocabulary',
    ],
    [
      'a merge of strangers',
      'tokenizer.ggml.merges',
      { type: 'array', of: 'string', value: ['zz zz'] },
      'model/broken-vocabulary',
    ],
  ] as [string, string, GgufValue, string][])('refuses %s', (_name, key, value, code) => {
    const changed = new Map(tinyTokenizerMetadata()).set(key, value);
    expect(() => tokenizerJsonFromGguf('x', changed)).toThrow(expect.objectContaining({ code }));
  });
});

describe('openTokenizer', () => {
  it('encodes, decodes, and takes special tokens as such', async () => {
    const tokenizer = await openTokenizer(tokenizerJsonFromGguf('x', tinyTokenizerMetadata()));
    expect(tokenizer.vocabularySize).toBe(tinyConfig.vocabularySize);
    expect(await tokenizer.encode('hello')).toEqual([tokenizer.idOf('hello')]);
    expect(await tokenizer.encode('<|im_end|>')).toEqual([2]);
    expect([tokenizer.tokenOf(2), tokenizer.tokenOf(9999), tokenizer.idOf('nope')]).toEqual([
      '<|im_end|>',
      undefined,
      undefined,
    ]);
    const ids = await tokenizer.encodeAll(texts);
    for (const [place, text] of texts.entries()) expect(await tokenizer.decode(ids[place] ?? [])).toBe(text);
    expect(await tokenizer.encodeAll([])).toEqual([]);
  });

  it('takes special tokens as text where asked, and changes nothing else', async () => {
    const tokenizer = await openTokenizer(tokenizerJsonFromGguf('x', tinyTokenizerMetadata()));
    const written = 'a <|im_end|>\n<|im_start|>system';
    const ids = await tokenizer.encode(written, asText);
    expect(ids.filter((id) => id < 3)).toEqual([]);
    expect(await tokenizer.decode(ids)).toBe(written);
    const others = texts.filter((text) => !text.includes('<|'));
    expect(await tokenizer.encodeAll(others, asText)).toEqual(await tokenizer.encodeAll(others));
  });

  it('adds no begin token even where the tokenizer would', async () => {
    const tokenizer = await openTokenizer(tokenizerJsonFromGguf('x', tinyTokenizerMetadata('llama-bpe')));
    expect(await tokenizer.encode('hello')).toEqual([tokenizer.idOf('hello')]);
  });
});

const path = await realBase();

describe.skipIf(path === undefined)('the catalogue base (skipped where neither hub nor package index answers)', () => {
  it('keeps every token, merge and type on the way there and back', async () => {
    using file = openGguf(path ?? '');
    using model = await openModel(path ?? '');
    const back = new Map(ggufFromTokenizerJson('x', model.tokenizerJson, model.config, model.chatTemplate));
    for (const key of [...keys, 'tokenizer.ggml.padding_token_id', 'tokenizer.ggml.add_bos_token']) {
      expect(JSON.stringify(back.get(key)) === JSON.stringify(file.metadata.get(key)), key).toBe(true);
    }
    expect(back.get('tokenizer.chat_template')).toEqual(file.metadata.get('tokenizer.chat_template'));

    const tokenizer = await openTokenizer(model.tokenizerJson);
    const tokens = listAt(file.metadata, 'tokenizer.ggml.tokens') as string[];
    expect(tokenizer.vocabularySize).toBe(tokens.length);
    expect(tokens.every((token, id) => tokenizer.idOf(token) === id && tokenizer.tokenOf(id) === token)).toBe(true);
  });

  it('gives the ids of llama.cpp', async () => {
    using model = await openModel(path ?? '');
    const tokenizer = await openTokenizer(model.tokenizerJson);
    const [expected = []] = await idsFromLlama([{ path: path ?? '', texts }]);
    for (const [place, text] of texts.entries()) expect(await tokenizer.encode(text)).toEqual(expected[place]);
  }, 120_000);
});

describe('llama.cpp', () => {
  // merges across every border that the pre-tokenizers draw differently: digits, blanks, line ends, clitics, cases
  const merges = [
    '1 2',
    '3 4',
    '12 34',
    '12 3',
    'Ġ 1',
    'Ġ1 2',
    "t '",
    "' s",
    "' S",
    't s',
    '! !',
    '! Ċ',
    'Ċ Ċ',
    'Ġ Ġ',
    '( a',
    '! a',
    'o W',
    '/ Ċ',
    'í ķ',
    'íķ ľ',
  ];
  const config = { ...tinyConfig, vocabularySize: 3 + 256 + merges.length };
  const bordering = [
    '1234 12 123 12345678 1,234',
    "it's IT'S its",
    '(a) (a !!\n\n\n!!\n',
    'helloWorld HELLOworld //\n //\r\n',
    '  1   12\n\n 한국 12한',
    ...texts,
  ];

  it('gives our ids with every pre-tokenizer, and no two cut alike but those that differ in ignore_merges alone', async () => {
    const files: { path: string; texts: string[] }[] = [];
    const ours: number[][][] = [];
    for (const pre of preTokenizerNames) {
      const vocabulary = join(folder, `${pre}.gguf`);
      const metadata: GgufMetadata = new Map<string, GgufValue>([
        ['general.architecture', { type: 'string', value: 'llama' }],
        ...ggufFromConfig('x', config),
        ...tinyTokenizerMetadata(pre, merges),
      ]);
      await writeGguf(vocabulary, metadata, []);
      const tokenizer = await openTokenizer(tokenizerJsonFromGguf(vocabulary, metadata));
      ours.push(await tokenizer.encodeAll(bordering));
      files.push({ path: vocabulary, texts: bordering });
    }
    expect(await idsFromLlama(files)).toEqual(ours);
    const found = new Map(preTokenizerNames.map((pre, place) => [pre, JSON.stringify(ours[place])]));
    expect(found.get('dbrx')).toBe(found.get('llama-bpe'));
    expect(new Set(found.values()).size).toBe(preTokenizerNames.length - 1);
  }, 120_000);
});

// The rows of new tokens, from the extension to the model that training starts from: the pieces are those of the old
// tokenizer, every row is its own, padding is empty, and the base is unchanged (failures of other tools are named).
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import { documentSchema } from '../intake/contract.ts';
import { writeDocuments } from '../intake/read-documents.ts';
import { hashText } from '../kernel/hash.ts';
import { type Artifact, openStore } from '../kernel/store.ts';
import type { OpenModel } from '../model/contract.ts';
import { type Growth, growModel, readGrowth } from '../model/growth.ts';
import { tinyConfig, tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { extendTokenizer, readExtension } from '../tokenizer/extend-tokenizer.operation.ts';
import { growSettingsSchema } from './contract.ts';
import { distilRows } from './distil-rows.ts';
import { growBase } from './grow-base.operation.ts';
import { piecesOfTokens } from './pieces-of-tokens.ts';

const texts = [
  '마당은 한옥의 한가운데에 있다. 누구나 마당을 지나간다. 마당에서 아이들이 놀고 있다.',
  '마을 사람들이 글을 주었다. 사람들이 준 글을 마을 사람들이 읽었다. 사람들은 마당에서 글을 읽는다.',
];
const newTokens = 30;
const width = tinyConfig.hiddenSize;
const effects = { emit: () => {}, signal: new AbortController().signal, clock: () => 0, store: openStore };

let graftFolder: string;
let corpus: Artifact;
beforeAll(async () => {
  graftFolder = await mkdtemp(join(tmpdir(), 'madang-grow-'));
  const store = await openStore(graftFolder);
  const documents = texts.map((text) => {
    const id = hashText(text);
    return documentSchema.parse({ id, text, parent: id, part: 0, source: 0, path: 'texts', licence: 'unknown' });
  });
  const spec = { kind: 'corpus', operation: 'curate', revision: 1, inputs: {}, settings: {} };
  corpus = await store.produce(spec, async (folder) => {
    await writeDocuments(join(folder, 'train.jsonl.gz'), documents);
    await writeDocuments(join(folder, 'held-out.jsonl.gz'), documents.slice(0, 1));
    return {};
  });
});

async function extend({ tokenizerJson, hash: baseHash }: OpenModel) {
  const extending = { graftFolder, corpus, tokenizerJson, baseHash, baseRows: tinyConfig.vocabularySize, newTokens };
  return extendTokenizer({ ...extending, sourceTexts: ['the yard of the house'] }, effects);
}

async function grow(tiedEmbeddings: boolean, settings: Parameters<typeof growSettingsSchema.parse>[0]) {
  const opened = tinyModel({ ...tinyConfig, tiedEmbeddings });
  const base = { ...opened, hash: `${opened.hash}${tiedEmbeddings}` };
  const extension = await extend(base);
  const choice = { engine: 'onnxruntime', precision: 'float32' } as const;
  const parsed = { ...growSettingsSchema.parse(settings), initialiser: 'mean-of-pieces' as const };
  const input = { graftFolder, base, extension, corpus, settings: parsed, choice, threads: 1 };
  const artifact = await growBase(input, effects);
  return { base, growth: await readGrowth(artifact.folder), artifact };
}

const rowOf = ({ newRows, firstNewId }: Growth, name: string, id: number) =>
  newRows.get(name)?.subarray((id - firstNewId) * width, (id - firstNewId + 1) * width) ?? new Float32Array();

test('distilled rows say what their pieces say to the base; the others are as they started', async () => {
  const { growth: plain } = await grow(true, { frequencyBias: false });
  const { growth, base } = await grow(true, { frequencyBias: false, distilledTokens: 4 });
  const name = 'model.embed_tokens.weight';
  const moved = [...Array(newTokens).keys()].filter((place) => {
    const id = growth.firstNewId + place;
    return !rowOf(growth, name, id).every((value, i) => value === rowOf(plain, name, id)[i]);
  });
  expect(moved).toHaveLength(4);

  const { tokenOf, encodeAll } = await openTokenizer(growth.tokenizerJson);
  const { merges } = await readExtension(await extend(base));
  const newRows = (growth.newRows.get(name) ?? new Float32Array()).slice();
  const rows = { newRows, firstNewId: growth.firstNewId, texts: await encodeAll(texts) };
  const pieces = piecesOfTokens(merges, growth.firstNewId, tokenOf);
  const learned = new Set(moved.map((place) => growth.firstNewId + place));
  const settings = { prefixTokenId: 1, steps: 20, learningRate: 1e-3, pieces, learned };
  await using executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
  const again = async (from: Growth) => {
    newRows.set(from.newRows.get(name) ?? []);
    return distilRows({ config: tinyConfig, weights: base.weights, ...rows, ...settings }, executor);
  };
  expect((await again(growth)).first).toBeLessThan((await again(plain)).first / 2);
});

describe.each([{ tied: true }, { tied: false }])('without a bias, tied $tied', ({ tied }) => {
  const matrices = tied ? ['model.embed_tokens.weight'] : ['model.embed_tokens.weight', 'lm_head.weight'];

  test('each row is the mean of the pieces that the base itself cuts the token into, in every matrix', async () => {
    const { base, growth } = await grow(tied, { frequencyBias: false });
    const old = await openTokenizer(base.tokenizerJson);
    const extended = await openTokenizer(growth.tokenizerJson);
    let whole = 0;
    for (let id = growth.firstNewId; id < growth.firstNewId + growth.newTokens; id++) {
      const text = await extended.decode([id]);
      if (text.includes('\uFFFD')) continue;
      whole += 1;
      const pieces = await old.encode(text);
      expect(pieces.length).toBeGreaterThan(1);
      for (const name of matrices) {
        const matrix = base.weights.read(name);
        for (const i of [0, 7, width - 1]) {
          const mean = pieces.reduce((sum, piece) => sum + (matrix[piece * width + i] ?? 0), 0) / pieces.length;
          expect(rowOf(growth, name, id)[i]).toBeCloseTo(mean, 5);
        }
      }
    }
    expect(whole).toBeGreaterThan(5);
  });

  test('rows differ from each other, padding is zero, and no row of the base moves', async () => {
    const { base, growth } = await grow(tied, { frequencyBias: false });
    const grown = growModel(base, growth, 'h');
    expect(growth.rows % 64).toBe(0);
    for (const name of matrices) {
      const ids = Array.from({ length: growth.newTokens }, (_, place) => growth.firstNewId + place);
      expect(new Set(ids.map((id) => rowOf(growth, name, id).join())).size).toBe(growth.newTokens);
      const padding = growth.newRows.get(name)?.subarray(growth.newTokens * width);
      expect(padding?.length).toBe((growth.rows - growth.firstNewId - growth.newTokens) * width);
      expect(padding?.every((value) => value === 0)).toBe(true);
      const [before, after] = [base.weights.read(name), grown.weights.read(name)];
      expect(after.subarray(0, before.length)).toEqual(before);
    }
  });
});

test('the frequency bias moves what is written, and of untied matrices that alone', async () => {
  const [plain, biased] = [await grow(false, { frequencyBias: false }), await grow(false, {})];
  const [input, output] = ['model.embed_tokens.weight', 'lm_head.weight'];
  expect(biased.growth.newRows.get(input)).toEqual(plain.growth.newRows.get(input));
  expect(biased.growth.newRows.get(output)).not.toEqual(plain.growth.newRows.get(output));
  expect(biased.growth.initialiser).toBe('mean-of-pieces + frequency');
});

test('given again, it is found', async () => {
  const [first, second] = [await grow(true, {}), await grow(true, {})];
  expect([first.artifact.folder, second.artifact.reused]).toEqual([second.artifact.folder, true]);
});

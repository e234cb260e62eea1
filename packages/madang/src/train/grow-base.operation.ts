// Gives the base rows for its new tokens. Leaves a `growth` artifact (`model/growth.ts`): the extended tokenizer and the
// rows as they start, from the base's own rows for the pieces of each token.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor } from '../engine/executor.ts';
import { openHiddenStates } from '../engine/hidden-states.ts';
import { type EngineChoice, openExecutor } from '../engine/open-executor.ts';
import { readDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import type { Artifact } from '../kernel/store.ts';
import type { OpenModel } from '../model/contract.ts';
import { rowMatrices, writeGrowth } from '../model/growth.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { asText, openTokenizer } from '../tokenizer/encode.ts';
import { readExtension } from '../tokenizer/extend-tokenizer.operation.ts';
import { openPieceTokenizer } from '../tokenizer/open-piece-tokenizer.ts';
import { firstBytes } from '../tokenizer/sample-texts.ts';
import type { GrowSettings, RowInitialiserName } from './contract.ts';
import { distilRows } from './distil-rows.ts';
import { meanHidden } from './mean-hidden.ts';
import { packRows, piecesOfPassage, prefixTokenIdOf } from './pack-rows.ts';
import { piecesOfTokens } from './pieces-of-tokens.ts';
import { rowInitialisers } from './row-initialisers/index.ts';
import { addFrequencyBias, describeRows, startRowsFrom } from './start-new-rows.ts';

/** Text that frequencies are counted on, and that the mean state is taken of; bytes. */
const countedBytes = 2_000_000;
const stateBytes = 12_000;
const rowTokens = 256;
/** Better than others tried on a base of 0.2 million parameters (docs/reference/new-tokens-korean.md). */
const distilling = { steps: 100, learningRate: 1e-3 } as const;
/** A token that the counted text does not have counts as half a one. */
const unseenCount = 0.5;

export interface GrowBaseInput {
  readonly graftFolder: string;
  readonly base: OpenModel;
  readonly extension: Artifact;
  readonly corpus: Artifact;
  readonly settings: GrowSettings & { readonly initialiser: RowInitialiserName };
  readonly choice: EngineChoice;
  readonly threads: number;
}

export async function growBase(input: GrowBaseInput, effects: Effects): Promise<Artifact> {
  const { base, extension, corpus, settings } = input;
  const store = await effects.store(input.graftFolder);
  const spec = {
    kind: 'growth',
    operation: 'grow',
    revision: 3,
    inputs: {
      base: { address: `base:${base.hash.slice(0, 12)}`, hash: base.hash },
      extension: { address: `extension:${extension.fingerprint.slice(0, 12)}`, hash: extension.hash },
      corpus: { address: `corpus:${corpus.fingerprint.slice(0, 12)}`, hash: corpus.hash },
    },
    settings: { ...settings, engine: input.choice.engine },
  };
  return store.produce(spec, async (folder) => {
    const { firstNewId, rows, merges } = await readExtension(extension);
    const tokenizerJson = await readFile(join(extension.folder, 'tokenizer.json'), 'utf8');
    const tokenizer = await openTokenizer(tokenizerJson);
    const { tokenOf } = await openPieceTokenizer(tokenizerJson);
    const pieces = piecesOfTokens(merges, firstNewId, tokenOf);
    const { input: startInput, output: startOutput } = rowInitialisers[settings.initialiser];
    const [inputMatrix, outputMatrix] = rowMatrices(base.config);
    const { config } = base;
    const weights = keepWeights(base.weights);
    const newRows = new Map<string, Float32Array>();
    for (const name of rowMatrices(base.config)) {
      const matrix = describeRows(weights.read(name), config.hiddenSize);
      const start = name === outputMatrix ? startOutput : startInput;
      newRows.set(name, startRowsFrom(start, pieces, matrix, rows - firstNewId, settings.seed));
    }
    const { distilledTokens, frequencyBias } = settings;
    if (distilledTokens > 0 || frequencyBias) {
      const train = (await readDocuments(join(corpus.folder, 'train.jsonl.gz'))).map(({ text }) => text);
      const texts = await tokenizer.encodeAll(firstBytes(train, countedBytes), asText);
      const frequencies = countFrequencies(texts, firstNewId, merges.length);
      const rowsOf = (name = '') => newRows.get(name) ?? new Float32Array();
      await using executor = await openExecutor(input.choice, input.threads);
      if (distilledTokens > 0) {
        const learned = mostFrequent(frequencies, distilledTokens).map((place) => firstNewId + place);
        const toDistil = { newRows: rowsOf(inputMatrix), firstNewId, pieces, texts, learned: new Set(learned) };
        const prefixTokenId = prefixTokenIdOf(config);
        await distilRows({ config, weights, prefixTokenId, ...distilling, ...toDistil }, executor);
      }
      if (frequencyBias) {
        const state = await meanStateOf(
          firstBytes(train, stateBytes),
          { config, tokenizerJson: base.tokenizerJson, weights },
          executor,
        );
        addFrequencyBias(rowsOf(outputMatrix ?? inputMatrix), frequencies, state);
      }
    }
    const initialiser = [
      settings.initialiser,
      ...(distilledTokens > 0 ? [`${distilledTokens} distilled`] : []),
      ...(frequencyBias ? ['frequency'] : []),
    ].join(' + ');
    await writeGrowth(folder, { firstNewId, rows, newTokens: merges.length, initialiser, tokenizerJson, newRows });
    return { counts: { newTokens: merges.length, rows } };
  });
}

/** Share of each new token among all tokens of the texts. */
function countFrequencies(texts: readonly (readonly number[])[], firstNewId: number, newTokens: number): number[] {
  const counts = new Array<number>(newTokens).fill(0);
  let total = 0;
  for (const ids of texts) {
    total += ids.length;
    for (const id of ids) if (id >= firstNewId) counts[id - firstNewId] = (counts[id - firstNewId] ?? 0) + 1;
  }
  return counts.map((count) => Math.max(count, unseenCount) / total);
}

/** Places of the `count` largest. */
function mostFrequent(frequencies: readonly number[], count: number): number[] {
  const places = [...frequencies.keys()].sort((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0));
  return places.slice(0, count);
}

/** As the base itself cuts and reads the texts. */
async function meanStateOf(
  texts: readonly string[],
  base: Pick<OpenModel, 'config' | 'tokenizerJson' | 'weights'>,
  executor: Executor,
): Promise<Float64Array> {
  const tokenizer = await openTokenizer(base.tokenizerJson);
  const passages = await tokenizer.encodeAll(texts, asText);
  const pieces = passages.flatMap((ids) => piecesOfPassage(ids, prefixTokenIdOf(base.config), rowTokens));
  const array = (name: string) => base.weights.read(name);
  await using states = await openHiddenStates(base.config, array, rowTokens, executor);
  return await meanHidden(packRows(pieces, rowTokens), rowTokens, states);
}

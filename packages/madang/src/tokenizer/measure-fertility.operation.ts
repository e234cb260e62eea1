// How badly the base tokenizer cuts the target language, and what appended merges would buy and cost. Merges are
// learned on training text and everything is measured on held-out text. Leaves a `fertility` artifact: fertility.json.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import { type Fertility, fertilitySchema } from './contract.ts';
import { tokenizerNotice as notice } from './errors.ts';
import { openPieceTokenizer } from './open-piece-tokenizer.ts';
import { largestTrainBytes, sampleSource, sampleTexts } from './sample-texts.ts';
import { splitterFrom } from './split-pieces.ts';
import { type ModelSize, tabulateFertility } from './tabulate-fertility.ts';

export interface MeasureFertilityInput {
  readonly graftFolder: string;
  readonly corpus: Artifact;
  readonly tokenizerJson: string;
  readonly baseHash: string;
  /** Text of the language that must be cut as before. */
  readonly sourceTexts: readonly string[];
  /** The budget; without it nothing is recommended. */
  readonly trainedTokens?: number;
  /** For the cost in parameters. */
  readonly model?: ModelSize;
}

const sizes = [0, 500, 1000, 2000, 4000, 8000, 16_000];
const exampleSize = 4000;

export async function measureFertility(input: MeasureFertilityInput, effects: Effects): Promise<Artifact> {
  const { corpus, tokenizerJson, baseHash, trainedTokens, model } = input;
  const split = splitterFrom(tokenizerJson);
  const source = hashText(sampleSource(input.sourceTexts).join('\n'));
  const budget = { ...(trainedTokens === undefined ? {} : { trainedTokens }), ...(model ? { model } : {}) };
  const store = await effects.store(input.graftFolder);
  const artifact = await store.produce(
    {
      kind: 'fertility',
      operation: 'fertility',
      revision: 4,
      inputs: {
        corpus: { address: `corpus:${corpus.fingerprint.slice(0, 12)}`, hash: corpus.hash },
        base: { address: `base:${baseHash.slice(0, 12)}`, hash: baseHash },
      },
      settings: { sizes, exampleSize, largestTrainBytes, source, ...budget },
    },
    async (folder) => {
      const texts = await sampleTexts(corpus, input.sourceTexts);
      const tokenizer = await openPieceTokenizer(tokenizerJson);
      const fertility = await tabulateFertility(texts, tokenizer, split, { sizes, exampleSize, trainedTokens, model });
      await writeFile(join(folder, 'fertility.json'), `${JSON.stringify(fertilitySchema.parse(fertility), null, 2)}\n`);
      return { counts: { candidates: fertility.candidates } };
    },
  );
  for (const event of summarize(await readFertility(artifact))) effects.emit(event);
  return artifact;
}

export async function readFertility(artifact: Artifact): Promise<Fertility> {
  return fertilitySchema.parse(JSON.parse(await readFile(join(artifact.folder, 'fertility.json'), 'utf8')));
}

/** The two lines that a person should read: how the language is cut, and what to do about it at this budget. */
function summarize({ rows, recommendedNewTokens, recommendation, exampleNewTokens }: Fertility): MadangEvent[] {
  const [base] = rows;
  const extended = rows.find(({ newTokens }) => newTokens === (recommendedNewTokens || exampleNewTokens));
  if (!base || !extended) return [];
  const { forecast, reason } = recommendation;
  return [
    notice('cut', { tokensPerByte: round(base.tokensPerByte), tokensPerWord: round(base.tokensPerWord) }),
    notice(reason, {
      newTokens: extended.newTokens,
      speed: round(extended.speed),
      rows: extended.rows,
      trainedTokens: round(forecast?.trainedTokens ?? 0),
      breakEvenTokens: forecast?.breakEvenTokens ?? 0,
      none: percent(forecast?.none),
      extended: percent(forecast?.extended),
    }),
  ];
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function percent(change = 0): number {
  return Number((100 * change).toPrecision(2));
}

// Base against graft on the same held-out texts: bits per byte of the target and the source language and of the base's
// own chat answers, paired by document with 95 % intervals, and how many answers end and hold their facts.
// Leaves a `comparison` artifact: comparison.json (contract.ts) and scores.jsonl, one line a document, nats.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { canonicalJson, hashText } from '../kernel/hash.ts';
import type { ArtifactSpec } from '../kernel/record.ts';
import type { Artifact } from '../kernel/store.ts';
import type { ScoringConditions } from './base-scores.ts';
import { comparisonSchema } from './contract.ts';
import { defaultResampling, type Resampling } from './intervals.ts';
import { countAnswers, measureSet, pairedLines } from './measure-sets.ts';
import { en } from './messages.en.ts';
import { defaultSampleBytes, type MeasuredDocument, sampleHeldOut } from './sample-held-out.ts';
import { type OpenScorer, scoreBase, scoreSets } from './score-both.ts';
import {
  type ChatAnswer,
  type ChatItem,
  type RenderChat,
  type ScoreSet,
  setOfAnswers,
  setOfDocuments,
} from './score-sets.ts';
import type { TextEncoder } from './score-texts.ts';

const evaluateError = errorsOf('evaluate', en.errors);
const notice = noticesOf('evaluate', en.notices);

export interface CompareInput {
  readonly graftFolder: string;
  readonly adapter: Artifact;
  readonly corpus: Artifact;
  readonly baseHash: string;
  readonly heldOut: { readonly target: readonly MeasuredDocument[]; readonly source: readonly MeasuredDocument[] };
  /** For a chat base: the same prompts answered by both. */
  readonly chat?: ChatInput | undefined;
  /** Opened only when the scores are not there yet, and closed before the graft's opens. */
  readonly openBaseScorer: OpenScorer;
  readonly openGraftScorer: OpenScorer;
  readonly baseTokenizer: TextEncoder;
  /** With the tokens that the graft added. */
  readonly graftTokenizer: TextEncoder;
  readonly window: number;
  readonly prefixTokenId: number;
  /** Engine kind, printed and part of the fingerprint. */
  readonly engine: string;
  /** At most so many bytes a side are measured. */
  readonly sampleBytes?: number;
  readonly resampling?: Resampling;
}

interface ChatInput {
  readonly items: readonly ChatItem[];
  readonly baseAnswers: readonly ChatAnswer[];
  readonly graftAnswers: readonly ChatAnswer[];
  readonly render: RenderChat;
}

export async function compare(input: CompareInput, effects: Effects): Promise<Artifact> {
  const { baseHash, window, prefixTokenId, engine, chat, resampling = defaultResampling } = input;
  const conditions = { baseHash, window, prefixTokenId, engine };
  const sets = await chooseSets(input, effects);
  const graftSets = await measurableSets(input, input.graftTokenizer);
  const store = await effects.store(input.graftFolder);
  return store.produce(comparisonSpec(input, sets, conditions, resampling), async (folder) => {
    const base = await scoreBase(sets, input.openBaseScorer, conditions, store, effects);
    const graft = await scoreSets('score-graft', graftSets, input.openGraftScorer, conditions, effects);
    const measured = new Map(
      sets.map((set, index) => [set.side, measureSet(set, base[index] ?? [], graft[index] ?? [], resampling)]),
    );
    for (const [side, { clusteredBy, documents, difference }] of measured) {
      if (clusteredBy === 'document' && side !== 'chat') effects.emit(notice('few-texts', { side, documents }));
      effects.emit({ type: 'metric', name: `difference-${side}`, value: difference, unit: 'bits per byte' });
    }
    const answers = measured.get('chat');
    const comparison = comparisonSchema.parse({
      targetLanguage: measured.get('target'),
      sourceLanguage: measured.get('source'),
      chat: chat && answers && { answers, ...countAnswers(chat.items, chat.baseAnswers, chat.graftAnswers) },
      window,
      precision: 'float32',
      engine,
      ...resampling,
    });
    await writeFile(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
    await writeFile(join(folder, 'scores.jsonl'), pairedLines(sets, base, graft));
    return { counts: Object.fromEntries(sets.map(({ side, items }) => [side, items.length])), facts: { comparison } };
  });
}

/** What will be measured, said aloud; sides without text are left out. */
async function chooseSets(input: CompareInput, effects: Effects): Promise<ScoreSet[]> {
  if (input.chat) checkAnswers(input.chat);
  const measurable = await measurableSets(input, input.baseTokenizer);
  for (const side of ['target', 'source', 'chat'] as const) {
    const set = measurable.find((candidate) => candidate.side === side);
    const bytes = set?.items.reduce((sum, item) => sum + item.bytes, 0) ?? 0;
    if (!set && side === 'target') {
      throw evaluateError('input', 'no-held-out', { language: String(input.corpus.record.facts.language ?? '?') });
    }
    if (!set) effects.emit(notice('not-measured', { side }));
    else effects.emit(notice('sampled', { side, documents: set.items.length, bytes, hash: set.textHash.slice(0, 12) }));
  }
  return measurable;
}

async function measurableSets(input: CompareInput, tokenizer: TextEncoder): Promise<ScoreSet[]> {
  const { heldOut, chat, sampleBytes = defaultSampleBytes } = input;
  const sets = [
    await setOfDocuments('target', sampleHeldOut(heldOut.target, sampleBytes), tokenizer),
    await setOfDocuments('source', sampleHeldOut(heldOut.source, sampleBytes), tokenizer),
  ];
  if (chat) sets.push(await setOfAnswers(chat.items, chat.baseAnswers, chat.render, tokenizer));
  return sets.filter(({ items }) => items.some(({ bytes }) => bytes > 0));
}

function checkAnswers({ items, baseAnswers, graftAnswers }: ChatInput): void {
  if (baseAnswers.length === items.length && graftAnswers.length === items.length) return;
  const counts = { prompts: items.length, baseAnswers: baseAnswers.length, graftAnswers: graftAnswers.length };
  throw evaluateError('internal', 'answers-differ', counts);
}

function comparisonSpec(
  { adapter, corpus, chat }: CompareInput,
  sets: readonly ScoreSet[],
  { baseHash, ...conditions }: ScoringConditions,
  resampling: Resampling,
): ArtifactSpec {
  return {
    kind: 'comparison',
    operation: 'compare',
    revision: 2,
    inputs: {
      adapter: { address: `adapter:${adapter.fingerprint.slice(0, 12)}`, hash: adapter.hash },
      corpus: { address: `corpus:${corpus.fingerprint.slice(0, 12)}`, hash: corpus.hash },
      base: { address: `base:${baseHash.slice(0, 12)}`, hash: baseHash },
    },
    settings: {
      ...conditions,
      ...resampling,
      precision: 'float32',
      texts: Object.fromEntries(sets.map(({ side, textHash }) => [side, textHash])),
      ...(chat ? { answers: hashText(canonicalJson([chat.items, chat.baseAnswers, chat.graftAnswers])) } : {}),
    },
  };
}

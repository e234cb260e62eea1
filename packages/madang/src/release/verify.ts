// Proves that the exported files say what the trained model says, each through the program that will read it:
//   token ids     our tokenizer, the exported tokenizer.json and llama.cpp cut text and chat alike
//   bits per byte llama.cpp on the GGUF against our float32, on the same windows of 1,024 tokens
//   argmax        teacher-forced, F16 only: equal wherever our first leads our second by more than 0.05 nats
//   reopened      the tensors read back: float16 within half a unit in the last place, the adapter exactly
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openLlama, type ScoredWindow } from '../engine/generators/llama-cpp.ts';
import type { Scorer, ScoringWindow } from '../evaluate/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import { progressOf, runStep } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import { readAdapter } from '../model/adapter.ts';
import type { OpenModel, Weights } from '../model/contract.ts';
import { exportGguf } from '../model/export-gguf.ts';
import { mergeAdapter } from '../model/merge.ts';
import { openModel } from '../model/open-model.ts';
import { asText, openTokenizer } from '../tokenizer/encode.ts';
import { compareTensors } from './compare-tensors.ts';
import type { Proof, Proofs, ReleaseSettings } from './contract.ts';
import { releaseNotice } from './errors.ts';
import { proofWindows } from './proof-windows.ts';

/** The likeliest id at each position and its lead, in nats. */
export interface TopTwo {
  readonly ids: Int32Array;
  readonly margin: Float32Array;
  /** Of the targets, where the same pass gives them: then the windows are not scored twice. */
  readonly logProbabilities?: Float32Array;
}

/** The float32 model that the exports must equal. */
export interface ReferenceScorer extends Scorer {
  topTwo?(windows: readonly ScoringWindow[]): Promise<readonly TopTwo[]>;
}

export interface ToVerify {
  readonly folder: string;
  readonly ggufFiles: readonly { readonly type: ReleaseSettings['quantizations'][number]; readonly file: string }[];
  /** What the adapter was trained on. */
  readonly base: OpenModel;
  readonly merged: Weights;
  readonly proofText: string;
  /** A rendered conversation: its special tokens must be cut alike too. */
  readonly chatText: string;
  readonly scorer: ReferenceScorer;
}

export const bounds = { argmaxMargin: 0.05, float16: 2 ** -11 } as const;

/**
 * How far llama.cpp's bits per byte may lie from ours, by file type. From F16 and Q8_0 nothing but the rounding is
 * expected; the coarser types lose something, the more the smaller the model, and the bound only catches a broken file.
 */
export const bitsPerByteBounds: Readonly<Record<ReleaseSettings['quantizations'][number], number>> = {
  ...{ F32: 0.002, F16: 0.002, BF16: 0.01, Q8_0: 0.02, Q6_K: 0.04 },
  ...{ Q5_K_M: 0.1, Q5_1: 0.1, Q4_K_M: 0.25, Q4_1: 0.3, Q4_0: 0.4 },
};

interface Reference {
  readonly ids: readonly number[];
  readonly chatIds: readonly number[];
  readonly windows: readonly ScoringWindow[];
  readonly bytes: number;
  readonly bitsPerByte: number;
  readonly topTwo: readonly TopTwo[];
}

export async function verify(input: ToVerify, effects: Effects): Promise<Proofs> {
  const text = input.proofText.normalize('NFC');
  const proofs = await runStep(effects, 'verify', async () => {
    const reference = await measureReference(input, text, effects);
    const total = reference.windows.reduce((sum, { inputs }) => sum + inputs.length, 0) * input.ggufFiles.length;
    const onScored = progressOf(effects, 'verify', 'tokens', total);
    const found = [...(await verifyHuggingFace(input, text, reference)), ...(await verifyAdapter(input))];
    for (const gguf of input.ggufFiles) found.push(...(await verifyGguf(gguf, input, text, reference, onScored)));
    return found;
  });
  return { text: { bytes: Buffer.byteLength(text, 'utf8'), hash: hashText(text) }, proofs };
}

async function measureReference(input: ToVerify, text: string, effects: Effects): Promise<Reference> {
  const { base, scorer } = input;
  const tokenizer = await openTokenizer(base.tokenizerJson);
  const ids = await tokenizer.encode(text, asText);
  const chatIds = await tokenizer.encode(input.chatText);
  const windows = proofWindows(ids, base.config);
  const bytes = Buffer.byteLength(text, 'utf8');
  const own = await scorer.topTwo?.(windows);
  const scored = own?.map(({ logProbabilities }) => logProbabilities).filter((scores) => scores !== undefined);
  const scores = scored?.length === windows.length ? scored : await scorer.score(windows);
  const topTwo = own ?? (await topTwoByLlamaCpp(input, windows, effects));
  return { ids, chatIds, windows, bytes, bitsPerByte: bitsPerByteOf(windows, scores, bytes), topTwo };
}

async function topTwoByLlamaCpp(
  input: ToVerify,
  windows: readonly ScoringWindow[],
  effects: Effects,
): Promise<TopTwo[]> {
  effects.emit(releaseNotice('reference-by-llama-cpp', {}));
  const path = join(input.folder, 'float32.gguf');
  const { config, tokenizerJson, chatTemplate, name, licence } = input.base;
  try {
    await exportGguf(path, { config, tokenizerJson, chatTemplate, weights: input.merged, type: 'F32', name, licence });
    await using llama = await openLlama(path, { contextTokens: longestOf(windows) });
    const scored = await llama.scoreWindows(windows, { margins: true });
    return scored.map(({ likeliest, margins }) => ({ ids: likeliest, margin: margins }));
  } finally {
    await rm(path, { force: true });
  }
}

async function verifyGguf(
  { type, file }: ToVerify['ggufFiles'][number],
  input: ToVerify,
  text: string,
  reference: Reference,
  onScored: (tokens: number) => void,
): Promise<Proof[]> {
  const { windows } = reference;
  const settings = { threads: availableParallelism(), contextTokens: longestOf(windows) };
  await using llama = await openLlama(join(input.folder, file), settings);
  const differentIds =
    countDifferent(reference.ids, llama.tokenize(text)) +
    countDifferent(reference.chatIds, llama.tokenize(input.chatText, { special: true }));
  const scored = await llama.scoreWindows(windows, { onScored });
  const logProbabilities = scored.map((window) => window.logProbabilities);
  const difference = Math.abs(bitsPerByteOf(windows, logProbabilities, reference.bytes) - reference.bitsPerByte);
  const name = `gguf-${type}` as const;
  return [
    judged({ export: name, check: 'token-ids-equal', value: differentIds, bound: 0, unit: 'ids' }),
    judged({
      export: name,
      check: 'bits-per-byte-within',
      value: difference,
      bound: bitsPerByteBounds[type],
      unit: 'bits per byte',
    }),
    ...(type === 'F16' ? [argmaxProof(name, windows, scored, reference)] : []),
  ];
}

function argmaxProof(
  name: Proof['export'],
  windows: readonly ScoringWindow[],
  scored: readonly ScoredWindow[],
  reference: Reference,
): Proof {
  let different = 0;
  for (const [index, { likeliest }] of scored.entries()) {
    const { ids, margin } = reference.topTwo[index] ?? { ids: likeliest, margin: new Float32Array(0) };
    for (let at = windows[index]?.scoredFrom ?? 0; at < likeliest.length; at++) {
      if (likeliest[at] !== ids[at] && !((margin[at] ?? Number.POSITIVE_INFINITY) <= bounds.argmaxMargin))
        different += 1;
    }
  }
  return judged({ export: name, check: 'argmax-equal', value: different, bound: 0, unit: 'positions' });
}

async function verifyHuggingFace(input: ToVerify, text: string, reference: Reference): Promise<Proof[]> {
  using reopened = await openModel(join(input.folder, 'hugging-face'));
  const tokenizer = await openTokenizer(reopened.tokenizerJson);
  const ids = await tokenizer.encode(text, asText);
  const chatIds = await tokenizer.encode(input.chatText);
  const differentIds = countDifferent(reference.ids, ids) + countDifferent(reference.chatIds, chatIds);
  const difference = compareTensors(input.merged, reopened.weights);
  return [
    judged({ export: 'hugging-face', check: 'token-ids-equal', value: differentIds, bound: 0, unit: 'ids' }),
    judged({ export: 'hugging-face', check: 'reopened', value: difference, bound: bounds.float16, unit: 'relative' }),
  ];
}

/** Weights that were trained whole have no adapter: they lie in `hugging-face/`. */
async function verifyAdapter(input: ToVerify): Promise<Proof[]> {
  if (!existsSync(join(input.folder, 'adapter'))) return [];
  const merged = mergeAdapter(input.base.weights, await readAdapter(join(input.folder, 'adapter')));
  const difference = compareTensors(input.merged, merged);
  return [judged({ export: 'peft', check: 'reopened', value: difference, bound: 0, unit: 'relative' })];
}

function judged(proof: Omit<Proof, 'outcome'> & { readonly value: number; readonly bound: number }): Proof {
  return { ...proof, outcome: proof.value <= proof.bound ? 'pass' : 'fail' };
}

function bitsPerByteOf(windows: readonly ScoringWindow[], scores: readonly Float32Array[], bytes: number): number {
  let nats = 0;
  for (const [index, { scoredFrom }] of windows.entries()) {
    for (const logProbability of scores[index]?.subarray(scoredFrom) ?? []) nats -= logProbability;
  }
  return nats / bytes / Math.LN2;
}

function countDifferent(a: readonly number[], b: readonly number[]): number {
  let different = Math.abs(a.length - b.length);
  for (let at = 0; at < Math.min(a.length, b.length); at++) different += a[at] === b[at] ? 0 : 1;
  return different;
}

function longestOf(windows: readonly ScoringWindow[]): number {
  return windows.reduce((longest, { inputs }) => Math.max(longest, inputs.length), 1);
}

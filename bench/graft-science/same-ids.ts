// Condition (f): the tokenizers library, our own merges and llama.cpp cut text of both languages alike with an extended
// tokenizer.
import { openLlama } from '../../packages/madang/src/engine/generators/llama-cpp.ts';
import { exportGguf } from '../../packages/madang/src/model/export-gguf.ts';
import { mergesApplier } from '../../packages/madang/src/tokenizer/apply-merges.ts';
import { segmentPieces } from '../../packages/madang/src/tokenizer/segment-pieces.ts';
import { splitterFrom } from '../../packages/madang/src/tokenizer/split-pieces.ts';
import type { ExperimentModel } from './experiment-model.ts';
import type { Extension } from './extend-model.ts';

export interface IdsCompared {
  readonly bytes: number;
  /** Distinct pieces that our merges cut otherwise than the library. */
  readonly differentPieces: number;
  /** Texts that llama.cpp cuts otherwise than the library. */
  readonly differentTexts: number;
}

export async function compareIds(
  base: ExperimentModel,
  extended: ExperimentModel,
  { merges, firstNewId }: Extension,
  texts: readonly string[],
  ggufPath: string,
): Promise<IdsCompared> {
  const { config, tokenizerJson, tokenizer, weights } = extended;
  const apply = mergesApplier(merges, firstNewId);
  const pieces = await segmentPieces(texts, splitterFrom(base.tokenizerJson), base.tokenizer);
  const cut = await tokenizer.encodeAll(pieces.map(({ piece }) => piece));
  const differentPieces = pieces.filter(({ ids }, place) => !isSame(apply(ids).ids, cut[place])).length;

  const read = (name: string) => weights.get(name) ?? new Float32Array();
  const readable = { names: [...weights.keys()], shape: (name: string) => [read(name).length], read };
  const described = { chatTemplate: undefined, type: 'F32', name: 'extended', licence: undefined } as const;
  await exportGguf(ggufPath, { config, tokenizerJson, weights: readable, ...described });
  await using llama = await openLlama(ggufPath, { contextTokens: 64 });
  const whole = await tokenizer.encodeAll(texts);
  const differentTexts = texts.filter((text, place) => !isSame(llama.tokenize(text, { special: true }), whole[place]));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { bytes, differentPieces, differentTexts: differentTexts.length };
}

function isSame(a: readonly number[], b: readonly number[] | undefined): boolean {
  return a.length === b?.length && a.every((id, place) => id === b[place]);
}

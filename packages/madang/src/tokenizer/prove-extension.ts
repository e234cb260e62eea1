// Proves an extended tokenizer: every new token is reached (the text of a token alone is cut into that token; a part of
// a character has no text, and is reached where training text is cut into it or a later token is made of it), the
// merges mean the same to us and to the Rust tokenizers library on held-out text, and how much of the source text is
// cut otherwise than by the base.
import { mergesApplier } from './apply-merges.ts';
import { scoresApplier } from './apply-scores.ts';
import { bytesOfToken, stretchesOf } from './byte-characters.ts';
import type { Merge } from './find-candidates.ts';
import type { PieceTokenizer } from './open-piece-tokenizer.ts';
import type { CutPiece } from './segment-pieces.ts';

export interface ExtensionProof {
  /** New tokens that are whole characters. */
  readonly wholeTokens: number;
  /** New tokens that nothing gives. */
  readonly unreached: readonly string[];
  /** New tokens that begin or end inside a character. */
  readonly fragments: number;
  /** Held-out pieces that we and the tokenizers library cut differently. */
  readonly differentPieces: number;
  /** Share of the source text's ids that are not as before. */
  readonly sourceChangedShare: number;
}

export interface ToProve {
  readonly merges: readonly Merge[];
  readonly firstNewId: number;
  readonly base: PieceTokenizer;
  readonly extended: PieceTokenizer;
  /** As the base cuts them. */
  readonly train: readonly CutPiece[];
  readonly heldOut: readonly CutPiece[];
  readonly source: readonly CutPiece[];
}

export async function proveExtension(input: ToProve): Promise<ExtensionProof> {
  const { merges, firstNewId, base, extended } = input;
  const texts = merges.map(({ token }) => wholeText(token));
  const whole = texts.flatMap((text, place) => (text === undefined ? [] : [{ text, id: firstNewId + place }]));
  const alone = await extended.encodeAll(whole.map(({ text }) => text));
  const unreached = whole.filter(({ id }, index) => alone[index]?.length !== 1 || alone[index]?.[0] !== id);
  const isByteLevel = base.kind === 'byte-level';
  const apply = isByteLevel ? mergesApplier(merges, firstNewId) : scoresApplier(merges, firstNewId, base);
  const used = new Set(merges.flatMap(({ left, right, rest = [] }) => [left, right, ...rest]));
  for (const { ids } of input.train) for (const id of apply(ids).ids) used.add(id);
  const deadFragments = merges.filter((_, place) => texts[place] === undefined && !used.has(firstNewId + place));
  const heldOut = await extended.encodeAll(input.heldOut.map(({ piece }) => piece));
  const source = await extended.encodeAll(input.source.map(({ piece }) => piece));
  const sourceIds = input.source.reduce((sum, { ids, count }) => sum + ids.length * count, 0);
  const changed = input.source.reduce(
    (sum, { ids, count }, index) => sum + (sameIds(ids, source[index]) ? 0 : ids.length * count),
    0,
  );
  return {
    wholeTokens: whole.length,
    unreached: [...unreached.map(({ text }) => text), ...deadFragments.map(({ token }) => token)],
    fragments: merges.length - whole.length,
    differentPieces: input.heldOut.filter(({ ids }, index) => !sameIds(apply(ids).ids, heldOut[index])).length,
    sourceChangedShare: sourceIds === 0 ? 0 : changed / sourceIds,
  };
}

/** The text that a token stands for; undefined where it is not whole characters. */
function wholeText(token: string): string | undefined {
  const stretches = stretchesOf(bytesOfToken(token) ?? new Uint8Array());
  const texts = stretches.map((stretch) => ('text' in stretch ? stretch.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function sameIds(a: readonly number[], b: readonly number[] | undefined): boolean {
  return a.length === b?.length && a.every((id, place) => id === b[place]);
}

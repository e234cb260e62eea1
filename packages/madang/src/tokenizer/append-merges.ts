// Appends merges to a byte-level BPE `tokenizer.json`: each merge after all of the base's own, each new token with the
// id that its place among the merges gives it. Tokens are never `added_tokens`: those match before the text is cut,
// anywhere in a word. Ids follow the order of the merges, so that runtimes which rank by id (tiktoken) cut alike.
import { z } from 'zod';
import { tokenizerError } from './errors.ts';
import type { Merge } from './find-candidates.ts';

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.number().int() })).default([]),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

/** The id after the last one that is used; rows of the matrix beyond it are free. */
export function firstFreeId(tokenizerJson: string): number {
  const { model, added_tokens: added } = parse(tokenizerJson);
  const ids = [...Object.values(model.vocab), ...added.map(({ id }) => id)];
  return ids.reduce((largest, id) => Math.max(largest, id), -1) + 1;
}

/** The text of the extended `tokenizer.json`; `firstNewId` is where the merges' own ids begin. */
export function appendMerges(tokenizerJson: string, merges: readonly Merge[], firstNewId: number): string {
  const parsed = parse(tokenizerJson);
  const { vocab } = parsed.model;
  const tokens = new Map(Object.entries(vocab).map(([token, id]) => [id, token]));
  const asText = typeof parsed.model.merges[0] === 'string';
  const extended = { ...vocab };
  const appended = merges.map(({ left, right, token }, place) => {
    const [a, b] = [tokens.get(left), tokens.get(right)];
    if (a === undefined || b === undefined || a + b !== token || Object.hasOwn(extended, token)) {
      throw new Error(`merge ${place}: ${left} and ${right} do not make ${JSON.stringify(token)}`);
    }
    extended[token] = firstNewId + place;
    tokens.set(firstNewId + place, token);
    return asText ? `${a} ${b}` : ([a, b] as [string, string]);
  });
  const model = { ...parsed.model, vocab: extended, merges: [...parsed.model.merges, ...appended] };
  return JSON.stringify({ ...parsed, model });
}

function parse(tokenizerJson: string) {
  const parsed = tokenizerSchema.safeParse(JSON.parse(tokenizerJson));
  if (parsed.success) return parsed.data;
  throw tokenizerError('input', 'not-byte-level', { found: z.prettifyError(parsed.error) });
}

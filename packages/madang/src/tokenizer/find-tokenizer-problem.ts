// The native tokenizers library ends the whole process (a Rust panic across its boundary) on some contents of a
// tokenizer.json that it does not check itself. A file is not trusted, so these are found before the library sees it; the
// fuzzer (bench/fuzz-files.ts) showed which. Other models than BPE are left to the library and to those who read them.
import { z } from 'zod';

const kindSchema = z.looseObject({ model: z.looseObject({ type: z.unknown() }) });
const noText = z.union([z.null(), z.literal('')]).optional();
const mergeSchema = z.union([z.string().regex(/^[^ ]+ [^ ]+$/), z.tuple([z.string(), z.string()])]);
const safeSchema = z.looseObject({
  model: z.looseObject({
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(mergeSchema),
    // its length is cut off each merge's second half, however short that is; byte-level and sentencepiece BPE have none
    continuing_subword_prefix: noText,
    end_of_word_suffix: noText,
  }),
});

/** What is wrong; undefined where the library may have the text. */
export function findTokenizerProblem(tokenizerJson: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(tokenizerJson);
  } catch (error) {
    return (error as Error).message;
  }
  // without a type the library guesses, and may guess BPE
  const type = kindSchema.safeParse(json).data?.model.type;
  if (typeof type === 'string' && type !== 'BPE') return undefined;
  const parsed = safeSchema.safeParse(json);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const { vocab, merges } = parsed.data.model;
  // a merge into more bytes than the longest token has is written past the library's buffer
  for (const merge of merges) {
    const [first = '', second = ''] = typeof merge === 'string' ? merge.split(' ') : merge;
    const missing = [first, second, first + second].find((token) => !Object.hasOwn(vocab, token));
    if (missing !== undefined) return `a merge needs the token ${JSON.stringify(missing)}`;
  }
  return undefined;
}

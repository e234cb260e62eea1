export const en = {
  errors: {
    'nothing-kept': (v: { documents: number; language: string; reasons: string }) => ({
      found: `None of the ${v.documents} documents is left to train on: ${v.reasons}.`,
      expected: `Texts in the target language, ${v.language}, that do not all repeat one another.`,
      next: 'Name the language of your texts with --language, or see why with "madang curate --why <id>".',
    }),
    'nothing-held-out': (v: { documents: number }) => ({
      found: `Only ${v.documents} document is left: nothing can be kept apart for measuring.`,
      expected: 'At least two documents, or one text of more than 16 kB.',
      next: 'Add texts to the sources in graft.yaml.',
    }),
    'no-id': (v: { given: string }) => ({
      found: `"${v.given}" is no beginning of a document's id.`,
      expected: 'At least 4 of its 64 hexadecimal digits.',
      next: "Copy an id from the report, or from verdicts.jsonl in the corpus's folder.",
    }),
    'no-such-document': (v: { prefix: string }) => ({
      found: `No document's id begins with ${v.prefix}.`,
      expected: 'An id of this corpus.',
      next: "Copy an id from the report, or from verdicts.jsonl in the corpus's folder.",
    }),
    'several-documents': (v: { prefix: string; ids: string }) => ({
      found: `Several documents' ids begin with ${v.prefix}: ${v.ids}.`,
      expected: 'The beginning of one id.',
      next: 'Give more digits.',
    }),
  },
  notices: {
    curated: (v: { train: number; heldOut: number; dropped: number; reasons: string }) =>
      `Kept ${v.train} documents to train on and ${v.heldOut} to measure on; dropped ${v.dropped}${v.reasons === '' ? '' : ` (${v.reasons})`}.`,
    'script-unknown': (v: { language: string }) =>
      `Which script "${v.language}" is written in is not known here: no text is dropped for its script.`,
    'held-out-by-block': (v: { parents: number }) =>
      `There are only ${v.parents} whole texts: contiguous blocks of passages are held out, so that measured text may continue trained text. More texts measure better.`,
  },
  /** Why a document has its verdict. */
  verdicts: {
    kept: (_: { detail: string }) => 'Trained on.',
    'held-out': (_: { detail: string }) => 'Kept apart for measuring, never trained on.',
    empty: (_: { detail: string }) => 'Dropped: it holds no text.',
    'too-short': (v: { detail: string }) => `Dropped: too short (${v.detail}).`,
    'wrong-language': (v: { detail: string }) => `Dropped: not in the target language (${v.detail}).`,
    'exact-duplicate': (v: { detail: string }) =>
      `Dropped: the same text, apart from case, width and spaces, as document ${v.detail}.`,
    'shares-run-with-held-out': (v: { detail: string }) =>
      `Dropped: shares a long run with a text kept for measuring: "${v.detail}".`,
  },
};

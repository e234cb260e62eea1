/** What is measured. */
export type Side = 'target' | 'source' | 'chat';
const sides = { target: 'target language', source: 'source language', chat: 'chat answers' };

export const en = {
  errors: {
    'no-held-out': (v: { language: string }) => ({
      found: `There is no held-out text of the target language (${v.language}) to measure on.`,
      expected: 'At least one held-out document in the corpus.',
      next: 'Give more texts, or raise curate.heldOutShare in graft.yaml, then run "madang curate" again.',
    }),
    'nothing-to-score': (v: { files: string }) => ({
      found: `No text was found in ${v.files}.`,
      expected: 'Files with text: .txt, .md, .jsonl or .jsonl.gz whose lines have a "text" field.',
      next: 'Give the path of a file that holds text: madang score <model> <files…>.',
    }),
    'scores-not-finite': (v: { step: string }) => ({
      found: `The model gave probabilities that are not numbers (${v.step}).`,
      expected: 'A finite log-probability for every token.',
      next: 'The weights are broken, or training diverged: lower train.learningRate and train again.',
    }),
    'unreadable-file': (v: { path: string; reason: string }) => ({
      found: `${v.path} could not be read: ${v.reason}.`,
      expected: 'A UTF-8 file: .txt, .md, .jsonl or .jsonl.gz whose lines have a "text" field.',
      next: 'Check the path and the encoding; "madang intake" reads other encodings and writes UTF-8.',
    }),
    'no-model': (v: { model: string }) => ({
      found: `No model lies at ${v.model}.`,
      expected: 'A folder with safetensors, a .gguf file, a release folder, or a name that "madang base get" knows.',
      next: 'Check the path, or fetch a base first: madang base get smollm2-135m-instruct.',
    }),
    'answers-differ': (v: { prompts: number; baseAnswers: number; graftAnswers: number }) => ({
      found: `${v.prompts} prompts came with ${v.baseAnswers} answers of the base and ${v.graftAnswers} of the graft.`,
      expected: 'One answer of each model for every prompt.',
      next: 'Have both models answer the same prompts again.',
    }),
  },
  notices: {
    sampled: (v: { side: Side; documents: number; bytes: number; hash: string }) =>
      `Measuring the ${sides[v.side]} on ${v.documents} held-out texts, ${v.bytes} bytes (hash ${v.hash}).`,
    'base-scores-reused': (v: { side: Side }) =>
      `The base was scored on the ${sides[v.side]} before; those scores are used again.`,
    'few-texts': (v: { side: Side; documents: number }) =>
      `The ${sides[v.side]} is measured on passages of fewer than five texts: its interval resamples the ${v.documents} passages and is too narrow for other texts.`,
    'not-measured': (v: { side: Side }) => `There is no ${sides[v.side]} to measure on: not measured.`,
  },
  conditions: {
    'target-better': 'reads the target language better',
    'source-kept': 'has kept the source language',
    'chat-kept': "has kept the base's own answers",
    'answers-end': 'still ends its answers',
    'facts-kept': 'still answers with the facts',
  },
};

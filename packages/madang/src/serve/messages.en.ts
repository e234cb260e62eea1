export const en = {
  errors: {
    'no-release': (v: { path: string }) => ({
      found: `There is no release in ${v.path}.`,
      expected: 'A release folder, a graft folder that has a release, or a .gguf file.',
      next: 'Make one with "madang graft <folder of texts>", or give the path of a .gguf file.',
    }),
    'no-base-named': (v: { path: string }) => ({
      found: `${v.path} does not say which base it was grafted onto.`,
      expected: 'A release made by Madang, whose record.json names its base.',
      next: 'Leave out --compare, or give the release folder instead of the .gguf file.',
    }),
    'template-refuses': (v: { reason: string }) => ({
      found: `The model's chat template refuses this conversation: ${v.reason}`,
      expected: 'Messages in the order and roles that the template knows.',
      next: 'Leave out --system, or begin a new conversation.',
    }),
  },
  notices: {
    'chat-with': (v: { model: string; file: string }) => `Chatting with ${v.model} (${v.file}).`,
    'how-to-leave': (_v: object) => 'Ctrl-C stops an answer, /bye or Ctrl-D leaves, /new begins again.',
    'no-template': (v: { model: string }) =>
      `${v.model} has no chat template, so it was not made for chatting: it continues your text as it stands.`,
    'making-base': (v: { base: string; path: string }) => `Writing ${v.base} as F16 GGUF, once, to ${v.path}.`,
    cut: (v: { tokens: number }) => `The answer was cut after ${v.tokens} tokens; --max-tokens allows more.`,
    'no-room': (v: { limit: number }) =>
      `The conversation fills the context of ${v.limit} tokens: the oldest messages are left out.`,
  },
};

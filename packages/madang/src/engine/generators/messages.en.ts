export const en = {
  errors: {
    'no-file': (v: { path: string }) => ({
      found: `There is no file ${v.path}.`,
      expected: 'A GGUF file.',
      next: 'Give the path of a .gguf file, or of a release folder.',
    }),
    'unreadable-gguf': (v: { path: string; reason: string }) => ({
      found: `llama.cpp cannot load ${v.path}: ${v.reason}`,
      expected: 'A whole GGUF file of an architecture that llama.cpp knows.',
      next: `Look at it with "madang inspect ${v.path}"; fetch or make it again if it is cut short.`,
    }),
    'no-context': (v: { contextTokens: number; reason: string }) => ({
      found: `A context of ${v.contextTokens} tokens does not fit: ${v.reason}`,
      expected: 'Enough free memory for the context.',
      next: 'Close other programs, or ask for a shorter context.',
    }),
    'window-too-long': (v: { tokens: number; limit: number }) => ({
      found: `A window of ${v.tokens} tokens.`,
      expected: `At most ${v.limit} tokens, the context that was opened.`,
      next: 'Open the model with a longer context, or use shorter windows.',
    }),
    'prompt-too-long': (v: { tokens: number; limit: number }) => ({
      found: `The prompt has ${v.tokens} tokens.`,
      expected: `Fewer than ${v.limit} tokens, so that an answer fits too.`,
      next: 'Shorten the prompt, or begin a new conversation.',
    }),
    'no-binary': (v: { platform: string }) => ({
      found: `node-llama-cpp has no prebuilt llama.cpp for ${v.platform} here.`,
      expected: 'The optional npm package with the binary for this platform.',
      next: 'Run "npm install" again with optional packages allowed, or run the .gguf in a llama.cpp of your own.',
    }),
  },
};

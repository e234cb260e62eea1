// The ids that llama.cpp gives texts, from the vocabularies of GGUF files. It is opened once for all of them.
export async function idsFromLlama(
  files: readonly { readonly path: string; readonly texts: readonly string[] }[],
): Promise<number[][][]> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  await using llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.disabled, maxThreads: 1 });
  const found: number[][][] = [];
  for (const { path, texts } of files) {
    await using model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    found.push(texts.map((text) => model.tokenize(text, true)));
  }
  return found;
}

// The hash of a model: SHA-256 over its weight files and its tokenizer. It reads every byte, so it is computed when
// someone asks for it, once; looking at a model does not.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { hashText } from '../kernel/hash.ts';

export function hashOfFiles(files: readonly string[], tokenizerJson: string): () => string {
  let known: string | undefined;
  return () => {
    known ??= hashText(`${files.map(hashFileNow).join('\n')}\n${hashText(tokenizerJson)}\n`);
    return known;
  };
}

function hashFileNow(path: string): string {
  const hash = createHash('sha256');
  const window = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, window); read > 0; read = readSync(file, window))
      hash.update(window.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

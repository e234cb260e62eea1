// Opens a model, a Hugging Face folder or a GGUF file, as one thing: config, tokenizer and float32 tensors under
// Hugging Face names. Only safetensors and GGUF are read; formats that can carry code are refused.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { OpenModel } from './contract.ts';
import { modelError } from './errors.ts';
import { refuseCode } from './formats/refuse-code.ts';
import { openGgufModel } from './open-gguf-model.ts';
import { openHuggingFaceFolder } from './open-hugging-face-folder.ts';

export async function openModel(path: string): Promise<OpenModel & Disposable> {
  if (!existsSync(path)) throw modelError('missing', 'file-missing', { path });
  if (statSync(path).isDirectory()) return openHuggingFaceFolder(path);
  if (path.endsWith('.gguf') || beginsAsGguf(path)) return openGgufModel(path);
  refuseCode(path);
  throw modelError('input', 'not-a-model', { path });
}

/** Ollama's blobs have no file name extension. */
function beginsAsGguf(path: string): boolean {
  const beginning = Buffer.alloc(4);
  const file = openSync(path, 'r');
  readSync(file, beginning);
  closeSync(file);
  return beginning.toString('latin1') === 'GGUF';
}

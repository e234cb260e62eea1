// Files that run code when they are opened: Python pickles (what `torch.save` writes) and Python sources. We read
// safetensors and GGUF only, which cannot.
import { modelError } from '../errors.ts';

const picklePattern = /\.(bin|pt|pth|ckpt|pkl|pickle|joblib)$/;

export const isPickle = (path: string): boolean => picklePattern.test(path);

/** Throws with the reason when `path` is a pickle or Python code. */
export function refuseCode(path: string): void {
  if (isPickle(path)) throw modelError('input', 'pickle', { path });
  if (path.endsWith('.py')) throw modelError('input', 'python-code', { path });
}

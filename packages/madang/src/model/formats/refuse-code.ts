// Files that run code when they are opened: Python pickles (what `torch.save` writes), Python sources, and configs that
// name Python classes of their own (`auto_map`). We read safetensors and GGUF only, which cannot, and say what would
// have run.
import { modelError } from '../errors.ts';
import { findPickles } from './pickles-in-file.ts';

const picklePattern = /\.(bin|pt|pth|ckpt|pkl|pickle|joblib)$/i;

export const isPickle = (path: string): boolean => picklePattern.test(path);

/** Throws with the reason when `path` is a pickle or Python code. */
export function refuseCode(path: string): void {
  if (isPickle(path)) throw modelError('input', 'pickle', { path, imports: importsIn(path) });
  if (/\.pyc?$/i.test(path)) throw modelError('input', 'python-code', { path });
}

/** Throws when a file that could not be read under its own name is a pickle that imports something. */
export function refusePickle(path: string, cause: unknown): void {
  const imports = importsIn(path);
  if (imports !== '') throw modelError('input', 'pickle', { path, imports }, cause);
}

/** Throws when a config or tokenizer config asks for Python code that comes with the model. */
export function refuseCustomCode(path: string, json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  const { auto_map: classes, trust_remote_code: trusts } = json as Record<string, unknown>;
  const named = typeof classes === 'object' && classes !== null ? Object.values(classes).flat() : [classes];
  const names = named.filter((name) => typeof name === 'string' && name !== '');
  if (names.length > 0) throw modelError('input', 'custom-code', { path, found: `auto_map: ${names.join(', ')}` });
  if (trusts === true) throw modelError('input', 'custom-code', { path, found: 'trust_remote_code: true' });
}

/** What torch.save itself needs: tensors, storages and dictionaries. */
const usualImport = /^(collections\.OrderedDict|torch\.\w*Storage|torch\._utils\._rebuild_\w+)$/;
const namedImports = 5;

/** The unusual ones first: they are the ones that do harm. */
function importsIn(path: string): string {
  const whole = findPickles(path).filter((pickle) => pickle.whole);
  const found = [...new Set(whole.flatMap(({ imports }) => imports))];
  const [unusual, usual] = [
    found.filter((name) => !usualImport.test(name)),
    found.filter((name) => usualImport.test(name)),
  ];
  const ordered = [...unusual, ...usual];
  const more = ordered.length - namedImports;
  return ordered.slice(0, namedImports).join(', ') + (more > 0 ? ` (+${more})` : '');
}

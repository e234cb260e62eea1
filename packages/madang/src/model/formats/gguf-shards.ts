// One model in several GGUF files, `<name>-00001-of-00003.gguf` and so on, as llama.cpp's gguf-split writes them: every
// file says which it is (`split.no`, from 0), of how many (`split.count`), and how many tensors they hold together
// (`split.tensors.count`); the first has the model's metadata. All must be there and agree.
import { existsSync } from 'node:fs';
import { modelError } from '../errors.ts';
import { type GgufFile, openGguf } from './gguf-read.ts';
import type { GgufMetadata } from './gguf-types.ts';

export interface GgufModelFiles extends GgufFile {
  readonly files: readonly string[];
}

/** The largest published models come in under 200 files. */
const maximumFiles = 1000;
const shardName = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/s;

/** `path` may be any of the files. */
export function openGgufFiles(path: string): GgufModelFiles {
  const files = siblingsOf(path);
  const opened: GgufFile[] = [];
  const dispose = () => {
    for (const file of opened) file[Symbol.dispose]();
  };
  try {
    for (const file of files) opened.push(openGguf(file));
    return { ...joinFiles(path, opened), files, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function siblingsOf(path: string): readonly string[] {
  const [, beginning, , last] = shardName.exec(path) ?? [];
  if (beginning === undefined || last === undefined) return [path];
  const count = Number(last);
  if (count < 1 || count > maximumFiles) {
    throw modelError('input', 'over-limit', { path, part: 'file count', found: last, limit: maximumFiles });
  }
  const digits = (number: number) => `${number}`.padStart(5, '0');
  const files = Array.from({ length: count }, (_, index) => `${beginning}-${digits(index + 1)}-of-${last}.gguf`);
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw modelError('missing', 'file-missing', { path: missing });
  return files;
}

function joinFiles(path: string, files: readonly GgufFile[]): Omit<GgufFile, typeof Symbol.dispose> {
  const [first] = files;
  if (!first) throw modelError('missing', 'file-missing', { path });
  const owners = new Map<string, GgufFile>();
  for (const [index, file] of files.entries()) {
    checkPlace(file.path, file.metadata, 'split.count', files.length, files.length === 1);
    checkPlace(file.path, file.metadata, 'split.no', index, files.length === 1);
    for (const name of file.tensors.keys()) {
      if (owners.has(name)) throw modelError('input', 'duplicate-name', { path: file.path, name });
      owners.set(name, file);
    }
  }
  checkPlace(first.path, first.metadata, 'split.tensors.count', owners.size, files.length === 1);
  const ownerOf = (name: string) => {
    const owner = owners.get(name);
    if (!owner) throw modelError('input', 'tensor-missing', { path, name });
    return owner;
  };
  return {
    path,
    metadata: first.metadata,
    tensors: new Map(files.flatMap((file) => [...file.tensors])),
    read: (name) => ownerOf(name).read(name),
    readStored: (name) => ownerOf(name).readStored(name),
  };
}

/** A file that stands alone need not say so; one that says it is a part of more must have their names. */
function checkPlace(path: string, metadata: GgufMetadata, key: string, expected: number, isAlone: boolean): void {
  const found = metadata.get(key)?.value;
  if (found === expected || (isAlone && found === undefined)) return;
  throw modelError('input', 'metadata-value', { path, key, found: `${found ?? '?'}`, expected: `${expected}` });
}

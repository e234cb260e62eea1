// The weights of a Hugging Face folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
// Every tensor must lie in the shard that the index gives for it, and in no other.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MadangError } from '../../kernel/errors.ts';
import { modelError } from '../errors.ts';
import {
  maximumHeaderBytes,
  openSafetensors,
  type SafetensorsFile,
  type SafetensorsTensor,
} from './safetensors-read.ts';
import { findDuplicateKey } from './unique-keys.ts';

export interface SafetensorsFolder extends Disposable {
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  read(name: string): Float32Array;
}

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });
/** A file beside the index: no way out of the folder, no other format. */
const shardName = /^[^/\\\0]+\.safetensors$/;

export const singleFileName = 'model.safetensors';
export const indexFileName = 'model.safetensors.index.json';

export function openSafetensorsFolder(folder: string): SafetensorsFolder {
  const indexPath = join(folder, indexFileName);
  const weightMap = existsSync(indexPath) ? readIndex(indexPath) : undefined;
  const names = weightMap ? [...new Set(Object.values(weightMap))].sort() : [singleFileName];

  const opened: SafetensorsFile[] = [];
  const owners = new Map<string, SafetensorsFile>();
  const dispose = () => {
    for (const file of opened) file[Symbol.dispose]();
  };
  try {
    for (const name of names) {
      const shard = openShard(folder, name);
      opened.push(shard);
      for (const tensor of shard.tensors.keys()) {
        if (owners.has(tensor) || (weightMap && weightMap[tensor] !== name)) {
          throw modelError('input', 'duplicate-name', { path: shard.path, name: tensor });
        }
        owners.set(tensor, shard);
      }
    }
    const missing = Object.keys(weightMap ?? {}).find((name) => !owners.has(name));
    if (missing) throw modelError('input', 'tensor-missing', { path: indexPath, name: missing });
  } catch (error) {
    dispose();
    throw error;
  }

  return {
    files: opened.map((file) => file.path),
    tensors: new Map(opened.flatMap((file) => [...file.tensors])),
    read: (name) => {
      const owner = owners.get(name);
      if (!owner) throw modelError('input', 'tensor-missing', { path: folder, name });
      return owner.read(name);
    },
    [Symbol.dispose]: dispose,
  };
}

function openShard(folder: string, name: string): SafetensorsFile {
  const path = join(folder, name);
  if (!shardName.test(name))
    throw modelError('input', 'broken-header', { path: folder, problems: JSON.stringify(name) });
  if (!existsSync(path)) throw modelError('missing', 'file-missing', { path });
  return openSafetensors(path);
}

function readIndex(path: string): Record<string, string> {
  const { size } = statSync(path);
  if (size > maximumHeaderBytes) {
    throw modelError('input', 'over-limit', { path, part: 'index', found: `${size}`, limit: maximumHeaderBytes });
  }
  const text = readFileSync(path, 'utf8');
  try {
    const { weight_map: weightMap } = indexSchema.parse(JSON.parse(text));
    const duplicate = findDuplicateKey(text);
    if (duplicate === undefined) return weightMap;
    throw modelError('input', 'duplicate-name', { path, name: duplicate });
  } catch (cause) {
    if (cause instanceof MadangError) throw cause;
    throw modelError('input', 'broken-header', { path, problems: (cause as Error).message }, cause);
  }
}

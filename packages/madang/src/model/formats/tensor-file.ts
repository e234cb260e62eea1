// A file of named tensors that is not trusted: what its format says about the header is read first, then each tensor on
// its own, decoded to float32. The stored bytes pass through one small window, so that reading a tensor takes its float32
// values and nothing more.
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { modelError } from '../errors.ts';
import { blockTypes, isStoredType, type StoredType } from './blocks/index.ts';
import { type ByteCursor, openByteCursor, readBytes, readInto } from './byte-cursor.ts';
import { refusePickle } from './refuse-code.ts';

export interface StoredTensor<Type extends string = string> {
  readonly name: string;
  readonly type: Type;
  /** Row-major, slowest dimension first: [out, in]. */
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offset: number;
  readonly sizeBytes: number;
}

interface Header<Metadata, Type extends string> {
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, StoredTensor<Type>>;
}

export interface TensorFile<Metadata, Type extends string = string> extends Header<Metadata, Type>, Disposable {
  readonly path: string;
  /** The tensor as float32, in a fresh array. */
  read(name: string): Float32Array;
  /** The tensor's bytes as they are stored, in a fresh array. */
  readStored(name: string): Uint8Array<ArrayBuffer>;
}

export function openTensorFile<Metadata, Type extends string>(
  path: string,
  readHeader: (path: string, cursor: ByteCursor, sizeBytes: number) => Header<Metadata, Type>,
): TensorFile<Metadata, Type> {
  // a pipe or a device would be read without end
  if (!statSync(path).isFile()) throw modelError('input', 'not-a-model', { path });
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    const { metadata, tensors } = readHeader(path, openByteCursor(path, file, sizeBytes), sizeBytes);
    const find = (name: string) => {
      const tensor = tensors.get(name);
      if (!tensor) throw modelError('input', 'tensor-missing', { path, name });
      return tensor;
    };
    return {
      path,
      metadata,
      tensors,
      read: (name) => decodeTensor(path, file, find(name)),
      readStored: (name) => readBytes(path, file, find(name).offset, find(name).sizeBytes),
      [Symbol.dispose]: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    refusePickle(path, error);
    throw error;
  }
}

/** Stays in the processor's cache between reading and decoding. */
const windowBytes = 256 * 1024;
const readWindow = new Uint8Array(windowBytes);

function decodeTensor(path: string, file: number, { name, type, offset, sizeBytes }: StoredTensor): Float32Array {
  if (!isStoredType(type)) {
    const expected = Object.keys(blockTypes).join(', ');
    throw modelError('input', 'tensor-type', { path, name, found: type, expected });
  }
  const { blockValues, blockBytes, decode } = blockTypes[type satisfies StoredType];
  const values = new Float32Array((sizeBytes / blockBytes) * blockValues);
  const stepBytes = windowBytes - (windowBytes % blockBytes);
  for (let done = 0; done < sizeBytes; done += stepBytes) {
    const bytes = readWindow.subarray(0, Math.min(stepBytes, sizeBytes - done));
    readInto(path, file, offset + done, bytes);
    const start = (done / blockBytes) * blockValues;
    decode(bytes, values.subarray(start, start + (bytes.length / blockBytes) * blockValues));
  }
  return values;
}

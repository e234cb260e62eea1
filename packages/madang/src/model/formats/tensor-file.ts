// A file of named tensors that is not trusted: what its format says about the header is read first, then each tensor on
// its own, dequantised to float32.
import { closeSync, fstatSync, openSync } from 'node:fs';
import { modelError } from '../errors.ts';
import { type ByteCursor, openByteCursor, readBytes } from './byte-cursor.ts';
import { dequantize } from './dequantize.ts';
import type { GgufTensorType } from './gguf-types.ts';

export interface StoredTensor<Type extends GgufTensorType> {
  readonly name: string;
  readonly type: Type;
  /** Row-major, slowest dimension first: [out, in]. */
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offset: number;
  readonly sizeBytes: number;
}

interface Header<Metadata, Type extends GgufTensorType> {
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, StoredTensor<Type>>;
}

export interface TensorFile<Metadata, Type extends GgufTensorType> extends Header<Metadata, Type>, Disposable {
  readonly path: string;
  /** The tensor as float32, in a fresh array. */
  read(name: string): Float32Array;
}

export function openTensorFile<Metadata, Type extends GgufTensorType>(
  path: string,
  readHeader: (path: string, cursor: ByteCursor, sizeBytes: number) => Header<Metadata, Type>,
): TensorFile<Metadata, Type> {
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    const { metadata, tensors } = readHeader(path, openByteCursor(path, file, sizeBytes), sizeBytes);
    return {
      path,
      metadata,
      tensors,
      read: (name) => {
        const tensor = tensors.get(name);
        if (!tensor) throw modelError('input', 'tensor-missing', { path, name });
        return dequantize(tensor.type, readBytes(path, file, tensor.offset, tensor.sizeBytes));
      },
      [Symbol.dispose]: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

// A tensor on its way into a file: read when its turn comes, so that one at a time is in memory.
import { blockTypes, encodeBlocks, type StoredType, type WrittenType } from './blocks/index.ts';

interface Placed {
  readonly name: string;
  /** Row-major, slowest dimension first. */
  readonly shape: readonly number[];
}

/** Values that are still to be encoded, or bytes that already are. */
export type TensorToWrite<Written extends WrittenType, Stored extends StoredType> = Placed &
  (
    | { readonly type: Written; read(): Float32Array; readonly readStored?: never }
    | { readonly type: Stored; readStored(): Uint8Array }
  );

export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The bytes of its stored type; their number is held against the shape. */
export function encodeTensor(tensor: TensorToWrite<WrittenType, StoredType>): Uint8Array {
  const { name, shape, type } = tensor;
  const { blockValues, blockBytes } = blockTypes[type];
  const count = valueCount(shape);
  if (tensor.readStored) {
    const bytes = tensor.readStored();
    if (bytes.length === (count / blockValues) * blockBytes) return bytes;
    throw new RangeError(`${name}: ${bytes.length} bytes for ${type} [${shape.join(', ')}]`);
  }
  const values = tensor.read();
  if (values.length !== count) throw new RangeError(`${name}: ${values.length} values for [${shape.join(', ')}]`);
  if (blockValues > 1 && !values.every(Number.isFinite)) throw new RangeError(`${name}: a value is not finite`);
  return encodeBlocks(tensor.type, values);
}

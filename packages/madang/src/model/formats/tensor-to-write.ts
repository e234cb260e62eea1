// A tensor on its way into a file: read when its turn comes, so that one at a time is in memory.
import { narrowToBfloat16, narrowToFloat16 } from './half-precision.ts';
import { quantizeQ8 } from './quantize.ts';

type WriteType = 'F32' | 'F16' | 'BF16' | 'Q8_0';

export interface TensorToWrite<Type extends WriteType> {
  readonly name: string;
  /** Row-major, slowest dimension first. */
  readonly shape: readonly number[];
  readonly type: Type;
  read(): Float32Array;
}

export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The bytes of its stored type; the number of values is held against the shape. */
export function encodeTensor({ name, shape, type, read }: TensorToWrite<WriteType>): Uint8Array {
  const values = read();
  if (values.length !== valueCount(shape)) {
    throw new RangeError(`${name}: ${values.length} values for [${shape.join(', ')}]`);
  }
  switch (type) {
    case 'F32':
      return bytesOf(values);
    case 'F16':
      return bytesOf(narrowToFloat16(values));
    case 'BF16':
      return bytesOf(narrowToBfloat16(values));
    case 'Q8_0':
      return quantizeQ8(values);
  }
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

// A tensor on its way into a file: read when its turn comes, so that one at a time is in memory.
export interface TensorToWrite<Type extends string> {
  readonly name: string;
  /** Row-major, slowest dimension first. */
  readonly shape: readonly number[];
  readonly type: Type;
  read(): Float32Array;
}

export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Reads the values and holds their number against the shape. */
export function valuesOf({ name, shape, read }: TensorToWrite<string>): Float32Array {
  const values = read();
  if (values.length === valueCount(shape)) return values;
  throw new RangeError(`${name}: ${values.length} values for [${shape.join(', ')}]`);
}

export function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

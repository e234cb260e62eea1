// Weights as the engine binds them: float32, or the bits of bfloat16 for those that are only read.
export type WeightArray = Float32Array | Uint16Array;

/** A tensor that must be float32: embeddings, and what is trained. */
export function asFloat32(array: WeightArray | undefined): Float32Array {
  if (array instanceof Float32Array) return array;
  throw new Error(array ? 'found bfloat16, expected float32' : 'no such weight');
}

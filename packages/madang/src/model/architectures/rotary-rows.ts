// Hugging Face rotates row i of a head together with row i + half; GGUF's llama rotates neighbours 2i and 2i + 1. So
// the rows of q_proj and k_proj are interleaved within each head when a GGUF is written, and taken apart on reading.

/** Row of the Hugging Face head that stands at `row` of the GGUF head. */
function huggingFaceRow(row: number, headSize: number): number {
  return (row % 2) * (headSize / 2) + Math.floor(row / 2);
}

export function rowsToGguf(values: Float32Array, headSize: number, columns: number): Float32Array {
  return permute(values, headSize, columns, (row) => [row, huggingFaceRow(row, headSize)]);
}

export function rowsFromGguf(values: Float32Array, headSize: number, columns: number): Float32Array {
  return permute(values, headSize, columns, (row) => [huggingFaceRow(row, headSize), row]);
}

function permute(
  values: Float32Array,
  headSize: number,
  columns: number,
  place: (row: number) => [to: number, from: number],
): Float32Array {
  const permuted = new Float32Array(values.length);
  const headValues = headSize * columns;
  for (let head = 0; head < values.length; head += headValues) {
    for (let row = 0; row < headSize; row += 1) {
      const [to, from] = place(row);
      const start = head + from * columns;
      permuted.set(values.subarray(start, start + columns), head + to * columns);
    }
  }
  return permuted;
}

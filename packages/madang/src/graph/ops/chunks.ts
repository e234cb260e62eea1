// Splitting the token axis into chunks and joining results again, for ops that see the vocabulary.
import type { Lowering } from '../onnx.ts';

/** Tokens of each chunk: `chunkTokens` each, the last one what is left. */
export function chunkCounts(tokens: number, chunkTokens: number): number[] {
  const counts: number[] = [];
  for (let start = 0; start < tokens; start += chunkTokens) counts.push(Math.min(chunkTokens, tokens - start));
  return counts;
}

export function splitChunks(onnx: Lowering, name: string, counts: readonly number[]): string[] {
  if (counts.length === 1) return [name];
  const parts = counts.map(() => onnx.fresh());
  onnx.node('Split', [name, onnx.int64(counts)], { axis: 0 }, parts);
  return parts;
}

export function sumChunks(onnx: Lowering, parts: readonly string[], output: string): void {
  if (parts.length === 1) onnx.node('Identity', parts, {}, [output]);
  else onnx.node('Sum', parts, {}, [output]);
}

export function joinChunks(onnx: Lowering, parts: readonly string[], output: string): void {
  if (parts.length === 1) onnx.node('Identity', parts, {}, [output]);
  else onnx.node('Concat', parts, { axis: 0 }, [output]);
}

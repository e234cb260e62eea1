// Logits of an output head, hidden Eᵀ, in a chunk of tokens; held within ± a cap by cap · tanh(logit / cap) where there is
// one (Bello et al. 2016, Gemma). With a cap, d(capped)/d(logit) is 1 − tanh².
import type { Lowering } from '../onnx.ts';

export interface ChunkLogits {
  readonly logits: string;
  /** d(capped)/d(logit), where there is a cap. */
  readonly slope: string | undefined;
}

export function chunkLogits(onnx: Lowering, hidden: string, head: string, softCap: unknown): ChunkLogits {
  const logits = onnx.contrib('FusedMatMul', [hidden, head], { transB: 1 });
  if (softCap === undefined) return { logits, slope: undefined };
  const tanh = onnx.node('Tanh', [onnx.node('Mul', [logits, onnx.float32([1 / Number(softCap)], [])])]);
  const slope = onnx.node('Sub', [onnx.float32([1], []), onnx.node('Mul', [tanh, tanh])]);
  return { logits: onnx.node('Mul', [tanh, onnx.float32([Number(softCap)], [])]), slope };
}

/** d(loss)/d(logit) from d(loss)/d(capped). */
export function throughCap(onnx: Lowering, dLogits: string, { slope }: ChunkLogits): string {
  return slope === undefined ? dLogits : onnx.node('Mul', [dLogits, slope]);
}

/** softmax of one token's logits, and the slopes of its cap (1 without one). */
export function headRow(
  hidden: Float64Array,
  embedding: Float64Array,
  token: number,
  width: number,
  softCap: unknown,
): { readonly probabilities: Float64Array; readonly slopes: Float64Array } {
  const logits = new Float64Array(embedding.length / width);
  for (let row = 0; row < logits.length; row++) {
    for (let i = 0; i < width; i++) {
      logits[row] = (logits[row] ?? 0) + (hidden[token * width + i] ?? 0) * (embedding[row * width + i] ?? 0);
    }
  }
  const cap = softCap === undefined ? undefined : Number(softCap);
  const slopes = logits.map((logit) => (cap === undefined ? 1 : 1 - Math.tanh(logit / cap) ** 2));
  const capped = logits.map((logit) => (cap === undefined ? logit : cap * Math.tanh(logit / cap)));
  const largest = Math.max(...capped);
  const exponentials = capped.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return { probabilities: exponentials.map((value) => value / sum), slopes };
}

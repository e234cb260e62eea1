// A plain-loop forward pass of the Llama family in float64 (Touvron et al. 2023), slow and easy to read, that llama.cpp
// and the exports are held against.
import type { ScoringWindow } from '../../evaluate/contract.ts';
import type { ModelConfig, OpenModel, Weights } from '../../model/contract.ts';

/** Logits [T][V] of a token sequence. */
export function plainForward(config: ModelConfig, weights: Weights, ids: readonly number[]): Float64Array[] {
  const read = new Map(weights.names.map((name) => [name, weights.read(name)]));
  const tensor = (name: string) => read.get(name) ?? new Float32Array(0);
  const { hiddenSize, headSize, headCount, keyValueHeadCount } = config;
  const embedding = tensor('model.embed_tokens.weight');
  let hidden: Float64Array[] = ids.map((id) =>
    Float64Array.from(embedding.subarray(id * hiddenSize, (id + 1) * hiddenSize)),
  );
  for (let layer = 0; layer < config.layerCount; layer++) {
    const of = (name: string) => tensor(`model.layers.${layer}.${name}.weight`);
    const normed = hidden.map((row) => rmsNorm(row, of('input_layernorm'), config.normEpsilon));
    const project = (name: string, rotated: boolean) =>
      normed.map((row, position) => {
        const projected = linear(of(`self_attn.${name}`), row);
        if (rotated) rotate(projected, position, headSize, config.ropeTheta);
        return projected;
      });
    const [queries, keys, values] = [project('q_proj', true), project('k_proj', true), project('v_proj', false)];
    hidden = hidden.map((row, at) => {
      const attended = new Float64Array(headCount * headSize);
      for (let head = 0; head < headCount; head++) {
        const shared = Math.floor((head * keyValueHeadCount) / headCount) * headSize;
        const scores = keys.slice(0, at + 1).map((key) => {
          let sum = 0;
          for (let i = 0; i < headSize; i++) sum += (queries[at]?.[head * headSize + i] ?? 0) * (key[shared + i] ?? 0);
          return sum / Math.sqrt(headSize);
        });
        for (const [from, share] of softmax(scores).entries()) {
          for (let i = 0; i < headSize; i++) {
            const place = head * headSize + i;
            attended[place] = (attended[place] ?? 0) + share * (values[from]?.[shared + i] ?? 0);
          }
        }
      }
      return sum(row, linear(of('self_attn.o_proj'), attended));
    });
    hidden = hidden.map((row) => {
      const inner = rmsNorm(row, of('post_attention_layernorm'), config.normEpsilon);
      const up = linear(of('mlp.up_proj'), inner);
      const gated = linear(of('mlp.gate_proj'), inner).map((gate, i) => (gate / (1 + Math.exp(-gate))) * (up[i] ?? 0));
      return sum(row, linear(of('mlp.down_proj'), gated));
    });
  }
  const norm = tensor('model.norm.weight');
  return hidden.map((row) => linear(embedding, rmsNorm(row, norm, config.normEpsilon)));
}

/** A `Scorer` with top two, by the plain forward pass. */
export function plainScorer({ config, weights }: Pick<OpenModel, 'config' | 'weights'>) {
  const logSoftmax = (windows: readonly ScoringWindow[]) =>
    windows.map(({ inputs }) =>
      plainForward(config, weights, inputs).map((logits) => {
        const largest = Math.max(...logits);
        const total = logits.reduce((all, logit) => all + Math.exp(logit - largest), 0);
        return logits.map((logit) => logit - largest - Math.log(total));
      }),
    );
  return {
    score: async (windows: readonly ScoringWindow[]) =>
      logSoftmax(windows).map((rows, index) =>
        Float32Array.from(rows, (row, at) => row[windows[index]?.targets[at] ?? 0] ?? Number.NaN),
      ),
    topTwo: async (windows: readonly ScoringWindow[]) =>
      logSoftmax(windows).map((rows) => {
        const ranked = rows.map((row) => [...row.entries()].sort((a, b) => b[1] - a[1]));
        return {
          ids: Int32Array.from(ranked, (row) => row[0]?.[0] ?? -1),
          margin: Float32Array.from(ranked, (row) => (row[0]?.[1] ?? 0) - (row[1]?.[1] ?? 0)),
        };
      }),
  };
}

function rmsNorm(row: Float64Array, weight: Float32Array, epsilon: number): Float64Array {
  const meanSquare = row.reduce((all, value) => all + value * value, 0) / row.length;
  return row.map((value, i) => (value / Math.sqrt(meanSquare + epsilon)) * (weight[i] ?? 0));
}

function linear(matrix: Float32Array, row: Float64Array): Float64Array {
  return Float64Array.from({ length: matrix.length / row.length }, (_, out) => {
    let product = 0;
    for (let i = 0; i < row.length; i++) product += (matrix[out * row.length + i] ?? 0) * (row[i] ?? 0);
    return product;
  });
}

/** Rotary positions in the Hugging Face layout: pairs (i, i + half) of each head. */
function rotate(row: Float64Array, position: number, headSize: number, theta: number): void {
  const half = headSize / 2;
  for (let start = 0; start < row.length; start += headSize) {
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** (-i / half);
      const [a, b] = [row[start + i] ?? 0, row[start + half + i] ?? 0];
      row[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
      row[start + half + i] = b * Math.cos(angle) + a * Math.sin(angle);
    }
  }
}

function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - largest));
  const total = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / total);
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? 0));
}

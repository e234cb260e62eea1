// Rotary position embedding (Su et al. 2021) in the half-rotation order of Hugging Face Llama: for each head of
// x [B, S, heads·H], y₁ = x₁ cos − x₂ sin, y₂ = x₂ cos + x₁ sin over the halves, at the position of each token.
// The backward is the same rotation with the sine negated. ONNX: RotaryEmbedding of com.microsoft.
import { extentOf, requireShape, show } from '../shapes.ts';
import { applyOne, type Graph, graphConstant, type Op, type Value } from '../value.ts';

export interface RotaryTable {
  /** [positions, H/2] */
  readonly cosine: Value;
  readonly sine: Value;
  readonly negatedSine: Value;
}

/** `frequencies` [H/2] in radians a position; `magnitude` is what sine and cosine are multiplied by. Names are unique. */
export function rotaryTable(
  graph: Graph,
  positions: number,
  frequencies: readonly number[],
  { magnitude = 1, name = 'rotary' }: { readonly magnitude?: number; readonly name?: string } = {},
): RotaryTable {
  const half = frequencies.length;
  const angles = Float64Array.from({ length: positions * half }, (_, index) => {
    return Math.floor(index / half) * (frequencies[index % half] ?? 0);
  });
  const table = (part: string, f: (angle: number) => number) =>
    graphConstant(
      graph,
      `${name}_${part}`,
      [positions, half],
      Float32Array.from(angles, (angle) => magnitude * f(angle)),
    );
  return {
    cosine: table('cosine', Math.cos),
    sine: table('sine', Math.sin),
    negatedSine: table('negated_sine', (angle) => -Math.sin(angle)),
  };
}

export function rotary(graph: Graph, x: Value, positions_BS: Value, table: RotaryTable): Value {
  return applyOne(graph, rotaryOp, [x, positions_BS, table.cosine, table.sine, table.negatedSine]);
}

export const rotaryOp: Op = {
  name: 'rotary',
  shapes([x = [], positions = [], cosine = []]) {
    requireShape('rotary: positions', positions, x.slice(0, 2));
    if (extentOf(x, 2) % (2 * extentOf(cosine, 1)) !== 0) {
      throw new Error(`rotary: ${show(x)} is not whole heads of ${2 * extentOf(cosine, 1)}`);
    }
    return [x];
  },
  reference([x, positions, cosine, sine]) {
    if (!x || !positions || !cosine || !sine) throw new Error('rotary: four inputs');
    const width = extentOf(x.shape, 2);
    const half = extentOf(cosine.shape, 1);
    const y = new Float64Array(x.data.length);
    for (let token = 0; token < positions.data.length; token++) {
      const row = (positions.data[token] ?? 0) * half;
      for (let start = token * width; start < (token + 1) * width; start += 2 * half) {
        for (let i = 0; i < half; i++) {
          const c = cosine.data[row + i] ?? 0;
          const s = sine.data[row + i] ?? 0;
          const x1 = x.data[start + i] ?? 0;
          const x2 = x.data[start + half + i] ?? 0;
          y[start + i] = x1 * c - x2 * s;
          y[start + half + i] = x2 * c + x1 * s;
        }
      }
    }
    return [{ shape: x.shape, data: y }];
  },
  lower(node, onnx) {
    const [x = '', positions = '', cosine = '', sine = ''] = node.inputs.map((input) => input.name);
    onnx.contrib(
      'RotaryEmbedding',
      [x, positions, cosine, sine],
      { interleaved: 0 },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY]) {
    if (!dY) return [];
    const [, positions, cosine, sine, negatedSine] = node.inputs;
    if (!positions || !cosine || !sine || !negatedSine) throw new Error('rotary: five inputs');
    return [applyOne(graph, rotaryOp, [dY, positions, cosine, negatedSine, sine])];
  },
};

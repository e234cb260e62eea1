// xIELU (Huang & Schlag 2024): an activation without a gate whose two sides are learned, as transformers computes it.
//   x > 0:  p x² + β x        p = softplus(alphaP)
//   x ≤ 0:  n (e^min(x, ε) − 1 − x) + β x        n = β + softplus(alphaN)
//   x any shape   alphaP, alphaN, beta, epsilon [1]   -> y
import { requireShape } from '../shapes.ts';
import { apply, applyOne, at, type Graph, type Node, type Op, type ReferenceTensor, type Value } from '../value.ts';

export interface XieluNumbers {
  readonly alphaP: Value;
  readonly alphaN: Value;
  readonly beta: Value;
  readonly epsilon: Value;
}

export function xielu(graph: Graph, x: Value, { alphaP, alphaN, beta, epsilon }: XieluNumbers): Value {
  return applyOne(graph, xieluOp, [x, alphaP, alphaN, beta, epsilon]);
}

export const xieluOp: Op = {
  name: 'xielu',
  shapes([x = [], alphaP = [], alphaN = [], beta = [], epsilon = []]) {
    for (const number of [alphaP, alphaN, beta, epsilon]) requireShape('xielu: number', number, [1]);
    return [x];
  },
  reference(inputs) {
    const { x, p, n, beta, epsilon } = numbersOf(inputs);
    const right = (value: number) => p * value ** 2 + beta * value;
    const left = (value: number) => n * (Math.expm1(Math.min(value, epsilon)) - value) + beta * value;
    return [{ shape: x.shape, data: x.data.map((value) => (value > 0 ? right(value) : left(value))) }];
  },
  lower(node, onnx) {
    const { x, p, n, beta, positive, bent } = sides(
      node.inputs.map(({ name }) => name),
      onnx,
    );
    const linear = onnx.node('Mul', [x, beta]);
    const curved = onnx.node('Add', [
      onnx.node('Mul', [onnx.node('Mul', [positive, positive]), p]),
      onnx.node('Mul', [bent, n]),
    ]);
    onnx.node('Add', [curved, linear], {}, [at(node.outputs, 0).name]);
  },
  gradient(graph, node, [dY]) {
    return dY ? [...apply(graph, xieluGradientOp, [dY, ...node.inputs]), undefined, undefined] : [];
  },
};

/** Inputs dY, then those of the forward; outputs dX, dAlphaP, dAlphaN. */
export const xieluGradientOp: Op = {
  name: 'xieluGradient',
  shapes: ([, x = [], alphaP = [], alphaN = []]) => [x, alphaP, alphaN],
  reference([dY, ...inputs]) {
    const { x, p, n, beta, epsilon, alphaP, alphaN } = numbersOf(inputs);
    let [dP, dN] = [0, 0];
    const dX = x.data.map((value, place) => {
      const d = dY?.data[place] ?? Number.NaN;
      if (value > 0) {
        dP += d * value ** 2;
        return d * (2 * p * value + beta);
      }
      dN += d * (Math.expm1(Math.min(value, epsilon)) - value);
      return d * (n * ((value < epsilon ? Math.exp(value) : 0) - 1) + beta);
    });
    return [
      { shape: x.shape, data: dX },
      { shape: [1], data: Float64Array.of(dP * sigmoid(alphaP)) },
      { shape: [1], data: Float64Array.of(dN * sigmoid(alphaN)) },
    ];
  },
  lower(node: Node, onnx) {
    const [dY = '', ...inputs] = node.inputs.map(({ name }) => name);
    const [dX = '', dAlphaP = '', dAlphaN = ''] = node.outputs.map(({ name }) => name);
    const { x, p, n, beta, epsilon, positive, bent, isPositive } = sides(inputs, onnx);
    const axes = onnx.int64([...at(node.inputs, 1).shape.keys()]);
    const sum = (values: string, alpha: string | undefined, output: string) => {
      const total = onnx.node('ReduceSum', [onnx.node('Mul', [dY, values]), axes], { keepdims: 0 });
      onnx.node('Mul', [onnx.node('Sigmoid', [alpha ?? '']), total], {}, [output]);
    };
    sum(onnx.node('Mul', [positive, positive]), inputs[1], dAlphaP);
    sum(bent, inputs[2], dAlphaN);
    // of the left side: eˣ below ε and 0 above it, less 1; of the right side 0
    const [zero, one] = [onnx.float32([0], []), onnx.float32([1], [])];
    const grown = onnx.node('Where', [
      onnx.node('Less', [x, epsilon]),
      onnx.node('Exp', [onnx.node('Min', [x, zero])]),
      zero,
    ]);
    const fallen = onnx.node('Where', [isPositive, zero, onnx.node('Sub', [grown, one])]);
    const right = onnx.node('Mul', [onnx.node('Add', [positive, positive]), p]);
    const slope = onnx.node('Add', [onnx.node('Add', [right, onnx.node('Mul', [fallen, n])]), beta]);
    onnx.node('Mul', [dY, slope], {}, [dX]);
  },
};

/** max(x, 0), and e^min(x, ε) − 1 − x where x is not positive, else 0. */
function sides(inputs: readonly string[], onnx: Parameters<Op['lower']>[1]) {
  const [x = '', alphaP = '', alphaN = '', beta = '', epsilon = ''] = inputs;
  const [zero, one] = [onnx.float32([0], []), onnx.float32([1], [])];
  const p = onnx.node('Softplus', [alphaP]);
  const n = onnx.node('Add', [beta, onnx.node('Softplus', [alphaN])]);
  const isPositive = onnx.node('Greater', [x, zero]);
  const grown = onnx.node('Sub', [onnx.node('Exp', [onnx.node('Min', [x, epsilon])]), one]);
  const bent = onnx.node('Where', [isPositive, zero, onnx.node('Sub', [grown, x])]);
  return { x, p, n, beta, epsilon, positive: onnx.node('Max', [x, zero]), bent, isPositive };
}

function numbersOf([x, alphaP, alphaN, beta, epsilon]: readonly (ReferenceTensor | undefined)[]) {
  if (!x || !alphaP || !alphaN || !beta || !epsilon) throw new Error('xielu: five inputs');
  const [p = 0, n = 0, b = 0, e = 0] = [alphaP, alphaN, beta, epsilon].map(({ data }) => data[0] ?? 0);
  return { x, alphaP: p, alphaN: n, beta: b, epsilon: e, p: softplus(p), n: b + softplus(n) };
}

function softplus(z: number): number {
  return Math.log1p(Math.exp(z));
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

// Root-mean-square norm over the last axis, y = x / sqrt(mean(x²) + epsilon) · weight (Zhang & Sennrich 2019).
// The second output is 1 / sqrt(mean(x²) + epsilon), kept for the backward.
// ONNX: SimplifiedLayerNormalization; its backward from elementary ops.
import { extentOf, requireShape, sizeOf } from '../shapes.ts';
import { apply, applyOne, at, type Graph, type Op, type Value } from '../value.ts';

export function rmsNorm(graph: Graph, x: Value, weight: Value, epsilon: number): Value {
  return at(apply(graph, rmsNormOp, [x, weight], { epsilon }), 0);
}

export const rmsNormOp: Op = {
  name: 'rmsNorm',
  shapes([x = [], weight = []]) {
    requireShape('rmsNorm: weight', weight, [extentOf(x, -1)]);
    return [x, [...x.slice(0, -1), 1]];
  },
  reference([x, weight], node) {
    if (!x || !weight) throw new Error('rmsNorm: two inputs');
    const width = extentOf(x.shape, -1);
    const rows = sizeOf(x.shape) / width;
    const y = new Float64Array(x.data.length);
    const inverse = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let squares = 0;
      for (let i = 0; i < width; i++) squares += (x.data[row * width + i] ?? 0) ** 2;
      inverse[row] = 1 / Math.sqrt(squares / width + Number(node.attributes.epsilon));
      for (let i = 0; i < width; i++) {
        y[row * width + i] = (x.data[row * width + i] ?? 0) * (inverse[row] ?? 0) * (weight.data[i] ?? 0);
      }
    }
    return [
      { shape: x.shape, data: y },
      { shape: [...x.shape.slice(0, -1), 1], data: inverse },
    ];
  },
  lower(node, onnx) {
    onnx.node(
      'SimplifiedLayerNormalization',
      node.inputs.map((input) => input.name),
      { axis: -1, epsilon: { float: Number(node.attributes.epsilon) }, stash_type: 1 },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY], [needsX, needsWeight]) {
    if (!dY) return [];
    const [x, weight, inverse] = [at(node.inputs, 0), at(node.inputs, 1), at(node.outputs, 1)];
    return [
      needsX ? applyOne(graph, rmsNormGradientOp, [dY, x, weight, inverse]) : undefined,
      needsWeight ? applyOne(graph, rmsNormWeightGradientOp, [dY, x, inverse]) : undefined,
    ];
  },
};

/** Inputs dY, x, inverse; output dWeight = Σ over rows of dY · x · inverse. */
export const rmsNormWeightGradientOp: Op = {
  name: 'rmsNormWeightGradient',
  shapes([dY = [], x = []]) {
    requireShape('rmsNormWeightGradient', dY, x);
    return [[extentOf(x, -1)]];
  },
  reference([dY, x, inverse]) {
    if (!dY || !x || !inverse) throw new Error('rmsNormWeightGradient: three inputs');
    const width = extentOf(x.shape, -1);
    const dWeight = new Float64Array(width);
    for (const [place, value] of x.data.entries()) {
      const scaled = (dY.data[place] ?? 0) * value * (inverse.data[Math.floor(place / width)] ?? 0);
      dWeight[place % width] = (dWeight[place % width] ?? 0) + scaled;
    }
    return [{ shape: [width], data: dWeight }];
  },
  lower(node, onnx) {
    const [dY = '', x = '', inverse = ''] = node.inputs.map((input) => input.name);
    const product = onnx.node('Mul', [dY, onnx.node('Mul', [x, inverse])]);
    const leading = at(node.inputs, 1).shape.slice(0, -1);
    onnx.node(
      'ReduceSum',
      [product, onnx.int64([...leading.keys()])],
      { keepdims: 0 },
      node.outputs.map((output) => output.name),
    );
  },
};

/** Inputs dY, x, weight, inverse; output dX = inverse · (g − x · inverse² · mean(g · x)) with g = dY · weight. */
export const rmsNormGradientOp: Op = {
  name: 'rmsNormGradient',
  shapes([dY = [], x = []]) {
    requireShape('rmsNormGradient', dY, x);
    return [x];
  },
  reference([dY, x, weight, inverse]) {
    if (!dY || !x || !weight || !inverse) throw new Error('rmsNormGradient: four inputs');
    const width = extentOf(x.shape, -1);
    const dX = new Float64Array(x.data.length);
    for (let row = 0; row < inverse.data.length; row++) {
      const scale = inverse.data[row] ?? 0;
      const g = (i: number) => (dY.data[row * width + i] ?? 0) * (weight.data[i] ?? 0);
      let dot = 0;
      for (let i = 0; i < width; i++) dot += g(i) * (x.data[row * width + i] ?? 0);
      for (let i = 0; i < width; i++) {
        dX[row * width + i] = scale * (g(i) - ((x.data[row * width + i] ?? 0) * scale ** 2 * dot) / width);
      }
    }
    return [{ shape: x.shape, data: dX }];
  },
  lower(node, onnx) {
    const [dY = '', x = '', weight = '', inverse = ''] = node.inputs.map((input) => input.name);
    const g = onnx.node('Mul', [dY, weight]);
    const normalized = onnx.node('Mul', [x, inverse]);
    const mean = onnx.node('ReduceMean', [onnx.node('Mul', [g, normalized]), onnx.int64([-1])], { keepdims: 1 });
    const difference = onnx.node('Sub', [g, onnx.node('Mul', [normalized, mean])]);
    onnx.node(
      'Mul',
      [difference, inverse],
      {},
      node.outputs.map((output) => output.name),
    );
  },
};

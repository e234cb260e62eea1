// The gate of a SwiGLU feed-forward: silu(gate) · up, silu(z) = z · sigmoid(z) (Shazeer 2020).
// ONNX: QuickGelu with alpha 1 is silu; the backward computes the sigmoid again instead of keeping it.
import { extentOf, requireShape, sizeOf } from '../shapes.ts';
import { apply, applyOne, at, type Graph, type Op, type Value } from '../value.ts';
import { mapPairs } from './map-pairs.ts';

export function siluGate(graph: Graph, gate: Value, up: Value): Value {
  return applyOne(graph, siluGateOp, [gate, up]);
}

export const siluGateOp: Op = {
  name: 'siluGate',
  shapes([gate = [], up = []]) {
    requireShape('siluGate', up, gate);
    return [gate];
  },
  reference([gate, up]) {
    if (!gate || !up) throw new Error('siluGate: two inputs');
    return [mapPairs(gate, up, (z, u) => z * sigmoid(z) * u)];
  },
  lower(node, onnx) {
    const [gate = '', up = ''] = node.inputs.map((input) => input.name);
    const silu = onnx.contrib('QuickGelu', [gate], { alpha: { float: 1 } });
    onnx.node(
      'Mul',
      [silu, up],
      {},
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY]) {
    return dY ? apply(graph, siluGateGradientOp, [dY, ...node.inputs]) : [];
  },
};

/** Inputs dY, gate, up; outputs dGate, dUp. */
export const siluGateGradientOp: Op = {
  name: 'siluGateGradient',
  shapes([dY = [], gate = [], up = []]) {
    requireShape('siluGateGradient', dY, gate);
    return [gate, up];
  },
  reference([dY, gate, up]) {
    if (!dY || !gate || !up) throw new Error('siluGateGradient: three inputs');
    const slope = mapPairs(gate, up, (z, u) => u * sigmoid(z) * (1 + z * (1 - sigmoid(z))));
    return [mapPairs(dY, slope, (d, s) => d * s), mapPairs(dY, gate, (d, z) => d * z * sigmoid(z))];
  },
  lower(node, onnx) {
    // Read through another shape: an engine would else take the sigmoid into the forward, and keep it until here.
    const shape = at(node.inputs, 0).shape;
    const parts = extentOf(shape, -1) % 2 === 0 ? 2 : 1;
    const halves = onnx.int64([parts * sizeOf(shape.slice(0, -1)), extentOf(shape, -1) / parts]);
    const [dY = '', gate = '', up = ''] = node.inputs.map((input) => onnx.node('Reshape', [input.name, halves]));
    const [dGate = '', dUp = ''] = node.outputs.map((output) => output.name);
    const giveBack = (name: string, output: string) => onnx.node('Reshape', [name, onnx.int64(shape)], {}, [output]);
    const one = onnx.float32([1]);
    const s = onnx.node('Sigmoid', [gate]);
    const silu = onnx.node('Mul', [gate, s]);
    giveBack(onnx.node('Mul', [dY, silu]), dUp);
    // d silu / dz = s + silu · (1 − s)
    const slope = onnx.node('Add', [s, onnx.node('Mul', [silu, onnx.node('Sub', [one, s])])]);
    giveBack(onnx.node('Mul', [onnx.node('Mul', [dY, up]), slope]), dGate);
  },
};

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

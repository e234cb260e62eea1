// The gate of a GeGLU feed-forward: gelu(gate) · up (Shazeer 2020) with gelu's tanh form (Hendrycks & Gimpel 2016),
//   gelu(z) = z / 2 · (1 + tanh u),   u = √(2/π) · (z + 0.044715 z³).
// The backward computes the tanh again instead of keeping it.
import { requireShape } from '../shapes.ts';
import { apply, applyOne, type Graph, type Op, type Value } from '../value.ts';
import { mapPairs } from './map-pairs.ts';

const width = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

export function geluGate(graph: Graph, gate: Value, up: Value): Value {
  return applyOne(graph, geluGateOp, [gate, up]);
}

export const geluGateOp: Op = {
  name: 'geluGate',
  shapes([gate = [], up = []]) {
    requireShape('geluGate', up, gate);
    return [gate];
  },
  reference([gate, up]) {
    if (!gate || !up) throw new Error('geluGate: two inputs');
    return [mapPairs(gate, up, (z, u) => gelu(z) * u)];
  },
  lower(node, onnx) {
    const [gate = '', up = ''] = node.inputs.map((input) => input.name);
    const activated = onnx.node('Mul', [gate, half(onnx, gate)]);
    onnx.node('Mul', [activated, up], {}, [node.outputs[0]?.name ?? '']);
  },
  gradient(graph, node, [dY]) {
    return dY ? apply(graph, geluGateGradientOp, [dY, ...node.inputs]) : [];
  },
};

/** Inputs dY, gate, up; outputs dGate, dUp. */
export const geluGateGradientOp: Op = {
  name: 'geluGateGradient',
  shapes([dY = [], gate = [], up = []]) {
    requireShape('geluGateGradient', dY, gate);
    return [gate, up];
  },
  reference([dY, gate, up]) {
    if (!dY || !gate || !up) throw new Error('geluGateGradient: three inputs');
    const slope = mapPairs(gate, up, (z, u) => u * geluSlope(z));
    return [mapPairs(dY, slope, (d, s) => d * s), mapPairs(dY, gate, (d, z) => d * gelu(z))];
  },
  lower(node, onnx) {
    const [dY = '', gate = '', up = ''] = node.inputs.map((input) => input.name);
    const [dGate = '', dUp = ''] = node.outputs.map((output) => output.name);
    const [one, two] = [onnx.float32([1], []), onnx.float32([2], [])];
    const share = half(onnx, gate);
    onnx.node('Mul', [dY, onnx.node('Mul', [gate, share])], {}, [dUp]);
    // share = (1 + tanh u) / 2, so (1 − tanh² u) / 2 = 2 share (1 − share)
    const bell = onnx.node('Mul', [two, onnx.node('Mul', [share, onnx.node('Sub', [one, share])])]);
    const square = onnx.node('Mul', [gate, gate]);
    const du = onnx.node('Add', [
      onnx.float32([width], []),
      onnx.node('Mul', [square, onnx.float32([3 * cubic * width], [])]),
    ]);
    const slope = onnx.node('Add', [share, onnx.node('Mul', [onnx.node('Mul', [gate, bell]), du])]);
    onnx.node('Mul', [onnx.node('Mul', [dY, up]), slope], {}, [dGate]);
  },
};

/** (1 + tanh u) / 2 */
function half(onnx: Parameters<Op['lower']>[1], z: string): string {
  const square = onnx.node('Mul', [z, z]);
  const bent = onnx.node('Add', [
    onnx.float32([width], []),
    onnx.node('Mul', [square, onnx.float32([cubic * width], [])]),
  ]);
  const tanh = onnx.node('Tanh', [onnx.node('Mul', [z, bent])]);
  const halved = onnx.node('Mul', [tanh, onnx.float32([0.5], [])]);
  return onnx.node('Add', [halved, onnx.float32([0.5], [])]);
}

function gelu(z: number): number {
  return (z / 2) * (1 + Math.tanh(width * (z + cubic * z ** 3)));
}

function geluSlope(z: number): number {
  const tanh = Math.tanh(width * (z + cubic * z ** 3));
  return (1 + tanh) / 2 + (z / 2) * (1 - tanh ** 2) * width * (1 + 3 * cubic * z ** 2);
}

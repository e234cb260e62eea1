// Cuts a matrix into bands of rows, and joins bands again; each is the other's gradient. ONNX: Split, Concat.
import { extentOf, requireShape } from '../shapes.ts';
import { apply, applyOne, type Graph, type Op, type Value } from '../value.ts';

export function splitRows(graph: Graph, x: Value, counts: readonly number[]): Value[] {
  return apply(graph, splitRowsOp, [x], { counts });
}

export const splitRowsOp: Op = {
  name: 'splitRows',
  shapes([x = []], attributes) {
    const counts = attributes.counts as readonly number[];
    requireShape('splitRows', [counts.reduce((sum, count) => sum + count, 0)], [extentOf(x, 0)]);
    return counts.map((count) => [count, ...x.slice(1)]);
  },
  reference([x], node) {
    if (!x) throw new Error('splitRows: one input');
    const width = x.data.length / extentOf(x.shape, 0);
    let start = 0;
    return (node.attributes.counts as readonly number[]).map((count) => {
      const data = x.data.slice(start * width, (start + count) * width);
      start += count;
      return { shape: [count, ...x.shape.slice(1)], data };
    });
  },
  lower(node, onnx) {
    onnx.node(
      'Split',
      [node.inputs[0]?.name ?? '', onnx.int64(node.attributes.counts as readonly number[])],
      { axis: 0 },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, _node, bands) {
    if (!bands.every((band) => band !== undefined)) throw new Error('splitRows: a band has no gradient');
    return [applyOne(graph, joinRowsOp, bands)];
  },
};

export const joinRowsOp: Op = {
  name: 'joinRows',
  shapes(bands) {
    const rows = bands.reduce((sum, band) => sum + extentOf(band, 0), 0);
    return [[rows, ...(bands[0] ?? []).slice(1)]];
  },
  reference(bands) {
    const data = Float64Array.from(bands.flatMap((band) => [...band.data]));
    const rows = bands.reduce((sum, band) => sum + extentOf(band.shape, 0), 0);
    return [{ shape: [rows, ...(bands[0]?.shape ?? []).slice(1)], data }];
  },
  lower(node, onnx) {
    onnx.node(
      'Concat',
      node.inputs.map((input) => input.name),
      { axis: 0 },
      node.outputs.map((output) => output.name),
    );
  },
};

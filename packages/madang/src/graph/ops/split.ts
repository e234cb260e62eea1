// Cuts a tensor into bands along an axis, and joins bands again; each is the other's gradient. ONNX: Split, Concat.
import { extentOf, requireShape, type Shape, sizeOf } from '../shapes.ts';
import { apply, applyOne, at, type Graph, type Op, type ReferenceTensor, type Value } from '../value.ts';

export function split(graph: Graph, x: Value, axis: number, counts: readonly number[]): Value[] {
  return counts.length === 1 ? [x] : apply(graph, splitOp, [x], { axis, counts });
}

export function join(graph: Graph, bands: readonly Value[], axis: number): Value {
  return bands.length === 1 ? at(bands, 0) : applyOne(graph, joinOp, bands, { axis });
}

export const splitOp: Op = {
  name: 'split',
  shapes([x = []], attributes) {
    const { axis, counts } = attributes as { axis: number; counts: readonly number[] };
    requireShape('split', [counts.reduce((sum, count) => sum + count, 0)], [extentOf(x, axis)]);
    return counts.map((count) => x.with(axis, count));
  },
  reference([x], node) {
    if (!x) throw new Error('split: one input');
    const bands = node.outputs.map(({ shape }) => ({ shape, data: new Float64Array(sizeOf(shape)) }));
    copyBands(x, bands, Number(node.attributes.axis), (whole, band) => band.set(whole));
    return bands;
  },
  lower(node, onnx) {
    onnx.node(
      'Split',
      [at(node.inputs, 0).name, onnx.int64(node.attributes.counts as readonly number[])],
      { axis: Number(node.attributes.axis) },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, bands) {
    if (!bands.every((band) => band !== undefined)) throw new Error('split: a band has no gradient');
    return [join(graph, bands, Number(node.attributes.axis))];
  },
};

export const joinOp: Op = {
  name: 'join',
  shapes(bands, attributes) {
    const axis = Number(attributes.axis);
    const first = at(bands, 0);
    for (const band of bands) requireShape('join', band.with(axis, 0), first.with(axis, 0));
    return [
      first.with(
        axis,
        bands.reduce((sum, band) => sum + extentOf(band, axis), 0),
      ),
    ];
  },
  reference(bands, node) {
    const { shape } = at(node.outputs, 0);
    const joined = { shape, data: new Float64Array(sizeOf(shape)) };
    copyBands(joined, bands, Number(node.attributes.axis), (whole, band) => whole.set(band));
    return [joined];
  },
  lower(node, onnx) {
    onnx.node(
      'Concat',
      node.inputs.map((input) => input.name),
      { axis: Number(node.attributes.axis) },
      node.outputs.map((output) => output.name),
    );
  },
  gradient(graph, node, [dY]) {
    const axis = Number(node.attributes.axis);
    return dY
      ? split(
          graph,
          dY,
          axis,
          node.inputs.map((band) => extentOf(band.shape, axis)),
        )
      : [];
  },
};

/** Goes through the stretches of `whole` that belong to each band, one for each index before the axis. */
function copyBands(
  whole: ReferenceTensor,
  bands: readonly ReferenceTensor[],
  axis: number,
  copy: (whole: Float64Array, band: Float64Array) => void,
): void {
  const inner = (shape: Shape) => sizeOf(shape.slice(axis));
  const outer = sizeOf(whole.shape.slice(0, axis));
  for (let place = 0; place < outer; place++) {
    let start = place * inner(whole.shape);
    for (const { shape, data } of bands) {
      const length = inner(shape);
      copy(whole.data.subarray(start, start + length), data.subarray(place * length, (place + 1) * length));
      start += length;
    }
  }
}

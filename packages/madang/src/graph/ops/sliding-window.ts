// An attention mask narrowed to a sliding window (Beltagy et al. 2020): a query sees itself and the `tokens` - 1 columns
// before it. Columns of a passage follow each other, so that columns count as positions.
//   mask [B, 1, S, S] -> [B, 1, S, S]. ONNX: Trilu of a large negative number below the window, Add.
import { extentOf } from '../shapes.ts';
import { applyOne, at, type Graph, type Op, type Value } from '../value.ts';

/** As what hides a token in the mask itself: their sum is still far from float32's limit. */
const hidden = -1e9;

export function slidingWindow(graph: Graph, mask: Value, tokens: number): Value {
  return tokens >= extentOf(mask.shape, -1) ? mask : applyOne(graph, slidingWindowOp, [mask], { tokens });
}

export const slidingWindowOp: Op = {
  name: 'slidingWindow',
  shapes: ([mask = []]) => [mask],
  reference([mask], node) {
    if (!mask) throw new Error('slidingWindow: one input');
    const columns = extentOf(mask.shape, -1);
    const isHidden = (place: number) => {
      const query = Math.floor(place / columns) % columns;
      return query - (place % columns) >= Number(node.attributes.tokens);
    };
    const data = mask.data.map((value, place) => (isHidden(place) ? value + hidden : value));
    return [{ shape: mask.shape, data }];
  },
  lower(node, onnx) {
    const mask = at(node.inputs, 0);
    const square = onnx.int64(mask.shape.slice(-2));
    const everywhere = onnx.node('Expand', [onnx.float32([hidden], [1, 1]), square]);
    const below = onnx.int64([-Number(node.attributes.tokens)]);
    const band = onnx.node('Trilu', [everywhere, below], { upper: 0 });
    onnx.node('Add', [mask.name, band], {}, [at(node.outputs, 0).name]);
  },
};

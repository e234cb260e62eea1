// A graph is a list of nodes in execution order; a node applies one op of `ops/` to values. Building runs nothing:
// `gradient.ts` appends the backward nodes, `onnx.ts` turns a graph into an ONNX model for an executor.
import type { Lowering } from './onnx.ts';
import type { Shape } from './shapes.ts';

export interface Value {
  readonly name: string;
  readonly shape: Shape;
  /** bfloat16 is for inputs alone (`ops/widen.ts`). */
  readonly type: 'float32' | 'int64' | 'bfloat16';
}

/** A tensor of the plain-loop references: float64, so that finite differences are sharp. */
export interface ReferenceTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export type Attributes = Readonly<Record<string, number | readonly number[] | boolean>>;

export interface Op {
  readonly name: string;
  /** Output shapes; throws where the inputs do not fit. */
  shapes(inputs: readonly Shape[], attributes: Attributes): Shape[];
  /** The definition, as plain loops. */
  reference(inputs: readonly ReferenceTensor[], node: Node): ReferenceTensor[];
  lower(node: Node, onnx: Lowering): void;
  /**
   * Gradients of the inputs (undefined where there is none or `needed[i]` is false) from those of the outputs.
   * Absent: the op is never differentiated.
   */
  gradient?(
    graph: Graph,
    node: Node,
    outputGradients: readonly (Value | undefined)[],
    needed: readonly boolean[],
  ): (Value | undefined)[];
}

export interface Node {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export interface Graph {
  readonly nodes: Node[];
  readonly inputs: Value[];
  readonly constants: { readonly value: Value; readonly data: Float32Array }[];
}

export function createGraph(): Graph {
  return { nodes: [], inputs: [], constants: [] };
}

export function graphInput(graph: Graph, name: string, shape: Shape, type: Value['type'] = 'float32'): Value {
  const value: Value = { name, shape, type };
  graph.inputs.push(value);
  return value;
}

export function graphConstant(graph: Graph, name: string, shape: Shape, data: Float32Array): Value {
  const value: Value = { name, shape, type: 'float32' };
  graph.constants.push({ value, data });
  return value;
}

/** Appends a node and gives its outputs. */
export function apply(graph: Graph, op: Op, inputs: readonly Value[], attributes: Attributes = {}): Value[] {
  const shapes = op.shapes(
    inputs.map((input) => input.shape),
    attributes,
  );
  const place = graph.nodes.length;
  const outputs = shapes.map(
    (shape, index): Value => ({ name: `${op.name}_${place}_${index}`, shape, type: 'float32' }),
  );
  graph.nodes.push({ op, inputs, outputs, attributes });
  return outputs;
}

/** Appends a node of an op with one output. */
export function applyOne(graph: Graph, op: Op, inputs: readonly Value[], attributes: Attributes = {}): Value {
  return at(apply(graph, op, inputs, attributes), 0);
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index} among ${items.length}`);
  return item;
}

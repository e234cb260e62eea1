// Runs a graph by the plain-loop references, in float64: the oracle that executors and gradients are tested against.
import type { Graph, ReferenceTensor } from './value.ts';

/** Values by name: the inputs given, the constants, and every node's outputs. */
export function interpret(graph: Graph, inputs: ReadonlyMap<string, ReferenceTensor>): Map<string, ReferenceTensor> {
  const values = new Map(inputs);
  for (const { value, data } of graph.constants) {
    values.set(value.name, { shape: value.shape, data: Float64Array.from(data) });
  }
  for (const node of graph.nodes) {
    const tensors = node.inputs.map((input) => {
      const tensor = values.get(input.name);
      if (!tensor) throw new Error(`no value for ${input.name}`);
      return tensor;
    });
    const outputs = node.op.reference(tensors, node);
    node.outputs.forEach((output, index) => {
      const tensor = outputs[index];
      if (tensor) values.set(output.name, tensor);
    });
  }
  return values;
}

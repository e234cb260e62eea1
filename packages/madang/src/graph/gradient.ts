// Reverse-mode differentiation on graphs: appends the nodes that compute d(losses)/d(value).
// Only paths from the asked values to the loss are walked, so a frozen weight costs no gradient.
import { add } from './ops/add.ts';
import type { Graph, Value } from './value.ts';

/**
 * Gradients of the sum of scalar `losses` (shape [1] each) with respect to `values`, in their order.
 * An op that defines a loss gives its gradient for a seed of 1 (see `ops/cross-entropy.ts`).
 */
export function gradient(graph: Graph, losses: readonly Value[], values: readonly Value[]): Value[] {
  const forward = [...graph.nodes];
  const reachable = new Set(values.map((value) => value.name));
  for (const node of forward) {
    if (node.inputs.some((input) => reachable.has(input.name))) {
      for (const output of node.outputs) reachable.add(output.name);
    }
  }

  const gradients = new Map<string, Value>();
  const isLoss = (value: Value) => losses.some((loss) => loss.name === value.name);
  for (const node of forward.reverse()) {
    const needed = node.inputs.map((input) => reachable.has(input.name));
    if (!needed.includes(true)) continue;
    const outputGradients = node.outputs.map((output) => gradients.get(output.name));
    const isSeed = node.outputs.some(isLoss);
    if (!isSeed && outputGradients.every((value) => value === undefined)) continue;
    if (!node.op.gradient) throw new Error(`op ${node.op.name} has no gradient`);
    const inputGradients = node.op.gradient(graph, node, outputGradients, needed);
    node.inputs.forEach((input, index) => {
      const contribution = inputGradients[index];
      if (!contribution || !needed[index]) return;
      const sum = gradients.get(input.name);
      gradients.set(input.name, sum ? add(graph, sum, contribution) : contribution);
    });
  }
  return values.map((value) => {
    const found = gradients.get(value.name);
    if (!found) throw new Error(`the losses do not depend on ${value.name}`);
    return found;
  });
}

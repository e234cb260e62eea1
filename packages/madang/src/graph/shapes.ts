// Shapes are static and checked when the graph is built. Suffixes name the axes, after torchtitan:
//   B rows (sequences)   S tokens a row   T = B·S   D hidden   F feed-forward   V vocabulary
//   N heads   K key/value heads   G = N/K   H head size   C keys that are met   R LoRA rank
// `hidden_TD` is a [B·S, D] matrix.

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** Axis of a shape; negative counts from the end. */
export function extentOf(shape: Shape, axis: number): number {
  const extent = shape.at(axis);
  if (extent === undefined) throw new Error(`shape ${show(shape)} has no axis ${axis}`);
  return extent;
}

export function requireShape(what: string, found: Shape, expected: Shape): void {
  if (!sameShape(found, expected)) throw new Error(`${what}: found shape ${show(found)}, expected ${show(expected)}`);
}

export function show(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

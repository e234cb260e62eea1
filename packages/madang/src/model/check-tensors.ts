// Holds the tensors that a file has against those that its config asks for: none missing, none more, shapes equal,
// types that can be read as numbers.
import { modelError } from './errors.ts';
import { blockTypes, isStoredType } from './formats/blocks/index.ts';

interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type?: string;
}

const readTypes = Object.keys(blockTypes).join(', ');

export function checkTensors(path: string, found: ReadonlyMap<string, Shaped>, expected: readonly Shaped[]): void {
  const names = new Set(expected.map(({ name }) => name));
  const unexpected = [...found.keys()].find((name) => !names.has(name));
  if (unexpected !== undefined) throw modelError('input', 'tensor-unexpected', { path, name: unexpected });
  for (const { name, shape } of expected) {
    const tensor = found.get(name);
    if (!tensor) throw modelError('input', 'tensor-missing', { path, name });
    if (tensor.type !== undefined && !isStoredType(tensor.type)) {
      throw modelError('input', 'tensor-type', { path, name, found: tensor.type, expected: readTypes });
    }
    if (tensor.shape.join() !== shape.join()) {
      const values = { path, name, found: `[${tensor.shape.join(', ')}]`, expected: `[${shape.join(', ')}]` };
      throw modelError('input', 'bad-shape', values);
    }
  }
}

/** The type in which most values are stored. */
export function mostUsedType(tensors: Iterable<Shaped & { readonly type: string }>): string {
  const values = new Map<string, number>();
  for (const { type, shape } of tensors) {
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    values.set(type, (values.get(type) ?? 0) + count);
  }
  return [...values].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'F32';
}

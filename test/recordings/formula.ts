// The numbers of formula.py in TypeScript: a recording names each tensor by {tensor, shape, scale, offset} instead of
// storing it. `checksum` (sum of value * (1 + i mod 7), 10 significant digits) shows that both sides made the same one.
export interface FormulaTensor {
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly offset: number;
  readonly checksum: number;
}

export function makeFormulaTensor({ tensor, shape, scale, offset }: Omit<FormulaTensor, 'checksum'>): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const phase = (i: number) => 0.7 * (tensor + 1) + 0.613 * i + 0.0137 * i * i;
  return Float32Array.from({ length: size }, (_, i) => offset + scale * Math.sin(phase(i)));
}

export function checksum(values: Float32Array): number {
  return values.reduce((sum, value, i) => sum + value * (1 + (i % 7)), 0);
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checksum, type FormulaTensor, makeFormulaTensor } from './formula.ts';

function findFormulaTensors(value: unknown): FormulaTensor[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('checksum' in value) return [value as FormulaTensor];
  return Object.values(value).flatMap(findFormulaTensors);
}

test.each([
  ['llama-gradients.json', 20 + 28],
  ['ops.json', 24],
])('every tensor of %s is made here as Python made it', (file, count) => {
  const tensors = findFormulaTensors(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
  expect(tensors).toHaveLength(count);
  for (const tensor of tensors) expect(checksum(makeFormulaTensor(tensor))).toBeCloseTo(tensor.checksum, 7);
});

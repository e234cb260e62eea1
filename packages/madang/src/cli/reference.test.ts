import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referenceText } from './reference.ts';

test('docs/reference/operations.md is what `npm run reference` writes', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/operations.md'), 'utf8');
  expect(page).toBe(await referenceText());
});

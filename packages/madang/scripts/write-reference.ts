// Writes docs/reference/operations.md from the operations themselves: `npm run reference`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceText } from '../src/cli/reference.ts';

const target = join(import.meta.dirname, '../../../docs/reference/operations.md');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, await referenceText());

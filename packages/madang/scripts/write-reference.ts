// Writes docs/reference/{operations,licences}.md from the operations and the licence table: `npm run reference`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceText } from '../src/cli/reference.ts';
import { licenceReferenceText } from '../src/model/licence-reference.ts';

const target = join(import.meta.dirname, '../../../docs/reference');
mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'operations.md'), await referenceText());
writeFileSync(join(target, 'licences.md'), licenceReferenceText());

// `madang base list`: the models on this machine that a graft can start from, where they lie, how large they are and which
// runs rest on them.
import { z } from 'zod';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { incompleteBytes } from '../model/stores/hub-store.ts';
import { listKeptBases } from '../model/stores/kept-bases.ts';
import { gigabytes } from '../train/gigabytes.ts';
import { findReferences } from './base-references.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';

export async function listBases(folder: string, environment: NodeJS.ProcessEnv) {
  const kept = await listKeptBases(environment);
  const bases = kept.map((base) => ({ ...base, references: findReferences(base, folder, environment) }));
  return { bases, incompleteBytes: await incompleteBytes(environment) };
}

function renderBases(found: Awaited<ReturnType<typeof listBases>>, locale: Locale): string[] {
  const say = (locale === 'ko' ? ko : en).bases;
  const lines = found.bases.flatMap(({ ref, otherRefs, store, path, sizeBytes, isUsable, references }) => [
    [otherRefs[0] ?? ref, gigabytes(sizeBytes), say.stores[store], ...(isUsable ? [] : [say.notUsable])].join('  '),
    `  ${path}`,
    ...references.map(({ graft, run, state }) => `  ${say.usedBy({ graft, run, state: say.states[state] })}`),
  ]);
  return [
    ...(lines.length > 0 ? lines : [say.none]),
    ...(found.incompleteBytes > 0 ? [say.incomplete({ size: gigabytes(found.incompleteBytes) })] : []),
  ];
}

export const baseList = defineOperation({
  name: 'base list',
  summary: 'list the models on this machine and the runs that rest on them',
  input: z.object({
    folder: z.string().default('.').describe('a graft folder, or a folder with grafts, that is looked into as well'),
  }),
  positional: ['folder'],
  example: 'madang base list',
  renderResult: renderBases,
  run: ({ folder }) => listBases(folder, process.env),
});

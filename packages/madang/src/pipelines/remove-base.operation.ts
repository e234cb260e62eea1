// `madang base remove <ref>`: frees a base that Madang or the hub's tools downloaded. Refused while a run rests on it,
// unless forced, and always while one works with it; what other programs keep is left to them.
import { resolve } from 'node:path';
import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { modelError } from '../model/errors.ts';
import type { KeptBase } from '../model/stores/base-store.ts';
import { listKeptBases, stores } from '../model/stores/kept-bases.ts';
import { findReferences } from './base-references.ts';
import { pipelineError } from './errors.ts';

const inputSchema = z.object({
  ref: z.string().describe('as "madang base list" says it: catalogue name, org/name[@revision], or path'),
  folder: z.string().default('.').describe('a graft folder, or a folder with grafts, whose runs count as well'),
  force: z.boolean().default(false).describe('also when runs rest on it; they fetch it again when they need it'),
});

export async function removeBase(input: z.output<typeof inputSchema>, environment: NodeJS.ProcessEnv) {
  const base = chooseBase(input.ref, await listKeptBases(environment));
  const store = stores.find(({ name }) => name === base.store);
  if (!store?.remove) {
    const way = store?.removedBy?.(base) ?? '';
    throw pipelineError('conflict', 'base-of-another-program', { ref: base.ref, path: base.path, way });
  }
  const references = findReferences(base, input.folder, environment);
  const running = references.find(({ state }) => state === 'running');
  if (running) throw modelError('conflict', 'base-in-use', { ref: base.ref, user: running.run });
  const [first] = references;
  if (first && !input.force) {
    const { length } = references;
    throw pipelineError('conflict', 'base-referenced', { ref: base.ref, count: length, graft: first.graft });
  }
  const freedBytes = await store.remove(base, environment);
  return { removed: base.ref, path: base.path, freedBytes };
}

function chooseBase(asked: string, kept: readonly KeptBase[]): KeptBase {
  const named = ({ ref, otherRefs, path }: KeptBase) =>
    ref === asked || otherRefs.includes(asked) || path === resolve(asked);
  const exact = kept.filter(named);
  const found = exact.length > 0 ? exact : kept.filter(({ ref }) => ref.startsWith(`${asked}@`));
  const [base, ...others] = found;
  if (!base) throw pipelineError('missing', 'no-such-base', { ref: asked });
  if (others.length > 0) {
    throw pipelineError('usage', 'several-bases', { ref: asked, refs: found.map(({ ref }) => ref).join(', ') });
  }
  return base;
}

export const baseRemove = defineOperation({
  name: 'base remove',
  summary: 'free a base that no run rests on',
  input: inputSchema,
  positional: ['ref'],
  example: 'madang base remove HuggingFaceTB/SmolLM2-135M-Instruct',
  run: (input) => removeBase(input, process.env),
});

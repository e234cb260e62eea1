// Each step of a graft as an operation of its own: it runs what comes before it where that is not done yet, and stops
// there. `curate --why <id>` explains a verdict.
import { z } from 'zod';
import { explainVerdict } from '../curate/explain-verdict.ts';
import type { Effects } from '../kernel/effects.ts';
import { lockFolder } from '../kernel/lock.ts';
import { type AnyOperation, defineOperation } from '../kernel/operation.ts';
import { openRun } from '../kernel/run.ts';
import type { Artifact } from '../kernel/store.ts';
import { graftConfigSchema } from './graft-config.ts';
import { graftRequestShape } from './graft-request.ts';
import { type GraftSteps, graftSteps } from './graft-steps.ts';
import { openGraft } from './open-graft.ts';
import { recordFailure } from './record-failure.ts';

const inputSchema = z.object({
  ...graftRequestShape,
  why: z.string().optional().describe('curate only: id, or its beginning, of a document whose verdict is explained'),
});

function stepOperation(
  name: string,
  summary: string,
  work: (steps: GraftSteps, input: z.output<typeof inputSchema>) => Promise<object>,
): AnyOperation {
  return defineOperation({
    name,
    summary,
    input: inputSchema,
    positional: ['from'],
    shortFlags: { o: 'folder' },
    settings: graftConfigSchema,
    example: `madang ${name} korean-graft`,
    run: async (input, effects) => runOneStep(name, input, effects, (steps) => work(steps, input)),
  });
}

async function runOneStep(
  name: string,
  input: z.output<typeof inputSchema>,
  effects: Effects,
  work: (steps: GraftSteps) => Promise<object>,
): Promise<object> {
  const graft = openGraft(input);
  graft.save();
  using _lock = lockFolder(graft.folder);
  const run = openRun(graft.folder, graft.config, effects.emit, effects.clock);
  const { engine, allowFailedGate, acceptLicence } = input;
  const setup = { graft, runFolder: run.folder, engine, allowFailedGate, acceptLicence };
  try {
    const value = await work(graftSteps(setup, { ...effects, emit: run.emit }));
    run.emit({ type: 'result', operation: name, value: { ...value } });
    return value;
  } catch (error) {
    throw recordFailure(run, error, effects.signal);
  }
}

function describe({ folder, hash, reused, record }: Artifact): object {
  return { folder, hash, reused, ...record.counts };
}

export const intakeOperation = stepOperation('intake', 'read texts into documents', async (steps) =>
  describe(await steps.documents()),
);

export const curateOperation = stepOperation(
  'curate',
  'keep or drop each document, with its reason',
  async (steps, { why }) => {
    const corpus = await steps.corpus();
    return why === undefined ? describe(corpus) : { verdicts: await explainVerdict(corpus.folder, why) };
  },
);

export const fertilityOperation = stepOperation('fertility', 'measure how the base cuts the language', async (steps) =>
  describe(await steps.fertility()),
);

export const extendOperation = stepOperation('extend', 'add tokens for the language, proven', async (steps) =>
  describe(await steps.extension()),
);

export const trainOperation = stepOperation('train', 'train the adapter', async (steps) => {
  const adapter = await steps.adapter();
  return { ...describe(adapter), ...(adapter.record.facts.training as object) };
});

export const compareOperation = stepOperation('compare', 'base against graft, and the gate', async (steps) => {
  const { comparison, gate } = await steps.verdict();
  return { ...comparison, ...gate };
});

export const releaseOperation = stepOperation('release', 'write and prove the release', async (steps) => {
  const { folder, version, hash } = await steps.released();
  return { folder, version, hash };
});

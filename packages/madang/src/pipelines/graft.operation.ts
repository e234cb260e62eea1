// `madang graft`: the whole way from texts to a release, on one screen.
//   base → intake → curate → fertility → [extend → grow →] train → answers → compare → gate → release → report
// Only what changed is done again; a kill at any moment leaves what the next call goes on from.
import { isAbsolute, relative } from 'node:path';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { lockFolder } from '../kernel/lock.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { openRun } from '../kernel/run.ts';
import { closingScreen } from '../report/closing-screen.ts';
import { report, type WrittenReport } from '../report/report.operation.ts';
import { type TrainingFacts, trainingFactsSchema } from '../train/contract.ts';
import { pipelineNotice } from './errors.ts';
import { forecastGraft } from './forecast-graft.ts';
import { readAnswers } from './graft-answers.ts';
import { graftConfigSchema } from './graft-config.ts';
import { graftRequestShape } from './graft-request.ts';
import { type GraftSteps, graftSteps } from './graft-steps.ts';
import { type OpenGraft, openGraft } from './open-graft.ts';
import { recordFailure } from './record-failure.ts';

const inputSchema = z.object({
  ...graftRequestShape,
  control: z
    .boolean()
    .default(false)
    .describe('train the same steps on source-language text too: how much of the gain is not the language'),
  dryRun: z.boolean().default(false).describe('fetch nothing; print the plan and an estimate'),
});

export async function graft(input: z.output<typeof inputSchema>, effects: Effects) {
  const opened = openGraft(input);
  if (input.dryRun) return forecastGraft(opened, input.engine);
  opened.save();
  using _lock = lockFolder(opened.folder);
  const run = openRun(opened.folder, opened.config, effects.emit, effects.clock);
  effects.emit(pipelineNotice(run.resumed ? 'run-resumed' : 'run-opened', { run: run.id, folder: opened.folder }));
  const startedMs = effects.clock();
  const observed: Effects = { ...effects, emit: run.emit };
  const { engine, allowFailedGate, acceptLicence } = input;
  const setup = { graft: opened, runFolder: run.folder, engine, allowFailedGate, acceptLicence };
  const steps = graftSteps(setup, observed);
  try {
    using _model = await steps.model();
    await steps.documents();
    await steps.corpus();
    await steps.fertility();
    if (input.control) await steps.controlText();
    const adapter = await steps.adapter();
    await steps.ngramLine();
    const control = input.control ? await steps.control() : undefined;
    const { comparison, gate } = await steps.verdict();
    const mayRelease = gate.gate === 'pass' || allowFailedGate;
    const release = mayRelease ? await steps.released() : undefined;
    const written = await writeReport(opened, run.folder, steps, release?.folder, observed);

    const training = trainingFactsSchema.parse(adapter.record.facts.training);
    const value = {
      ...resultOf(opened, training, comparison, gate, release?.folder, written, effects.clock() - startedMs),
      control: control?.targetLanguage ?? null,
    };
    run.emit({ type: 'result', operation: 'graft', value: { ...value } });
    return { ...value, written };
  } catch (error) {
    throw recordFailure(run, error, effects.signal);
  }
}

async function writeReport(
  opened: OpenGraft,
  runFolder: string,
  steps: GraftSteps,
  releaseFolder: string | undefined,
  effects: Effects,
): Promise<WrittenReport> {
  const base = await steps.base();
  const { storedAs } = await steps.model();
  const { continuations } = await readAnswers(await steps.answers());
  const { gate } = await steps.verdict();
  return report(
    {
      graftFolder: opened.folder,
      runFolder,
      releaseFolder,
      base: { hash: base.hash, source: base.source, storedAs, ...(base.licence ? { licence: base.licence } : {}) },
      gate,
      continuations,
    },
    effects,
  );
}

function resultOf(
  opened: OpenGraft,
  training: TrainingFacts,
  comparison: Awaited<ReturnType<GraftSteps['verdict']>>['comparison'],
  { gate, conditions }: Awaited<ReturnType<GraftSteps['verdict']>>['gate'],
  releaseFolder: string | undefined,
  written: WrittenReport,
  elapsedMs: number,
) {
  const { targetLanguage, sourceLanguage, chat } = comparison;
  return {
    engine: training.engine,
    precision: training.precision,
    elapsedSeconds: elapsedMs / 1000,
    tokensPerSecond: training.tokensPerSecond,
    peakMemoryBytes: training.peakMemoryBytes,
    trainedTokens: training.trainedTokens,
    newTokens: training.newTokens?.count ?? 0,
    targetLanguage,
    sourceLanguage: sourceLanguage ?? null,
    chat: chat ?? null,
    gate,
    conditions,
    release: releaseFolder ?? null,
    report: written.published ?? written.page,
    graft: opened.folder,
  };
}

/** As a person here would type it. */
function typed(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}

type GraftResult = Awaited<ReturnType<typeof graft>>;

function renderResult(value: GraftResult, locale: Locale): string[] {
  if (!('written' in value)) return value.screen(locale);
  const { written, release } = value;
  return closingScreen(written.report, locale, {
    page: typed(written.published ?? written.page),
    ...(release === null ? {} : { release: typed(release) }),
  });
}

function resultFields(value: GraftResult): object {
  if (!('written' in value)) return value;
  const { written: _written, ...fields } = value;
  return fields;
}

export const graftOperation = defineOperation({
  name: 'graft',
  summary: 'the whole way: texts in, a released, verified model out',
  input: inputSchema,
  positional: ['from'],
  shortFlags: { o: 'folder' },
  settings: graftConfigSchema,
  example: 'madang graft my-texts --language ko --max-time 10m',
  renderResult,
  resultFields,
  outcomeOf: (value) => ('gate' in value && value.gate === 'fail' && value.release === null ? 'gate' : undefined),
  run: graft,
});

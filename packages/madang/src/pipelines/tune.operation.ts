// `madang tune`: a recipe for this base, these texts and this machine, found by short trainings and written into the
// graft.yaml with its evidence. Learning rates, ranks and batch sizes near the recipe that the graft has are tried.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isScalar, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { lockFolder } from '../kernel/lock.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { openRun } from '../kernel/run.ts';
import { writeTextBeside } from '../model/formats/write-beside.ts';
import { recipesAround, type Search, searchRecipe, type Trial } from '../train/search-recipe.ts';
import { tryRecipe } from '../train/try-recipe.ts';
import { pipelineError } from './errors.ts';
import { graftConfigSchema } from './graft-config.ts';
import { graftRequestShape } from './graft-request.ts';
import { graftSteps } from './graft-steps.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';
import { graftFile, openGraft } from './open-graft.ts';
import { parseDuration } from './parse-amount.ts';
import { recordFailure } from './record-failure.ts';

/** Steps of the shortest trial; fewer say nothing about a whole training. */
const leastSteps = 20;

const {
  maxTime: _budget,
  maxTokens: _tokens,
  maxEpochs: _epochs,
  allowFailedGate: _gate,
  ...shape
} = graftRequestShape;
const inputSchema = z.object({
  ...shape,
  maxTime: z.string().default('1h').describe('time for the whole search: 30m, 1h'),
});

export async function tune({ maxTime, ...request }: z.output<typeof inputSchema>, effects: Effects) {
  const maxSeconds = parseDuration(maxTime);
  if (maxSeconds === undefined) throw pipelineError('usage', 'bad-duration', { text: maxTime });
  const graft = openGraft(request);
  graft.save();
  using _lock = lockFolder(graft.folder);
  const run = openRun(graft.folder, { ...graft.config, tune: maxSeconds }, effects.emit, effects.clock);
  const observed = { ...effects, emit: run.emit };
  const { engine, acceptLicence } = request;
  const setup = { graft, runFolder: run.folder, engine, allowFailedGate: false, acceptLicence };
  const steps = graftSteps(setup, observed);
  try {
    using _model = await steps.model();
    const input = await steps.trainInput();
    const { rows, rowTokens, accumulate } = input.settings;
    const settings = {
      maxSeconds,
      leastTokens: leastSteps * rows * rowTokens * accumulate,
      sourceWorseBy: graft.config.gate.sourceWorseBy,
    };
    const trialsFolder = join(graft.folder, '.madang', 'tune');
    const found = await searchRecipe(recipesAround(input.settings), settings, (changes, tokens) =>
      tryRecipe(input, changes, Math.round(tokens), trialsFolder, observed),
    );
    const yamlPath = yamlOf(request.from, graft.folder);
    const changed = Object.keys(found.winner.changes).length > 0;
    if (changed) await writeWinner(yamlPath, found);
    const value = { changed, changes: found.winner.changes, trials: found.trials, graftYaml: yamlPath };
    run.emit({ type: 'result', operation: 'tune', value });
    return value;
  } catch (error) {
    throw recordFailure(run, error, effects.signal);
  }
}

/** The file that the person wrote, else the graft's own. */
function yamlOf(from: string, graftFolder: string): string {
  const path = resolve(from);
  if (existsSync(path) && statSync(path).isFile() && /\.ya?ml$/.test(path)) return path;
  return existsSync(join(path, graftFile)) ? join(path, graftFile) : join(graftFolder, graftFile);
}

/** Comments and order of the file stay. */
async function writeWinner(path: string, { winner, current }: Search): Promise<void> {
  const document = parseDocument(readFileSync(path, 'utf8'));
  if (!document.has('train')) document.set('train', document.createNode({}));
  for (const [name, value] of Object.entries(winner.changes)) document.setIn(['train', name], value);
  const first = Object.keys(winner.changes)[0] ?? '';
  const train = document.get('train', true);
  const pairs = (train as { items?: { key: unknown }[] } | undefined)?.items ?? [];
  const key = pairs.map((pair) => pair.key).find((candidate) => isScalar(candidate) && candidate.value === first);
  if (isScalar(key)) key.commentBefore = ` madang tune: ${sayEvidence(winner, current)}`;
  await writeTextBeside(path, document.toString({ lineWidth: 120 }));
}

function sayEvidence(winner: Trial, current: Trial): string {
  const [better, before] = [winner.bitsPerByte, current.bitsPerByte].map((value) => value.toFixed(4));
  return `${better} held-out bits per byte after ${winner.trainedTokens} tokens, ${before} as it was before`;
}

type TuneResult = Awaited<ReturnType<typeof tune>>;

function renderResult({ trials, changed, changes, graftYaml }: TuneResult, locale: Locale): string[] {
  const say = (locale === 'ko' ? ko : en).tune;
  const lines = trials.map((trial) =>
    say.trial({
      recipe: nameRecipe(trial.changes) || say.current,
      bitsPerByte: trial.bitsPerByte.toFixed(4),
      tokens: trial.trainedTokens,
      source: trial.sourceChange === undefined ? '?' : `${(100 * trial.sourceChange).toFixed(1)} %`,
    }),
  );
  return [...lines, '', changed ? say.found({ recipe: nameRecipe(changes), path: graftYaml }) : say.kept];
}

function nameRecipe(changes: Trial['changes']): string {
  return Object.entries(changes)
    .map(([name, value]) => `train.${name}=${String(value)}`)
    .join(' ');
}

export const tuneOperation = defineOperation({
  name: 'tune',
  summary: 'find a recipe by short trainings and write it into graft.yaml',
  input: inputSchema,
  positional: ['from'],
  shortFlags: { o: 'folder' },
  settings: graftConfigSchema,
  example: 'madang tune my-graft/graft.yaml --max-time 1h',
  renderResult,
  run: tune,
});

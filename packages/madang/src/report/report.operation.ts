// Writes the page of a run: `report/index.html` and `report/report.json` in the run folder, and the same two beside the
// release (`<version>-report/`, never inside it, whose files are hashed).
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { listRuns, readEvents } from '../kernel/run.ts';
import { type Report, reportSchema } from './contract.ts';
import { foldReport } from './fold-report.ts';
import { en } from './messages.en.ts';
import { type KnownFacts, readRun } from './read-run.ts';
import { renderPage } from './render-page.ts';

const reportError = errorsOf('report', en.errors);
const notice = noticesOf('report', en.notices);

export interface ReportInput extends KnownFacts {
  readonly graftFolder: string;
  /** The newest run that came to its training when absent. */
  readonly runFolder?: string | undefined;
  /** For a reader whose browser asks for neither language of the page. */
  readonly locale?: Locale | undefined;
}

export interface WrittenReport {
  readonly report: Report;
  readonly page: string;
  readonly json: string;
  /** The copy beside the release. */
  readonly published?: string;
}

export async function report(input: ReportInput, effects: Pick<Effects, 'emit'>): Promise<WrittenReport> {
  const graftFolder = resolve(input.graftFolder);
  const runFolder = input.runFolder ?? newestRun(graftFolder);
  if (runFolder === undefined) throw reportError('missing', 'no-run', { folder: input.graftFolder });
  const folded = reportSchema.parse(foldReport(await readRun(graftFolder, runFolder, input)));

  const folder = join(runFolder, 'report');
  const page = join(folder, 'index.html');
  const json = join(folder, 'report.json');
  await mkdir(folder, { recursive: true });
  await writeFile(json, `${JSON.stringify(folded, null, 2)}\n`);
  await writeFile(page, renderPage(folded, input.locale));

  const published = folded.release && (await publish(page, json, join(graftFolder, folded.release.folder)));
  effects.emit(notice('written', { path: published ?? page }));
  return { report: folded, page, json, ...(published === undefined ? {} : { published }) };
}

/** The newest run that came to its training, else the newest: steps such as `curate --why` are runs too. */
function newestRun(graftFolder: string): string | undefined {
  const runs = listRuns(graftFolder);
  const hasTrained = (run: string) =>
    readEvents(run).some((event) => event.type === 'step-start' && event.step === 'train');
  return runs.findLast(hasTrained) ?? runs.at(-1);
}

async function publish(page: string, json: string, releaseFolder: string): Promise<string> {
  const folder = `${releaseFolder}-report`;
  await mkdir(folder, { recursive: true });
  await copyFile(json, join(folder, 'report.json'));
  await copyFile(page, join(folder, 'index.html'));
  return join(folder, 'index.html');
}

export const reportOperation = defineOperation({
  name: 'report',
  summary: 'write the page of a run: what went in, what it learned, whether it passed',
  input: z.object({
    graftFolder: z.string().describe('graft folder'),
    run: z.string().optional().describe('name of a run; the newest otherwise'),
  }),
  positional: ['graftFolder'],
  example: 'madang report korean-graft',
  run: async ({ graftFolder, run }, effects) => {
    const runFolder = run === undefined ? undefined : findRun(graftFolder, run);
    const { page, json, published } = await report({ graftFolder, runFolder }, effects);
    return { page, json, ...(published === undefined ? {} : { published }) };
  },
});

function findRun(graftFolder: string, run: string): string {
  const found = listRuns(graftFolder).find((folder) => folder.endsWith(run));
  if (found === undefined) throw reportError('missing', 'run-not-found', { run, folder: graftFolder });
  return found;
}

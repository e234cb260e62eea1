import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MadangEvent } from '../kernel/events.ts';
import { openRun } from '../kernel/run.ts';
import { type ArtifactAccount, openStore } from '../kernel/store.ts';
import { reportSchema } from './contract.ts';
import { pilotReport } from './pilot.fixture.ts';
import { report, reportOperation } from './report.operation.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'madang-report-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const { documents, corpus, training, cutting, comparison, gate, continuations } = pilotReport;
const config = {
  name: 'korean',
  base: 'smollm2-135m-instruct',
  language: 'ko',
  sourceLanguage: 'en',
  release: { version: '0.1.0' },
};

/** A graft folder as the pipeline leaves it, with small payloads. */
async function makeGraft(graftFolder: string, ...kinds: readonly string[]) {
  const store = await openStore(graftFolder);
  const run = openRun(
    graftFolder,
    config,
    () => {},
    () => 1_764_000_000_000,
  );
  const accounts: Record<string, [string, unknown, ArtifactAccount]> = {
    documents: ['documents.jsonl.gz', '', { facts: { ...documents } }],
    corpus: ['verdicts.jsonl', '', { facts: { ...corpus } }],
    fertility: ['fertility.json', cutting, {}],
    adapter: ['adapter_config.json', {}, { facts: { training } }],
    comparison: ['comparison.json', comparison, {}],
  };
  for (const kind of kinds) {
    const [name, payload, account] = accounts[kind] ?? ['', {}, {}];
    const artifact = await store.produce(
      { kind, operation: kind, revision: 1, inputs: {}, settings: {} },
      async (folder) => {
        writeFileSync(join(folder, name), JSON.stringify(payload));
        return account;
      },
    );
    run.emit({ type: 'artifact-ready', kind, folder: artifact.folder, hash: artifact.hash });
  }
  run.emit({ type: 'metric', name: 'loss', value: 2.5, unit: 'nats per token', at: 1, axis: 'steps' });
  return run;
}

const allKinds = ['documents', 'corpus', 'fertility', 'adapter', 'comparison'];

test('a whole run is folded from its artifacts, events and release', async () => {
  const graftFolder = join(place, 'korean-graft');
  const { folder: runFolder } = await makeGraft(graftFolder, ...allKinds);
  const releaseFolder = join(graftFolder, 'releases', 'korean', '0.1.0');
  mkdirSync(releaseFolder, { recursive: true });
  writeFileSync(join(releaseFolder, 'Modelfile'), 'FROM ./korean-F16.gguf\n');

  const events: MadangEvent[] = [];
  const input = { graftFolder, runFolder, releaseFolder, gate, continuations };
  const written = await report(input, { emit: (event) => events.push(event) });

  const folded = reportSchema.parse(JSON.parse(readFileSync(written.json, 'utf8')));
  expect(folded).toEqual(written.report);
  expect(folded).toMatchObject({ documents, corpus, training, cutting, comparison, gate, continuations });
  expect(folded.curves).toHaveLength(1);
  expect(folded.release?.folder).toBe('releases/korean/0.1.0');
  expect(folded.release?.files.map(({ path }) => path)).toEqual(['Modelfile']);
  expect(folded.run.diskBytes).toBeGreaterThan(1000);
  expect(written.published).toBe(join(graftFolder, 'releases', 'korean', '0.1.0-report', 'index.html'));
  expect(readFileSync(written.published ?? '', 'utf8')).toBe(readFileSync(written.page, 'utf8'));
  expect(JSON.stringify(folded), 'no folder of this machine is published').not.toContain(place);
  expect(events.map((event) => event.type)).toEqual(['notice']);
});

test('a graft folder that was moved is still read', async () => {
  const moved = join(place, 'moved');
  await makeGraft(join(place, 'before'), ...allKinds);
  renameSync(join(place, 'before'), moved);
  const written = await report({ graftFolder: moved }, { emit: () => {} });
  expect(written.report.training).toEqual(training);
  expect(written.page.startsWith(moved)).toBe(true);
});

test('a run that stopped early has a page that says how far it came', async () => {
  const graftFolder = join(place, 'early');
  await makeGraft(graftFolder, 'documents');
  const { report: folded, page, published } = await report({ graftFolder }, { emit: () => {} });
  expect(folded.documents).toEqual(documents);
  expect(folded.training).toBeUndefined();
  expect(published).toBeUndefined();
  expect(readFileSync(page, 'utf8')).toContain('This run did not come so far.');
});

test('the operation takes the name of a run', async () => {
  const graftFolder = join(place, 'named');
  const { id, folder } = await makeGraft(graftFolder, 'documents');
  const effects = { emit: () => {}, signal: new AbortController().signal, store: openStore, clock: Date.now };
  const written = await reportOperation.run({ graftFolder, run: id }, effects);
  expect(written).toEqual({ page: join(folder, 'report', 'index.html'), json: join(folder, 'report', 'report.json') });
  const unknown = reportOperation.run({ graftFolder, run: 'never' }, effects);
  await expect(unknown).rejects.toMatchObject({ code: 'report/run-not-found', exitCode: 4 });
});

test('no run and a broken payload are explained', async () => {
  const quiet = { emit: () => {} };
  await expect(report({ graftFolder: place }, quiet)).rejects.toMatchObject({ code: 'report/no-run' });
  const graftFolder = join(place, 'broken');
  const { folder } = await makeGraft(graftFolder, 'documents');
  writeFileSync(join(folder, 'graft.json'), '{"name":');
  await expect(report({ graftFolder }, quiet)).rejects.toMatchObject({ code: 'report/run-unreadable' });
});

test("a release's own record tells its version, licence and base", async () => {
  const graftFolder = join(place, 'recorded');
  await makeGraft(graftFolder, ...allKinds);
  const releaseFolder = join(graftFolder, 'releases', 'korean', '0.1.1');
  mkdirSync(releaseFolder, { recursive: true });
  const base = { ref: 'x', hash: 'h', licence: 'Apache-2.0', storedAs: 'Q4_1', name: 'SmolLM2', parameters: 1 };
  const facts = { version: '0.1.1', licence: { spdx: 'CC-BY-4.0', localUseOnly: false, reasons: [] }, base };
  const files = [{ path: 'korean-F16.gguf', sizeBytes: 271_000_000, sha256: 'f' }];
  writeFileSync(join(releaseFolder, 'record.json'), JSON.stringify({ files, facts }));
  const { report: folded } = await report({ graftFolder, releaseFolder }, { emit: () => {} });
  expect(folded.release).toMatchObject({ files, licence: 'CC-BY-4.0', localUseOnly: false });
  expect(folded.graft).toMatchObject({ version: '0.1.1', base: { ref: 'smollm2-135m-instruct', storedAs: 'Q4_1' } });
});

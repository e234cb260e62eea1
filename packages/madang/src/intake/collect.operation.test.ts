import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects } from '../kernel/effects.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { openStore } from '../kernel/store.ts';
import { collect } from './collect.operation.ts';
import { documentsFactsSchema, sourceSchema } from './contract.ts';
import { readDocuments } from './read-documents.ts';
import { writePdf } from './readers/pdf/write-pdf.fixture.ts';

const golden = join(import.meta.dirname, '../../../../test/golden/intake');
let texts = '';
let graft = '';
let events: MadangEvent[] = [];
const effects: Effects = {
  emit: (event) => events.push(event),
  signal: new AbortController().signal,
  store: openStore,
  clock: Date.now,
};

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'madang-intake-'));
  texts = join(folder, 'texts');
  graft = join(folder, 'a-graft');
  events = [];
  await mkdir(texts);
});
afterEach(() => rm(join(texts, '..'), { recursive: true }));

const collectFrom = (textsFolder: string, sources: object[]) =>
  collect({ graftFolder: graft, textsFolder, sources: sources.map((source) => sourceSchema.parse(source)) }, effects);
const codes = () => events.flatMap((event) => ('code' in event ? [event.code] : []));

describe('golden cases', async () => {
  for (const name of await readdir(golden)) {
    it(name, async () => {
      const input = join(golden, name, 'input');
      const expected = join(golden, name, 'expected');
      const artifact = await collectFrom(input, JSON.parse(await readFile(join(input, 'sources.json'), 'utf8')));
      const documents = await readDocuments(join(artifact.folder, 'documents.jsonl.gz'));
      const found: Record<string, string> = {
        'documents.jsonl': documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
        'failures.jsonl': await readFile(join(artifact.folder, 'failures.jsonl'), 'utf8'),
        'warnings.jsonl': await readFile(join(artifact.folder, 'warnings.jsonl'), 'utf8'),
        'facts.json': `${JSON.stringify(artifact.record.facts, null, 2)}\n`,
      };
      if (process.env.UPDATE_GOLDEN) {
        await mkdir(expected, { recursive: true });
        for (const [file, content] of Object.entries(found)) await writeFile(join(expected, file), content);
      }
      for (const [file, content] of Object.entries(found)) {
        expect(content, file).toBe(await readFile(join(expected, file), 'utf8'));
      }
    });
  }
});

describe('collect', () => {
  it('is not done again while names and contents stay', async () => {
    await writeFile(join(texts, 'a.txt'), '하나');
    await writeFile(join(texts, 'photo.jpg'), 'x');
    const sources = [{ path: '.' }];
    const first = await collectFrom(texts, sources);
    await writeFile(join(texts, 'photo.jpg'), 'y');
    const second = await collectFrom(texts, sources);
    expect([first.reused, second.reused]).toEqual([false, true]);
    await writeFile(join(texts, 'a.txt'), '둘');
    expect((await collectFrom(texts, sources)).fingerprint).not.toBe(first.fingerprint);
    await rm(join(texts, 'a.txt'));
    await writeFile(join(texts, 'b.txt'), '하나');
    expect((await collectFrom(texts, sources)).fingerprint).not.toBe(first.fingerprint);
  });

  it('reads in the order of UTF-8 bytes, subfolders included', async () => {
    for (const name of ['\u{1f600}.txt', '\uffe6.txt', 'b.txt', 'a/z.txt', 'a.txt']) {
      await mkdir(join(texts, name, '..'), { recursive: true });
      await writeFile(join(texts, name), name);
    }
    const artifact = await collectFrom(join(texts, '..'), [{ path: 'texts' }]);
    const documents = await readDocuments(join(artifact.folder, 'documents.jsonl.gz'));
    expect(documents.map(({ path }) => path)).toEqual([
      'texts/a.txt',
      'texts/a/z.txt',
      'texts/b.txt',
      'texts/\uffe6.txt',
      'texts/\u{1f600}.txt',
    ]);
  });

  it('follows no link out of the folder and does not read its own graft', async () => {
    await writeFile(join(texts, '..', 'secret.txt'), '밖의 글');
    await writeFile(join(texts, 'a.txt'), '안의 글');
    await symlink(join(texts, '..', 'secret.txt'), join(texts, 'out.txt'));
    await symlink(join(texts, 'a.txt'), join(texts, 'in.txt'));
    await symlink('..', join(texts, 'loop'));
    graft = join(texts, 'a-graft');
    await mkdir(graft);
    await writeFile(join(graft, 'README.md'), '접목 폴더의 글');
    const artifact = await collectFrom(texts, [{ path: '.' }]);
    const documents = await readDocuments(join(artifact.folder, 'documents.jsonl.gz'));
    expect(documents.map(({ text }) => text)).toEqual(['안의 글']);
    const failures = await readFile(join(artifact.folder, 'failures.jsonl'), 'utf8');
    expect(failures.match(/link-outside/g)).toHaveLength(2);
  });

  it('warns of a few files and counts the rest', async () => {
    await writeFile(join(texts, 'good.txt'), '글');
    for (let count = 0; count < 14; count += 1) await writeFile(join(texts, `bad-${count}.txt`), Buffer.from([0xff]));
    for (let count = 0; count < 30; count += 1) await writeFile(join(texts, `${count}.psd`), '8BPS');
    const artifact = await collectFrom(texts, [{ path: '.' }]);
    expect(artifact.record.counts).toEqual({ documents: 1, files: 45, bytes: 3, failures: 44, warnings: 0 });
    expect(codes().filter((code) => code === 'intake/file-unread')).toHaveLength(10);
    expect(codes()).toContain('intake/more-unread');
    expect(codes().filter((code) => code === 'intake/formats-unread')).toHaveLength(1);
    expect(codes()).toContain('intake/licence-unknown');
  });

  it('says so where a file was read in part', async () => {
    const pages = [{ texts: [{ text: '글이 있는 쪽이다.', left: 60, top: 100 }] }, { isImage: true }];
    await writeFile(join(texts, 'a.pdf'), writePdf({ pages }));
    const artifact = await collectFrom(texts, [{ path: '.' }]);
    expect(artifact.record.counts).toMatchObject({ documents: 1, failures: 1 });
    expect(events).toContainEqual(
      expect.objectContaining({
        code: 'intake/file-partly-read',
        values: { path: 'a.pdf', reason: '1 of 2 pages are images; no text' },
      }),
    );
  });

  it('gives a source the licences that its records state', async () => {
    const line = (text: string, license?: string) => `${JSON.stringify({ text, license })}\n`;
    await writeFile(join(texts, 'a.jsonl'), line('하나', 'CC BY 4.0') + line('둘') + line('셋', 'CC BY-NC 4.0'));
    const licenceIn = async (licence: string) =>
      documentsFactsSchema.parse((await collectFrom(texts, [{ path: 'a.jsonl', licence }])).record.facts).sources[0]
        ?.licence;
    expect(await licenceIn('public domain')).toBe('CC-BY-4.0 AND CC-BY-NC-4.0 AND LicenseRef-public-domain');
    expect(codes()).not.toContain('intake/licence-unknown');
    expect(await licenceIn('unknown')).toBe('unknown');
    expect(codes()).toContain('intake/licence-unknown');
  });

  it('says what is missing, and leaves nothing half-written', async () => {
    await expect(collectFrom(texts, [{ path: 'none' }])).rejects.toMatchObject({ code: 'intake/missing-source' });
    await expect(collectFrom(texts, [{ path: '.' }])).rejects.toMatchObject({ code: 'intake/empty-folder' });
    await writeFile(join(texts, 'a.psd'), '8BPS');
    await expect(collectFrom(texts, [{ path: '.' }])).rejects.toMatchObject({ code: 'intake/nothing-readable' });
    expect(await readdir(join(graft, '.madang/artifacts/documents'))).toEqual([]);
  });

  it('stops when it is told to', async () => {
    await cp(join(golden, 'every-format/input/texts'), texts, { recursive: true });
    const stopped = { ...effects, signal: AbortSignal.abort() };
    const input = { graftFolder: graft, textsFolder: texts, sources: [sourceSchema.parse({ path: '.' })] };
    await expect(collect(input, stopped)).rejects.toThrow('aborted');
  });
});

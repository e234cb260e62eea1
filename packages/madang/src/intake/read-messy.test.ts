// Real files of ../shared/data/messy: each is read right or refused for a true reason.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles } from './list-files.ts';
import { readFile } from './read-file.ts';
import { readPlace } from './read-place.ts';

const messy = join(import.meta.dirname, '../../../../../shared/data/messy');

describe.skipIf(!existsSync(messy))('messy files (skipped where ../shared is absent)', () => {
  const read = async (path: string) => {
    const found = [];
    for await (const reading of readFile({ path, absolute: join(messy, path) })) found.push(reading);
    return found;
  };
  const summary = async (path: string) => {
    const found = await read(path);
    const texts = found.filter((reading) => reading.kind === 'text');
    const failures = found.flatMap((reading) => (reading.kind === 'failure' ? [reading.code] : []));
    return { texts: texts.length, encodings: [...new Set(texts.map(({ encoding }) => encoding))], failures };
  };
  const example = 'Example Domain\n\nThis domain is established to be used for illustrative examples in documents.';

  it.each([
    'example.warc',
    'example.warc.gz',
    'example.arc',
    'example-wrong-chunks.warc.gz',
    'example-bad-non-chunked.warc.gz',
    'example-bad.warc.gz.bad',
    'example-resource.warc.gz',
  ])('warc/warcio/%s holds one page', async (name) => {
    expect(await read(`warc/warcio/${name}`)).toMatchObject([
      { kind: 'text', text: expect.stringContaining(example), link: expect.stringMatching(/^https?:/) },
    ]);
  });

  it.each([
    ['warc/warcio/example-space-in-url.arc', { texts: 0, encodings: [], failures: ['broken-record'] }],
    ['warc/warcio/post-test.warc.gz', { texts: 0, encodings: [], failures: [] }],
    ['warc/made/korean-pages.warc.gz', { texts: 34, encodings: ['utf-8', 'euc-kr'], failures: [] }],
    ['mediawiki/kowikinews-made.xml', { texts: 200, encodings: ['utf-8'], failures: [] }],
    ['mediawiki/kowikinews-made.xml.bz2', { texts: 200, encodings: ['utf-8'], failures: [] }],
    ['mediawiki/debian-perl-tests/MediaWikiDump-pages_test.xml', { texts: 2, encodings: ['utf-8'], failures: [] }],
  ])('%s', async (path, expected) => expect(await summary(path)).toEqual(expected));

  it('gives no text with U+FFFD or left-over markup from the dump', async () => {
    for (const reading of await read('mediawiki/kowikinews-made.xml')) {
      expect(reading.kind === 'text' ? reading.text : '').not.toMatch(/\uFFFD|\{\{|\}\}|\[\[|\]\]|'''|^==/m);
    }
  });

  it('finds every text of a packed crawl again at its place', async () => {
    const path = 'warc/made/korean-pages.warc.gz';
    const texts = (await read(path)).filter((reading) => reading.kind === 'text');
    for (const at of [0, 17, 33]) {
      const { place } = texts[at] ?? {};
      expect(place?.record).toBeGreaterThan(0);
      expect((await readPlace({ path, ...(place ? { place } : {}) }, join(messy, path)))?.text).toBe(texts[at]?.text);
    }
  });

  it('reads each page of html/ to text without navigation', async () => {
    const files = (await listFiles(messy, 'html', messy)) ?? [];
    expect(files.length).toBeGreaterThan(25);
    for (const file of files) {
      const [reading] = await read(file.path);
      expect(reading, file.path).toMatchObject({ kind: 'text', reader: 'html', title: expect.any(String) });
      expect(reading?.kind === 'text' ? reading.text : '', file.path).not.toMatch(
        /\uFFFD|<\/|Download the ebook|Search in chosen/,
      );
    }
  });
});

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBytes, textsOf } from './binary-readers.cases.ts';
import { hwpxReader } from './hwpx.ts';
import { readerFor } from './index.ts';
import { writeZip } from './package/write-zip.fixture.ts';

const root = join(import.meta.dirname, '../../../../..');
const messy = join(root, '../shared/data/messy');

const run = (content: string) => `<hp:p><hp:run>${content}</hp:run></hp:p>`;
const say = (text: string) => run(`<hp:t>${text}</hp:t>`);
const list = (...paragraphs: string[]) => `<hp:subList>${paragraphs.join('')}</hp:subList>`;
const readSection = async (...paragraphs: string[]) => {
  const content = `<hs:sec>${paragraphs.join('')}</hs:sec>`;
  return textsOf(await readBytes(hwpxReader, 'a.hwpx', writeZip([{ name: 'Contents/section0.xml', content }])));
};
const row = (...cells: string[]) => `<hp:tr>${cells.map((cell) => `<hp:tc>${cell}</hp:tc>`).join('')}</hp:tr>`;

describe('hwpx', () => {
  it('puts notes and text boxes after the paragraph that they hang on, and leaves furniture out', async () => {
    const note = `<hp:ctrl><hp:footNote>${list(say('각주이다.'))}</hp:footNote></hp:ctrl>`;
    const header = `<hp:ctrl><hp:header>${list(say('머리말'))}</hp:header></hp:ctrl>`;
    const box = `<hp:rect><hp:drawText>${list(say('글상자'))}</hp:drawText></hp:rect>`;
    const paragraph = run(`${header}<hp:t>본문</hp:t>${note}${box}<hp:t>의 끝</hp:t>`);
    expect(await readSection(paragraph)).toEqual(['본문의 끝\n각주이다.\n글상자']);
  });

  it('makes rows of a table lines, and a table of one cell paragraphs', async () => {
    const table = `<hp:tbl>${row(list(say('항목')), list(say('값')))}${row(list(say('가'), say('나')), list(say('1')))}</hp:tbl>`;
    expect(await readSection(run(table))).toEqual(['항목\t값\n가 나\t1']);
    expect(await readSection(run(`<hp:tbl>${row(list(say('첫째'), run(table)))}</hp:tbl>`))).toEqual([
      '첫째\n항목\t값\n가 나\t1',
    ]);
  });

  it('gives equations as script, ruby in brackets, fields as their text, numbers of captions', async () => {
    const parts = [
      '<hp:t>넓이는</hp:t><hp:equation><hp:script>pi r ^{2}</hp:script></hp:equation><hp:t>이다. </hp:t>',
      '<hp:dutmal><hp:mainText>大韓</hp:mainText><hp:subText>대한</hp:subText></hp:dutmal>',
      '<hp:ctrl><hp:fieldBegin type="HYPERLINK"><hp:parameters><hp:stringParam>주소</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl>',
      '<hp:t>누리집</hp:t><hp:ctrl><hp:fieldEnd/></hp:ctrl><hp:t>, 표 </hp:t>',
      '<hp:ctrl><hp:autoNum num="3" numType="TABLE"/></hp:ctrl>',
    ];
    expect(await readSection(run(parts.join('')))).toEqual(['넓이는 pi r ^{2}이다. 大韓(대한)누리집, 표 3']);
  });

  it('leaves out what change tracking deleted, paragraph ends too', async () => {
    const deleted = '<hp:t>앞<hp:deleteBegin/>지운 말<hp:deleteEnd paraend="1"/></hp:t>';
    const kept = '<hp:t><hp:insertBegin/>뒤<hp:insertEnd/></hp:t>';
    expect(await readSection(run(deleted), run(kept), say('다음'))).toEqual(['앞뒤\n다음']);
  });

  it('reads sections in the order of the spine, with what the package says of itself', async () => {
    const section = (text: string) => `<hs:sec>${say(text)}</hs:sec>`;
    const content = `<opf:package><opf:metadata><opf:title>제목</opf:title><opf:language>ko</opf:language>
      <opf:meta name="creator">홍길동</opf:meta><opf:meta name="CreatedDate">2024-03-01T00:00:00Z</opf:meta>
      <opf:meta name="keyword">공공누리 제1유형</opf:meta></opf:metadata>
      <opf:manifest><opf:item id="a" href="Contents/section0.xml"/><opf:item id="b" href="Contents/section1.xml"/></opf:manifest>
      <opf:spine><opf:itemref idref="b"/><opf:itemref idref="a"/></opf:spine></opf:package>`;
    const bytes = writeZip([
      { name: 'Contents/content.hpf', content },
      { name: 'Contents/section0.xml', content: section('둘') },
      { name: 'Contents/section1.xml', content: section('하나') },
    ]);
    expect(await readBytes(hwpxReader, 'a.hwpx', bytes)).toEqual([
      {
        kind: 'text',
        text: '하나\n\n둘',
        title: '제목',
        author: '홍길동',
        date: '2024-03-01T00:00:00Z',
        language: 'ko',
        licence: 'LicenseRef-KOGL-Type-1',
      },
    ]);
  });

  const refusedFor = async (bytes: Uint8Array) => {
    const [reading] = await readBytes(hwpxReader, 'a.hwpx', bytes);
    return reading?.kind === 'failure' ? reading.code : reading;
  };

  it('refuses what is encrypted, unpacks too large or lies too deep', async () => {
    const name = 'Contents/section0.xml';
    const manifest = '<manifest><file-entry><encryption-data/></file-entry></manifest>';
    expect(await refusedFor(writeZip([{ name: 'META-INF/manifest.xml', content: manifest }]))).toBe('encrypted');
    expect(await refusedFor(writeZip([{ name, content: '<hs:sec/>', isEncrypted: true }]))).toBe('encrypted');
    expect(await refusedFor(writeZip([{ name, content: Buffer.alloc(129 * 2 ** 20) }]))).toBe('part-too-large');
    expect(await refusedFor(writeZip([{ name, content: '<a>'.repeat(300) }]))).toBe('nested-too-deep');
    expect(await refusedFor(writeZip([{ name: 'word/document.xml', content: '<a/>' }]))).toBe('other-format');
  });

  it('fetches no external entity and expands none of its own', async () => {
    const content = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "ㅋㅋㅋㅋ">]><hs:sec>${say('&x;&y;끝')}</hs:sec>`;
    const bytes = writeZip([{ name: 'Contents/section0.xml', content }]);
    expect(textsOf(await readBytes(hwpxReader, 'a.hwpx', bytes))).toEqual(['&x;&y;끝']);
  });
});

/** Where Madang differs on purpose: no page headers and footers, no deleted text, but the prompts of fields. */
const differences: Readonly<Record<string, readonly [string, string]>> = {
  'hwpx/HeaderFooter.hwpx': ['머리말 테스트', ''],
  'hwpx/ChangeTrack.hwpx': [' 추적', ''],
  'hwpx/sample1.hwpx': ['우리는  이다', '우리는 수학 이다'],
};

describe.skipIf(!existsSync(messy))(
  'against rhwp, on the 35 files of ../shared/data/messy (skipped where it is absent)',
  () => {
    const recorded = JSON.parse(readFileSync(join(root, 'test/recordings/hwp-texts.json'), 'utf8')) as Record<
      string,
      string[]
    >;

    it('covers all files', () => {
      expect(Object.keys(recorded).sort()).toEqual(globSync('{hwp,hwpx}/**/*.{hwp,hwpx}', { cwd: messy }).sort());
      expect(Object.keys(recorded)).toHaveLength(35);
    });

    it.each(Object.keys(recorded))('%s: every paragraph of rhwp is found, in its order', async (path) => {
      const reader = readerFor(path) ?? hwpxReader;
      const [found = ''] = textsOf(await readBytes(reader, path, readFileSync(join(messy, path))));
      const inOne = (text: string) => text.replace(/\s/g, '');
      let at = 0;
      for (const paragraph of recorded[path] ?? []) {
        const wanted = paragraph.replace(...(differences[path] ?? ['', '']));
        const place = inOne(found).indexOf(inOne(wanted), at);
        expect(place, wanted).toBeGreaterThanOrEqual(at);
        at = place + inOne(wanted).length;
      }
    });
  },
);

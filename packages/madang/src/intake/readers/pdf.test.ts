import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBytes, textsOf } from './binary-readers.cases.ts';
import { joinLines } from './pdf/join-lines.ts';
import { koreanSpaces } from './pdf/korean-spaces.ts';
import { orderLines } from './pdf/order-lines.ts';
import { type PdfSample, type PlacedText, writePdf } from './pdf/write-pdf.fixture.ts';
import { pdfReader } from './pdf.ts';

const messy = join(import.meta.dirname, '../../../../../../shared/data/messy/pdf');
const read = (sample: PdfSample) => readBytes(pdfReader, 'a.pdf', writePdf(sample));
const textOf = async (sample: PdfSample) => textsOf(await read(sample))[0];

/** Lines of 20 full-width letters, each 10 points wide, 15 points apart. */
const column = (left: number, top: number, lines: readonly string[]): PlacedText[] =>
  lines.map((text, index) => ({ text, left, top: top + 15 * index }));
const full = (letter: string, lines: number) =>
  Array.from({ length: lines }, (_, index) => `${letter}${index}`.padEnd(20, letter));

describe('pdf', () => {
  it('reads two columns one after the other, between a title and a wide line', async () => {
    const texts = [
      { text: '두 단에 걸친 제목은 글자가 크고 가운데에 있다', left: 120, top: 80, size: 16 },
      ...column(60, 120, full('가', 8)),
      ...column(300, 120, full('나', 8)),
      { text: '다'.repeat(44), left: 60, top: 260 },
      ...column(60, 290, full('라', 8)),
      ...column(300, 290, full('마', 8)),
    ];
    const found = (await textOf({ pages: [{ texts }] })) ?? '';
    const order = ['두 단', '가0', '가7', '나0', '나7', '다다', '라0', '라7', '마0', '마7'].map((part) =>
      found.indexOf(part),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it('keeps rows of a table, which is no pair of columns', async () => {
    const rows = Array.from({ length: 6 }, (_, index) => [
      { text: `항목${index}`, left: 60, top: 100 + 20 * index },
      { text: `값${index}`, left: 300, top: 100 + 20 * index },
    ]);
    const lines = rows.map((_, index) => `항목${index}\t값${index}`);
    expect(await textOf({ pages: [{ texts: rows.flat() }] })).toBe(lines.join('\n'));
  });

  it('drops what repeats at the edges and numbers that count pages, and keeps the same words inside', async () => {
    const pages = Array.from({ length: 5 }, (_, index) => ({
      texts: [
        { text: '행정 안내.', left: 60, top: 40 },
        { text: `${index + 1}장의 본문이다.`, left: 60, top: 300 },
        { text: '행정 안내.', left: 60, top: 400 },
        { text: `-${index + 7}-`, left: 280, top: 810 },
      ],
    }));
    expect(await textOf({ pages })).toBe([1, 2, 3, 4, 5].map((page) => `${page}장의 본문이다.\n행정 안내.`).join('\n'));
  });

  it('keeps a number at the edge that does not count pages', async () => {
    const pages = [1918, 1945, 1960].map((year) => ({
      texts: [
        { text: '글', left: 60, top: 300 },
        { text: `${year}`, left: 60, top: 800 },
      ],
    }));
    expect(await textOf({ pages })).toContain('1945');
  });

  it('tells how many pages are images, and is never silently empty', async () => {
    const text = { texts: [{ text: '글이 있는 쪽이다.', left: 60, top: 100 }] };
    const image = { isImage: true };
    expect(await read({ pages: [text, image, image, text] })).toEqual([
      expect.objectContaining({ kind: 'text', text: '글이 있는 쪽이다.\n글이 있는 쪽이다.' }),
      { kind: 'failure', code: 'image-pages', values: { images: 2, pages: 4 } },
    ]);
    expect(await read({ pages: [image] })).toEqual([
      { kind: 'failure', code: 'image-pages', values: { images: 1, pages: 1 } },
    ]);
  });

  it('reports vertical text and reads its columns from the right', async () => {
    const texts = [
      { text: '둘째 줄', left: 300, top: 100 },
      { text: '첫째 줄', left: 400, top: 100 },
    ];
    expect(await read({ pages: [{ texts }], isVertical: true })).toEqual([
      { kind: 'text', text: '첫째 줄둘째 줄' },
      { kind: 'failure', code: 'vertical-pages', values: { vertical: 1, pages: 1 } },
    ]);
  });

  it('says what its information says, and that it is encrypted', async () => {
    const pages = [{ texts: [{ text: '글', left: 60, top: 100 }] }];
    const information = {
      Title: '정보공개 안내',
      Author: '홍길동',
      CreationDate: "D:20240301120000+09'00'",
      Keywords: 'CC BY-SA 4.0',
    };
    expect(await read({ pages, information })).toEqual([
      {
        kind: 'text',
        text: '글',
        title: '정보공개 안내',
        author: '홍길동',
        date: '2024-03-01',
        licence: 'CC BY-SA 4.0',
      },
    ]);
    expect(await read({ pages, isEncrypted: true })).toEqual([
      { kind: 'failure', code: 'encrypted', values: { format: 'PDF' } },
    ]);
  });

  it.skipIf(!existsSync(messy))('reads a real one (skipped where ../shared/data is absent)', async () => {
    expect(await readBytes(pdfReader, 'a.pdf', readFileSync(join(messy, 'debian-faq.ko.pdf')))).toEqual([
      {
        kind: 'text',
        text: "The PDF version of the debian-faq is currently not available for the language you've selected.",
        date: '2019-07-05',
      },
    ]);
  });
});

describe('lines become paragraphs', () => {
  const joined = (...lines: readonly string[]) =>
    joinLines(orderLines(lines.map((text, index) => ({ text, left: 0, right: 100, y: 12 * index, size: 10 }))));

  it.each([
    [
      ['information and commu-', 'nication in the coun-', 'tryside'],
      'information and communication in the countryside',
    ],
    [['the Austro-', 'Hungarian empire'], 'the Austro- Hungarian empire'],
    [['soft\u00ad', 'ware'], 'software'],
    [['漢字の文章は', '空白なし'], '漢字の文章は空白なし'],
    [['첫째 항목이다', '② 둘째 항목이다'], '첫째 항목이다\n② 둘째 항목이다'],
  ])('%j', (lines, expected) => expect(joined(...lines)).toBe(expected));

  it('ends a paragraph where the next word would still have fitted, and where the distance grows', () => {
    const line = (text: string, right: number, y: number) => ({ text, left: 0, right, y, size: 10 });
    const lines = [
      line('가나다라 마바사아', 100, 0),
      line('끝이다.', 40, 12),
      line('새 문단의 첫 줄은', 100, 24),
      line('이어진다 그리고 또', 100, 36),
      line('떨어진 문단의 글줄', 100, 70),
    ];
    expect(joinLines(orderLines(lines)).split('\n')).toEqual([
      '가나다라 마바사아 끝이다.',
      '새 문단의 첫 줄은 이어진다 그리고 또',
      '떨어진 문단의 글줄',
    ]);
  });
});

describe('a line break in Korean', () => {
  const [, ...paragraphs] = readFileSync(
    join(import.meta.dirname, '../../../../../test/recordings/texts/ko-exoplanets.txt'),
    'utf8',
  ).split('\n');
  const text = paragraphs.join(' ').replace(/\s+/g, ' ').trim();

  /** The share of breaks between two Hangul syllables that are joined as the text was. */
  const agreement = (lines: readonly string[], isSpaceAt: readonly boolean[]) => {
    const decide = koreanSpaces(lines);
    const asked = lines.slice(1).flatMap((line, index) => {
      const before = lines[index] ?? '';
      const isKorean = /\p{Script=Hangul}\s?$/u.test(before) && /^\p{Script=Hangul}/u.test(line);
      return isKorean ? [decide(before, line) === isSpaceAt[index]] : [];
    });
    expect(asked.length).toBeGreaterThan(10);
    return asked.filter(Boolean).length / asked.length;
  };
  const cut = (width: number) =>
    Array.from({ length: Math.ceil(text.length / width) }, (_, index) =>
      text.slice(index * width, (index + 1) * width),
    );

  it('is a space where lines break between words', () => {
    const lines = text.match(/.{1,40}(?= |$)/g)?.map((line) => line.trim()) ?? [];
    expect(
      agreement(
        lines,
        lines.map(() => true),
      ),
    ).toBe(1);
  });

  it('is told by the space at the end of a line where the writer keeps it', () => {
    const lines = cut(23).map((line) => line.trimStart());
    const spaces = cut(23).map((line, index, all) => line.endsWith(' ') || (all[index + 1] ?? '').startsWith(' '));
    const kept = lines.map((line, index) => (spaces[index] ? `${line.trimEnd()} ` : line));
    expect(agreement(kept, spaces)).toBe(1);
  });

  it('is mostly right where lines break after any syllable', () => {
    const lines = cut(23).map((line) => line.trim());
    const spaces = cut(23).map((line, index, all) => line.endsWith(' ') || (all[index + 1] ?? '').startsWith(' '));
    expect(agreement(lines, spaces)).toBeGreaterThan(0.7);
  });
});

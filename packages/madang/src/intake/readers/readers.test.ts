import { describe, expect, it } from 'vitest';
import { findInvalidUtf8 } from '../encodings/decode-text.ts';
import { csvReader } from './csv.ts';
import { readerFor, readers } from './index.ts';
import { jsonlReader } from './jsonl.ts';
import { markdownReader } from './markdown.ts';
import { type ReaderSample, readAll, readerCases } from './readers.cases.ts';
import { type Line, splitLines } from './split-lines.ts';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

const samples: Readonly<Record<string, readonly ReaderSample[]>> = {
  text: [{ path: 'a.txt', holdsRows: false, write: (texts) => texts.join('') }],
  markdown: [{ path: 'a.md', holdsRows: false, write: (texts) => texts.join('') }],
  jsonl: [
    {
      path: 'a.jsonl',
      holdsRows: true,
      write: (texts) => texts.map((text) => `${JSON.stringify({ text })}\n`).join(''),
    },
  ],
  csv: [
    {
      path: 'a.csv',
      holdsRows: true,
      write: (texts) => `id,text\r\n${texts.map((text, id) => `${id},${quoted(text)}\r\n`).join('')}`,
    },
    {
      path: 'a.tsv',
      holdsRows: true,
      write: (texts) => `id\ttext\n${texts.map((text, id) => `${id}\t${text}\n`).join('')}`,
    },
  ],
};

describe.each(readers)('$name', (reader) => {
  const own = samples[reader.name] ?? [];
  it('has a sample here', () => expect(own.length).toBeGreaterThan(0));
  for (const sample of own) {
    it.each(readerCases)(`${sample.path}: $name`, ({ check }) => check(reader, sample));
  }
});

const read = (reader: (typeof readers)[number], path: string, content: string) =>
  readAll(reader, { path }, [Buffer.from(content)]);

describe('readerFor', () => {
  it('goes by the ending', () => {
    expect(readerFor('a/B.JSONL')?.name).toBe('jsonl');
    expect(readerFor('a.tsv')?.name).toBe('csv');
    expect(readerFor('a.pdf')).toBeUndefined();
    expect(readerFor('txt')).toBeUndefined();
  });
});

describe('jsonl', () => {
  it('keeps what a record says of itself and goes on after a broken line', async () => {
    const content =
      '{"text":"하나","license":"CC-BY-4.0","url":"https://a.example/","lang":"ko","title":" 첫째 "}\n\n{"text":\n[1]\n{"content":"x"}\n{"text":"둘"}';
    expect(await read(jsonlReader, 'a.jsonl', content)).toMatchObject([
      {
        kind: 'text',
        text: '하나',
        licence: 'CC-BY-4.0',
        link: 'https://a.example/',
        language: 'ko',
        title: '첫째',
        row: 1,
      },
      { kind: 'failure', code: 'not-json', values: {}, row: 3 },
      { kind: 'failure', code: 'not-json', values: {}, row: 4 },
      { kind: 'failure', code: 'no-text', values: { keys: 'content' }, row: 5 },
      { kind: 'text', text: '둘', row: 6 },
    ]);
  });

  it('passes over a line that is too long, in constant memory', async () => {
    const pieces = async function* () {
      yield Buffer.from('ab\n');
      for (let count = 0; count < 10; count += 1) yield Buffer.from('xxxx');
      yield Buffer.from('\ncd');
    };
    const lines: Line[] = [];
    for await (const line of splitLines(pieces(), 8)) lines.push(line);
    expect(
      lines.map(({ row, startsAt, bytes }) => [row, startsAt, bytes && Buffer.from(bytes).toString()]),
    ).toMatchObject([
      [1, 0, 'ab'],
      [2, 3, undefined],
      [3, 44, 'cd'],
    ]);
  });
});

describe('csv', () => {
  it('takes the column with the longest texts where none is called "text", and says so', async () => {
    const readings = await read(
      csvReader,
      'a.csv',
      'id;title;body\n1;제목;"긴 글이\n두 줄이다"\n2;둘;또 긴 글이다\n3;셋\n',
    );
    expect(readings).toMatchObject([
      { kind: 'column', column: 'body' },
      { kind: 'text', text: '긴 글이\n두 줄이다', row: 1, title: '제목' },
      { kind: 'text', text: '또 긴 글이다', row: 2, title: '둘' },
      { kind: 'failure', code: 'column-count', values: { found: 2, expected: 3 }, row: 3 },
    ]);
  });

  it('keeps the rows before a quote that is never closed', async () => {
    const readings = await read(csvReader, 'a.csv', 'text\n하나\n"둘\n셋\n');
    expect(readings[0]).toMatchObject({ kind: 'text', text: '하나', row: 1 });
    expect(readings[1]).toMatchObject({ kind: 'failure', code: 'broken-csv', row: 2 });
    expect(readings).toHaveLength(2);
  });
});

describe('markdown', () => {
  it('takes a front matter off', async () => {
    const content = '---\ntitle: 마당\nlicense: CC0-1.0\nlang: ko\n---\n# 다른 제목\n\n글\n';
    expect(await read(markdownReader, 'a.md', content)).toMatchObject([
      { kind: 'text', text: '# 다른 제목\n\n글\n', title: '마당', licence: 'CC0-1.0', language: 'ko' },
    ]);
  });

  it('leaves two rules that are no front matter where they are', async () => {
    const content = '---\n그저 글\n---\n# 제목 #\n';
    expect(await read(markdownReader, 'a.md', content)).toMatchObject([{ kind: 'text', text: content, title: '제목' }]);
  });
});

describe('findInvalidUtf8', () => {
  it.each([
    [[0x61, 0xc0, 0x80], 1],
    [[0xed, 0xa0, 0x80], 0],
    [[0xea, 0xb0], 0],
    [[0xea, 0xb0, 0x80, 0xff], 3],
    [[0xf0, 0x9f, 0x98, 0x80], 4],
  ])('%j', (bytes, position) => {
    expect(findInvalidUtf8(Uint8Array.from(bytes))).toBe(position);
  });
});

import { describe, expect, it } from 'vitest';
import { findInvalidUtf8 } from '../encodings/decode-text.ts';
import { binarySamples } from './binary-samples.fixture.ts';
import { csvReader } from './csv.ts';
import { htmlReader } from './html.ts';
import { readerFor, readers } from './index.ts';
import { jsonlReader } from './jsonl.ts';
import { markdownReader } from './markdown.ts';
import { mediawikiReader } from './mediawiki.ts';
import { poReader } from './po.ts';
import { type ReaderSample, readAll, readerCases } from './readers.cases.ts';
import { type Line, splitLines } from './split-lines.ts';
import { warcReader } from './warc.ts';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

const markup = (texts: readonly string[]) => texts.join('').replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One response that holds `body`, after a warcinfo record. */
function warcOf(contentType: string, body: string | Uint8Array, head = ''): string {
  const http = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n${head}\r\n`),
    Buffer.from(body as string),
  ]);
  const record = (type: string, kind: string, content: Buffer) =>
    `WARC/1.1\r\nWARC-Type: ${type}\r\nWARC-Target-URI: https://a.example/p\r\nWARC-Date: 2026-11-24T00:00:00Z\r\n` +
    `Content-Type: ${kind}\r\nContent-Length: ${content.length}\r\n\r\n${content.toString('utf8')}\r\n\r\n`;
  const info = record('warcinfo', 'application/warc-fields', Buffer.from('software: test\r\n'));
  return info + record('response', 'application/http; msgtype=response', http);
}

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
  html: [
    {
      path: 'a.html',
      holdsRows: false,
      write: (texts) => `<!doctype html><title>t</title><p>${markup(texts).replaceAll('\n', '<br>\n')}</p>`,
    },
  ],
  warc: [
    {
      path: 'a.warc',
      holdsRows: false,
      write: (texts) => warcOf('text/plain; charset=utf-8', texts.join('')),
      skips: {
        'leaves out a byte order mark': 'a WARC file has none',
        'tells where bytes are in no encoding and replaces none': 'records have a length; see the cases of its own',
      },
    },
  ],
  mediawiki: [
    {
      path: 'a.xml',
      holdsRows: false,
      write: (texts) =>
        `<mediawiki xml:lang="ko"><page><title>t</title><ns>0</ns><revision><text>${markup(texts)}</text></revision></page></mediawiki>\n`,
      skips: {
        'tells where bytes are in no encoding and replaces none': 'dumps are UTF-8 by definition; U+FFFD is warned of',
        'reads an empty file without an exception, and rows count up from 1': 'an empty file is no XML',
      },
    },
  ],
  po: [
    {
      path: 'ko.po',
      holdsRows: false,
      write: (texts) => `msgid ""\nmsgstr "Language: ko\\n"\n\nmsgid "x"\nmsgstr ${JSON.stringify(texts.join(''))}\n`,
    },
  ],
};

describe.each(readers.filter(({ name }) => !(name in binarySamples)))('$name', (reader) => {
  const own = samples[reader.name] ?? [];
  it('has a sample here', () => expect(own.length).toBeGreaterThan(0));
  for (const sample of own) {
    for (const { name, check } of readerCases) {
      const reason = sample.skips?.[name];
      it.skipIf(reason)(`${sample.path}: ${name}${reason ? ` (skipped: ${reason})` : ''}`, () => check(reader, sample));
    }
  }
});

const read = (reader: (typeof readers)[number], path: string, content: string) =>
  readAll(reader, { path }, [Buffer.from(content)]);

describe('readerFor', () => {
  it('goes by the ending', () => {
    expect(readerFor('a/B.JSONL')?.name).toBe('jsonl');
    expect(readerFor('공문.HWP')?.name).toBe('hwp');
    expect(readerFor('a.tsv')?.name).toBe('csv');
    expect(readerFor('a.psd')).toBeUndefined();
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

describe('html', () => {
  const readPage = async (body: string, head = '') => {
    const [reading] = await read(htmlReader, 'a.html', `<html><head>${head}</head><body>${body}</body></html>`);
    return reading?.kind === 'text' ? reading : undefined;
  };
  const article =
    '<article><h1>제목</h1><p>마당은 한국 집의 한가운데 있는 빈 땅이다. 사람들이 그곳에서 일하고 쉰다.</p></article>';

  it('keeps tables, lists and code, and drops what is around the text', async () => {
    const page = await readPage(
      '<header><a href="/">사이트</a></header><nav><ul><li><a href="/a">가</a></ul></nav>' +
        '<main><h1>제목</h1><p>글 <ruby>韓<rt>한</rt></ruby></p><ul><li>하나<li>둘</ul>' +
        '<table><tr><th>이름<td>값</table><pre>  if (x) {\n    y();\n  }</pre></main>' +
        '<div class="comments"><p>댓글입니다</p></div><footer>저작권</footer><script>x</script>',
    );
    expect(page?.text).toBe('제목\n\n글 韓\n\n- 하나\n- 둘\n\n이름 | 값\n\n```\n  if (x) {\n    y();\n  }\n```');
  });

  it('says what the page says of itself', async () => {
    const head =
      '<title>옛 이름</title><meta property="og:title" content="새 이름"><meta name="author" content="김 아무개">' +
      '<meta property="article:published_time" content="2024-05-01T09:00:00+09:00"><link rel="canonical" href="https://a.example/x">';
    expect(await readPage(article, head)).toMatchObject({
      title: '새 이름',
      author: '김 아무개',
      date: '2024-05-01T09:00:00+09:00',
      link: 'https://a.example/x',
    });
  });

  it.each([
    ['<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/deed.ko">CC</a>', 'CC-BY-SA-4.0'],
    ['<a href="https://creativecommons.org/publicdomain/zero/1.0/">CC0</a>', 'CC0-1.0'],
    ['<img src="/images/img_opentype03.png" alt="공공누리 공공저작물 자유이용허락">', 'LicenseRef-KOGL-Type-3'],
    ['<p>본 저작물은 공공누리 제1유형에 따라 이용할 수 있습니다.</p>', 'LicenseRef-KOGL-Type-1'],
    ['<a rel="license" href="/terms">이용 조건</a>', '/terms'],
    ['<p>저작권은 글쓴이에게 있다.</p>', undefined],
  ])('reads the licence of %s', async (mark, licence) => {
    expect((await readPage(article + mark))?.licence).toBe(licence);
  });

  it('is not harmed by nesting, entities or tags that never close', async () => {
    expect(await read(htmlReader, 'a.html', '<b>'.repeat(100_000))).toMatchObject([{ code: 'nested-too-deep' }]);
    expect((await readPage(`${'<b>'.repeat(400)}글&amp;글`))?.text).toBe('글&글');
  });
});

describe('warc', () => {
  it('joins chunks, undoes compression, and gives the place of a record', async () => {
    const page = '<p>마당은 집의 한가운데 있다.</p>';
    const chunked = `${Buffer.byteLength(page).toString(16)}\r\n${page}\r\n0\r\n\r\n`;
    const content = warcOf('text/html; charset=utf-8', chunked, 'Transfer-Encoding: chunked\r\n');
    const [reading] = await read(warcReader, 'a.warc', content);
    expect(reading).toMatchObject({
      text: '마당은 집의 한가운데 있다.',
      link: 'https://a.example/p',
      date: '2026-11-24T00:00:00Z',
      place: { record: 2, byteEnd: Buffer.byteLength(content) - 4 },
    });
    expect(
      await read(warcReader, 'a.warc', content.replace(`${Buffer.byteLength(page).toString(16)}\r\n`, '')),
    ).toMatchObject([{ text: expect.stringContaining('마당은 집의 한가운데 있다.') }]);
  });

  it('says that a record is cut', async () => {
    const content = Buffer.from(warcOf('text/html', '<p>글</p>'));
    expect(await readAll(warcReader, { path: 'a.warc' }, [content.subarray(0, -8)])).toMatchObject([
      { kind: 'failure', code: 'broken-record', values: { link: 'https://a.example/p' }, place: { record: 2 } },
    ]);
  });

  it('reads ARC, spaces in its addresses too', async () => {
    const http = 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n오래된 글';
    const content = `filedesc://a.arc 0.0.0.0 20140216050221 text/plain 2\n\n\nhttp://a.example/x y 1.2.3.4 20140216050221 text/plain ${Buffer.byteLength(http)}\n${http}\n`;
    expect(await read(warcReader, 'a.arc', content)).toMatchObject([
      { text: '오래된 글', link: 'http://a.example/x y', date: '2014-02-16T05:02:21Z', place: { record: 1 } },
    ]);
  });
});

describe('mediawiki', () => {
  const dump = (pages: string) =>
    `<mediawiki xml:lang="ko"><siteinfo><base>https://ko.example/wiki/대문</base><namespaces><namespace key="0" /><namespace key="1">토론</namespace></namespaces></siteinfo>${pages}</mediawiki>`;
  const page = (title: string, text: string, more = '') =>
    `<page><title>${title}</title>${more}<revision><timestamp>2020-01-01T00:00:00Z</timestamp><text>${text}</text></revision></page>`;

  it('passes over redirects and talk pages', async () => {
    const pages =
      page('가 나', '글') +
      page('토론:가', '말') +
      page('다', '#넘겨주기 [[가]]') +
      page('라', '글', '<redirect title="가" />');
    expect(await read(mediawikiReader, 'a.xml', dump(pages))).toMatchObject([
      {
        text: '글',
        title: '가 나',
        language: 'ko',
        link: encodeURI('https://ko.example/wiki/가_나'),
        place: { record: 1 },
      },
    ]);
  });

  it('keeps the pages before broken XML, and refuses XML of another kind', async () => {
    const broken = dump(page('가', '글')).replace('</mediawiki>', '<page></b>');
    expect(await read(mediawikiReader, 'a.xml', broken)).toMatchObject([{ text: '글' }, { code: 'broken-xml' }]);
    expect(await read(mediawikiReader, 'a.xml', '<rss/>')).toMatchObject([
      { code: 'other-xml', values: { root: 'rss' } },
    ]);
  });
});

describe('po', () => {
  it('takes what was translated, once', async () => {
    const content =
      'msgid ""\nmsgstr ""\n"Project-Id-Version: madang 1\\n"\n"Language: ko\\n"\n\n#: a.c:1\nmsgid "one"\nmsgstr "하나\\n"\n"둘"\n\n' +
      '#, fuzzy\nmsgid "two"\nmsgstr "틀림"\n\n#~ msgid "old"\n#~ msgstr "옛것"\n\nmsgid "f"\nmsgid_plural "fs"\nmsgstr[0] "여럿"\n\nmsgid "empty"\nmsgstr ""\n';
    expect(await read(poReader, 'ko.po', content)).toMatchObject([
      { text: '하나\n둘\n\n여럿', title: 'madang 1', language: 'ko' },
    ]);
  });
});

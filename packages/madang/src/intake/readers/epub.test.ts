import { describe, expect, it } from 'vitest';
import { readBytes } from './binary-readers.cases.ts';
import { writeEpub } from './epub/write-epub.fixture.ts';
import { epubReader } from './epub.ts';

const read = (...args: Parameters<typeof writeEpub>) => readBytes(epubReader, 'a.epub', writeEpub(...args));

describe('epub', () => {
  it('reads the spine in its order, with names that are not ASCII, and what the package says', async () => {
    const metadata =
      '<dc:title>책</dc:title><dc:creator>김</dc:creator><dc:language>ko</dc:language><dc:rights>CC BY-SA 4.0</dc:rights>';
    expect(await read({ '글/둘.xhtml': '<p>둘</p>', 'a.xhtml': '<p>하나</p>' }, metadata)).toEqual([
      { kind: 'text', text: '둘\n\n하나', title: '책', author: '김', language: 'ko', licence: 'CC BY-SA 4.0' },
    ]);
  });

  it('knows paragraphs, lists, tables, ruby, preformatted text, entities, and what is no text', async () => {
    const content = `<html><head><title>x</title></head><body><h1>제목</h1>
      <p>한 <b>문단</b>의&nbsp;<ruby>漢字<rp>(</rp><rt>한자</rt><rp>)</rp></ruby><br/>둘째 줄</p>
      <ul><li>하나</li><li>둘</li></ul><table><tr><th>가</th><td>나</td></tr></table>
      <pre>  a\n    b</pre><script>no()</script><p/><div>끝</div></body></html>`;
    expect(await read({ 'a.xhtml': content })).toEqual([
      { kind: 'text', text: '제목\n한 문단의\u00a0漢字(한자)\n둘째 줄\n하나\n둘\n가\t나\n  a\n    b\n끝' },
    ]);
  });

  it('refuses encrypted chapters, but not encrypted fonts', async () => {
    const encryption = (uri: string) => [
      { name: 'META-INF/encryption.xml', content: `<encryption><enc:CipherReference URI="${uri}"/></encryption>` },
    ];
    const chapters = { 'a.xhtml': '<p>글</p>' };
    expect(await read(chapters, '', encryption('OEBPS/a.xhtml'))).toEqual([
      { kind: 'failure', code: 'encrypted', values: { format: 'EPUB' } },
    ]);
    expect(await read(chapters, '', encryption('OEBPS/font.otf'))).toEqual([{ kind: 'text', text: '글' }]);
  });
});

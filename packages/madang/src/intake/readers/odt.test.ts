import { describe, expect, it } from 'vitest';
import { readBytes } from './binary-readers.cases.ts';
import { odtReader } from './odt.ts';
import { writeZip } from './package/write-zip.fixture.ts';

const read = (body: string, parts: Readonly<Record<string, string>> = {}) =>
  readBytes(
    odtReader,
    'a.odt',
    writeZip([
      {
        name: 'content.xml',
        content: `<office:document-content><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
      },
      ...Object.entries(parts).map(([name, content]) => ({ name, content })),
    ]),
  );

describe('odt', () => {
  it('counts white space as the format does, and leaves out deletions and comments', async () => {
    const tracked = '<text:tracked-changes><text:deletion><text:p>지움</text:p></text:deletion></text:tracked-changes>';
    const paragraph =
      '<text:p>\n  가  나<text:s text:c="2"/>다<text:tab/>라<office:annotation><text:p>메모</text:p></office:annotation><text:line-break/>마</text:p>';
    expect(await read(tracked + paragraph)).toEqual([{ kind: 'text', text: '가 나  다\t라\n마' }]);
  });

  it('puts notes and boxes after their paragraph, and reads lists, tables and ruby', async () => {
    const note =
      '<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>각주</text:p></text:note-body></text:note>';
    const box =
      '<draw:frame><draw:text-box><text:p>글상자</text:p></draw:text-box><svg:title>그림 이름</svg:title></draw:frame>';
    const ruby = '<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>한자</text:ruby-text></text:ruby>';
    const list = '<text:list><text:list-item><text:p>하나</text:p></text:list-item></text:list>';
    const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
    const table = `<table:table><table:table-header-rows><table:table-row>${cell('항목')}${cell('값')}</table:table-row></table:table-header-rows></table:table>`;
    expect(await read(`<text:h>제목</text:h><text:p>${ruby}${note}${box} 끝</text:p>${list}${table}`)).toEqual([
      { kind: 'text', text: '제목\n漢字(한자) 끝\n각주\n글상자\n하나\n항목\t값' },
    ]);
  });

  it('says what the properties say, and refuses what is encrypted', async () => {
    const meta =
      '<office:meta><dc:title>제목</dc:title><meta:user-defined meta:name="License">CC0</meta:user-defined></office:meta>';
    expect(await read('<text:p>글</text:p>', { 'meta.xml': meta })).toEqual([
      { kind: 'text', text: '글', title: '제목', licence: 'CC0-1.0' },
    ]);
    const manifest =
      '<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    expect(await read('', { 'META-INF/manifest.xml': manifest })).toEqual([
      { kind: 'failure', code: 'encrypted', values: { format: 'ODT' } },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { readBytes, textsOf } from './binary-readers.cases.ts';
import { docxReader } from './docx.ts';
import { writeCompoundFile } from './hwp/write-hwp.fixture.ts';
import { writeZip } from './package/write-zip.fixture.ts';

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (...content: string[]) => `<w:p>${content.join('')}</w:p>`;
const cell = (...paragraphs: string[]) => `<w:tc>${paragraphs.join('')}</w:tc>`;
const written = (body: string, parts: Readonly<Record<string, string>> = {}) =>
  writeZip([
    { name: 'word/document.xml', content: `<w:document><w:body>${body}</w:body></w:document>` },
    ...Object.entries(parts).map(([name, content]) => ({ name, content })),
  ]);
const textOf = async (...args: Parameters<typeof written>) =>
  textsOf(await readBytes(docxReader, 'a.docx', written(...args)))[0];

describe('docx', () => {
  it('resolves revisions: insertions stay, deletions and moved-from text go, paragraph ends too', async () => {
    const deletedEnd = '<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>';
    const body = [
      paragraph(
        deletedEnd,
        run('앞'),
        '<w:del><w:r><w:delText>지움</w:delText></w:r></w:del>',
        `<w:ins>${run(' 넣음')}</w:ins>`,
      ),
      paragraph(run(' 뒤')),
      paragraph(`<w:moveFrom>${run('옮김')}</w:moveFrom>`, `<w:moveTo>${run('옮긴 곳')}</w:moveTo>`),
    ];
    expect(await textOf(body.join(''))).toBe('앞 넣음 뒤\n옮긴 곳');
  });

  it('puts notes and text boxes after their paragraph, reads a drawing once, and fields by their result', async () => {
    const box = `<w:txbxContent>${paragraph(run('글상자'))}</w:txbxContent>`;
    const drawing = `<w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r>`;
    const field = `<w:r><w:instrText>PAGEREF x</w:instrText></w:r>${run('12')}`;
    const body = paragraph(run('본문'), '<w:r><w:footnoteReference w:id="2"/></w:r>', drawing, run('의 끝 '), field);
    const notes = `<w:footnotes><w:footnote w:type="separator" w:id="0">${paragraph(run('—'))}</w:footnote><w:footnote w:id="2">${paragraph(run('각주'))}</w:footnote></w:footnotes>`;
    expect(await textOf(body, { 'word/footnotes.xml': notes })).toBe('본문의 끝 12\n각주\n글상자');
  });

  it('reads tables, content controls, ruby, equations and fixed characters', async () => {
    const table = `<w:tbl><w:tr>${cell(paragraph(run('항목')))}${cell(paragraph(run('값')))}</w:tr><w:sdt><w:sdtContent><w:tr>${cell(paragraph(run('가')), paragraph(run('나')))}${cell(paragraph(run('1')))}</w:tr></w:sdtContent></w:sdt></w:tbl>`;
    const ruby = `<w:r><w:ruby><w:rt>${run('한자')}</w:rt><w:rubyBase>${run('漢字')}</w:rubyBase></w:ruby></w:r>`;
    const equation = '<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>';
    const last = paragraph(ruby, '<w:r><w:tab/></w:r>', equation, '<w:r><w:noBreakHyphen/><w:br/></w:r>', run('끝'));
    expect(await textOf(`<w:sdt><w:sdtContent>${table}</w:sdtContent></w:sdt>${last}`)).toBe(
      '항목\t값\n가 나\t1\n漢字(한자)\tx=1-\n끝',
    );
  });

  it('says what the properties say', async () => {
    const core =
      '<cp:coreProperties><dc:title>제목</dc:title><dc:creator>홍길동</dc:creator><dcterms:created>2024-01-02T03:04:05Z</dcterms:created></cp:coreProperties>';
    const custom =
      '<Properties><property name="License"><vt:lpwstr>https://creativecommons.org/licenses/by/4.0/</vt:lpwstr></property></Properties>';
    const bytes = written(paragraph(run('글')), { 'docProps/core.xml': core, 'docProps/custom.xml': custom });
    expect(await readBytes(docxReader, 'a.docx', bytes)).toEqual([
      { kind: 'text', text: '글', title: '제목', author: '홍길동', date: '2024-01-02T03:04:05Z', licence: 'CC-BY-4.0' },
    ]);
  });

  it('knows an encrypted document, which is an OLE file', async () => {
    const bytes = writeCompoundFile([['EncryptedPackage', new Uint8Array(100)]]);
    expect(await readBytes(docxReader, 'a.docx', bytes)).toEqual([
      { kind: 'failure', code: 'encrypted', values: { format: 'DOCX' } },
    ]);
  });
});

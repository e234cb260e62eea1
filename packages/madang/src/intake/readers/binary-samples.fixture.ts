// How to write texts in each binary format, for `binary-readers.cases.ts`. A reader with a sample here is none of those that
// `readers.cases.ts` asks.
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { BinarySample } from './binary-readers.cases.ts';
import { writeEpub } from './epub/write-epub.fixture.ts';
import { paragraph, writeHwp } from './hwp/write-hwp.fixture.ts';
import { escapeXml, writeZip } from './package/write-zip.fixture.ts';
import { writePdf } from './pdf/write-pdf.fixture.ts';

export const binarySamples: Readonly<Record<string, BinarySample>> = {
  hwpx: {
    path: 'a.hwpx',
    holdsRows: false,
    isChecked: true,
    write: ([text = '']) => {
      const paragraphs = text
        .split('\n')
        .map((line) => `<hp:p><hp:run><hp:t>${escapeXml(line)}</hp:t></hp:run></hp:p>`);
      return writeZip([{ name: 'Contents/section0.xml', content: `<hs:sec>${paragraphs.join('')}</hs:sec>` }]);
    },
  },
  hwp: {
    path: 'a.hwp',
    holdsRows: false,
    isChecked: false,
    write: ([text = '']) => writeHwp(text.split('\n').map((line) => paragraph(line))),
  },
  docx: {
    path: 'a.docx',
    holdsRows: false,
    isChecked: true,
    write: ([text = '']) => {
      const paragraphs = text.split('\n').map((line) => `<w:p><w:r><w:t>${escapeXml(line)}</w:t></w:r></w:p>`);
      const content = `<w:document><w:body>${paragraphs.join('')}</w:body></w:document>`;
      return writeZip([{ name: 'word/document.xml', content }]);
    },
  },
  odt: {
    path: 'a.odt',
    holdsRows: false,
    isChecked: true,
    write: ([text = '']) => {
      const paragraphs = text.split('\n').map((line) => `<text:p>${escapeXml(line)}</text:p>`);
      const body = `<office:body><office:text>${paragraphs.join('')}</office:text></office:body>`;
      return writeZip([{ name: 'content.xml', content: `<office:document-content>${body}</office:document-content>` }]);
    },
  },
  epub: {
    path: 'a.epub',
    holdsRows: false,
    isChecked: true,
    write: ([text = '']) => {
      const paragraphs = text.split('\n').map((line) => `<p>${escapeXml(line)}</p>`);
      return writeEpub({ 'a.xhtml': `<html><body>${paragraphs.join('\n')}</body></html>` });
    },
  },
  xlsx: {
    path: 'a.xlsx',
    holdsRows: true,
    isChecked: true,
    write: (texts) => {
      const cellOf = (text: string) => `<c t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`;
      const rows = ['text', ...texts].map((text) => `<row>${cellOf(text)}</row>`);
      return writeZip([
        { name: 'xl/workbook.xml', content: '<workbook><sheets><sheet name="a"/></sheets></workbook>' },
        { name: 'xl/worksheets/sheet1.xml', content: `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>` },
      ]);
    },
  },
  parquet: {
    path: 'a.parquet',
    holdsRows: true,
    isChecked: false,
    write: (texts) =>
      new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'text', data: [...texts], type: 'STRING' }] })),
  },
  pdf: {
    path: 'a.pdf',
    holdsRows: false,
    isChecked: false,
    isSalvaged: true,
    // pdf.js leaves out what has no width
    keeps: (text) => text.replaceAll('\u200d', ''),
    write: ([text = '']) => {
      const placed = text.split('\n').map((line, index) => ({ text: line, left: 60, top: 100 + 40 * index }));
      return writePdf({ pages: [{ texts: placed }] });
    },
  },
};

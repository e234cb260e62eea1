import { describe, expect, it } from 'vitest';
import { readBytes, textsOf } from './binary-readers.cases.ts';
import {
  cell,
  control,
  controlCharacter,
  counted,
  paragraph,
  rangeTag,
  writeCompoundFile,
  writeHwp,
} from './hwp/write-hwp.fixture.ts';
import { hwpReader } from './hwp.ts';

const read = (bytes: Uint8Array) => readBytes(hwpReader, 'a.hwp', bytes);
const textOf = async (bytes: Uint8Array) => textsOf(await read(bytes))[0];
const list = { tag: 72, data: new Uint8Array(8) };
const table = { tag: 77, data: new Uint8Array(22) };
const drawing = controlCharacter(11);

describe('hwp', () => {
  it('reads tables by their rows, a caption before them', async () => {
    const cells = [
      ...cell(0, 0, paragraph('항목')),
      ...cell(1, 0, paragraph('값')),
      ...cell(1, 1, paragraph('1')),
      ...cell(0, 1, paragraph('가'), paragraph('나')),
    ];
    const caption = [list, paragraph(`표 ${controlCharacter(18)}`, [control('atno', Uint8Array.of(4, 0, 0, 0, 7, 0))])];
    const written = control('tbl ', new Uint8Array(42), [...caption, table, ...cells]);
    expect(await textOf(writeHwp([paragraph('앞'), paragraph(drawing, [written]), paragraph('뒤')]))).toBe(
      '앞\n표 7\n항목\t값\n1\t가 나\n뒤',
    );
  });

  it('gives every control its own record, and leaves furniture out', async () => {
    const inline = ['tdut', 'tcps', 'eqed', 'fn  ', 'head', 'gso '];
    const codes = [23, 23, 11, 17, 16, 11];
    const data: Readonly<Record<string, Uint8Array>> = {
      tdut: Buffer.concat([counted('大韓'), counted('대한')]),
      tcps: counted('가나'),
    };
    const equation = { tag: 88, data: Buffer.concat([new Uint8Array(4), counted('x over y')]) };
    const box = { tag: 76, data: new Uint8Array(4), children: [list, paragraph('글상자')] };
    const children: Readonly<Record<string, readonly { tag: number; data: Uint8Array }[]>> = {
      eqed: [equation],
      'fn  ': [list, paragraph('각주')],
      head: [list, paragraph('머리말')],
      'gso ': [box],
    };
    const text = `${inline.map((_, index) => `${index}${controlCharacter(codes[index] ?? 0)}`).join('')}끝`;
    const records = inline.map((id) => control(id, data[id], children[id]));
    expect(await textOf(writeHwp([paragraph(text, records)]))).toBe('0大韓(대한)1가나2 x over y345끝\n각주\n글상자');
  });

  it('keeps fields, line breaks, tabs and fixed spaces', async () => {
    const field = `${controlCharacter(3)}누리집${controlCharacter(4)}`;
    const text = `가${controlCharacter(9)}나\n다\x1e라\x1f마\x18바 ${field}`;
    expect(await textOf(writeHwp([paragraph(text, [control('%hlk')])]))).toBe('가\t나\n다\u00a0라 마-바 누리집');
  });

  it('leaves out what change tracking deleted; such a document keeps its text elsewhere', async () => {
    const deletion = 17;
    const first = paragraph('앞지운말', [rangeTag(1, 5, deletion)]);
    const second = paragraph('뒤', [rangeTag(0, 1, 16)]);
    const bytes = writeHwp([first, second, paragraph('다음')], { flags: 1 | (1 << 14), folder: 'ViewText' });
    expect(await textOf(bytes)).toBe('앞뒤\n다음');
  });

  it('reads a record of more than 4 kB', async () => {
    const long = '가나다라 '.repeat(2000).trim();
    expect(await textOf(writeHwp([paragraph(long)]))).toBe(long);
  });

  it.each([
    ['encrypted', 1 | (1 << 1)],
    ['distribution-document', 1 | (1 << 2)],
    ['encrypted', 1 | (1 << 4)],
  ])('names what it may not open: %s', async (code, flags) => {
    expect(await read(writeHwp([paragraph('비밀')], { flags }))).toEqual([expect.objectContaining({ code })]);
  });

  it('names HWP 3, and other OLE files', async () => {
    const old = Buffer.concat([Buffer.from('HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05'), Buffer.alloc(1000)]);
    expect(await read(old)).toEqual([{ kind: 'failure', code: 'old-hwp', values: { found: 'HWP 3' } }]);
    expect(await read(writeCompoundFile([['WordDocument', Buffer.from('doc')]]))).toEqual([
      { kind: 'failure', code: 'other-format', values: { format: 'HWP 5.0', found: 'another OLE file' } },
    ]);
  });

  it('says what a KOGL mark and the summary say', async () => {
    const title = Buffer.from('정보공개\0', 'utf16le');
    const summary = Buffer.alloc(48 + 16 + 8 + title.length);
    summary.writeUInt32LE(48, 44);
    summary.writeUInt32LE(1, 52);
    summary.writeUInt32LE(2, 56);
    summary.writeUInt32LE(16, 60);
    summary.writeUInt32LE(0x1f, 64);
    summary.writeUInt32LE(5, 68);
    title.copy(summary, 72);
    expect(await read(writeHwp([paragraph('글')], { flags: 1 | (1 << 15), summary }))).toEqual([
      { kind: 'text', text: '글', title: '정보공개', licence: 'LicenseRef-KOGL-type-as-marked' },
    ]);
  });
});

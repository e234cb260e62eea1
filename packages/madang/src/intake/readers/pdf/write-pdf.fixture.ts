// PDFs for tests: pages of placed text in one font without a file, whose codes a ToUnicode map explains; images of one dot.

export interface PlacedText {
  readonly text: string;
  readonly left: number;
  /** From the top of the page. */
  readonly top: number;
  readonly size?: number;
}

export interface PdfSample {
  readonly pages: readonly { readonly texts?: readonly PlacedText[]; readonly isImage?: boolean }[];
  readonly information?: Readonly<Record<string, string>>;
  readonly isEncrypted?: boolean;
  readonly isVertical?: boolean;
}

export const pageHeight = 842;

export function writePdf({ pages, information = {}, isEncrypted = false, isVertical = false }: PdfSample): Uint8Array {
  const characters = [...new Set(pages.flatMap(({ texts = [] }) => texts.flatMap(({ text }) => [...text])))];
  const codes = new Map(characters.map((character, index) => [character, hex(index + 1)]));
  const encode = (text: string) => `<${[...text].map((character) => codes.get(character)).join('')}>`;
  const contents = pages.map(({ texts = [], isImage }) => {
    const placed = texts.map(
      ({ text, left, top, size = 10 }) =>
        `BT /F1 ${size} Tf 1 0 0 1 ${left} ${pageHeight - top} Tm ${encode(text)} Tj ET`,
    );
    return [...placed, ...(isImage ? ['q 595 0 0 842 0 0 cm /Im1 Do Q'] : [])].join('\n');
  });
  const firstPage = 8;
  const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
  const map = characters.map((character) => `<${codes.get(character)}> <${utf16(character)}>`);
  const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> <FFFF> endcodespacerange ${map.map((line) => `1 beginbfchar ${line} endbfchar`).join('\n')} endcmap end end`;
  const resources = '<< /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >> >>';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
    `<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-${isVertical ? 'V' : 'H'} /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>`,
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>',
    stream('', toUnicode),
    stream('/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8', 'x'),
    `<< ${Object.entries(information)
      .map(([key, value]) => `/${key} <FEFF${utf16(value)}>`)
      .join(' ')} >>`,
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 ${pageHeight}] /Resources ${resources} /Contents ${firstPage + 2 * index + 1} 0 R >>`,
      stream('', content),
    ]),
  ];
  let body = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const encryption = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'00'.repeat(32)}> /U <${'11'.repeat(32)}> >> /ID [<00> <00>]`;
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R ${isEncrypted ? encryption : ''} >>`;
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(`${body}${table}trailer\n${trailer}\nstartxref\n${body.length}\n%%EOF`, 'latin1');
}

function stream(dictionary: string, content: string): string {
  return `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

function utf16(text: string): string {
  return Array.from({ length: text.length }, (_, index) => hex(text.charCodeAt(index))).join('');
}

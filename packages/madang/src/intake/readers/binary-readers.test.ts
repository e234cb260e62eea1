import { describe, expect, it } from 'vitest';
import { type BinarySample, binaryReaderCases } from './binary-readers.cases.ts';
import { paragraph, writeHwp } from './hwp/write-hwp.fixture.ts';
import { readers } from './index.ts';
import { escapeXml, writeZip } from './package/write-zip.fixture.ts';

const samples: Readonly<Record<string, BinarySample>> = {
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
};

describe.each(readers.filter(({ isBinary }) => isBinary))('$name', (reader) => {
  const sample = samples[reader.name];
  it('has a sample here', () => expect(sample).toBeDefined());
  if (sample) it.each(binaryReaderCases)('$name', ({ check }) => check(reader, sample));
});

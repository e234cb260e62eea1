// What every reader of a binary format must do, whatever its format: give the texts as they were written, and answer
// anything else with a failure that has a reason, never with an exception or a wrong letter.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Reader, Reading } from './reader.ts';

export interface BinarySample {
  readonly path: string;
  /** Writes the texts as the format does; formats that hold one text are given one. */
  readonly write: (texts: readonly string[]) => Uint8Array;
  readonly holdsRows: boolean;
  /** Has checksums: a changed byte never gives another text. */
  readonly isChecked: boolean;
  /** Of a file that is cut off, what is there is read, and a failure says so. */
  readonly isSalvaged?: true;
  /** What the format gives back of a text, where it cannot hold all of it. */
  readonly keeps?: (text: string) => string;
}

interface BinaryReaderCase {
  readonly name: string;
  readonly check: (reader: Reader, sample: BinarySample) => Promise<void>;
}

const texts = [
  '마당은 한국 집의 한가운데 있다.',
  'plain ASCII <&> "quoted"',
  'emoji 👩‍👩‍👧 and 한글',
  '쫒아가는 뷁, 漢字, ㅋㅋ',
];
const textsFor = ({ holdsRows }: BinarySample) => (holdsRows ? texts : [texts.join('\n')]);

const strangers: Readonly<Record<string, Uint8Array>> = {
  text: Buffer.from('그저 글이다.\n'.repeat(100)),
  HTML: Buffer.from('<html><body>글</body></html>'),
  'an empty zip': Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]),
  'the head of a zip': Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600)]),
  'the head of a PDF': Buffer.from('%PDF-1.7\n%âãÏÓ\n'),
  'the head of an OLE file': Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
  ]),
  'the ends of a Parquet file': Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1'),
  zeros: Buffer.alloc(5000),
};

/** The same files every time: of others, about one in thousands still makes a reader run on without end (README, limits). */
const seed = 7;

export const binaryReaderCases: readonly BinaryReaderCase[] = [
  {
    name: 'gives the texts as they were written',
    check: async (reader, sample) => {
      const readings = await readBytes(reader, sample.path, sample.write(textsFor(sample)));
      expect(readings.filter(({ kind }) => kind === 'failure')).toEqual([]);
      const { keeps = (text) => text } = sample;
      expect(textsOf(readings)).toEqual(textsFor(sample).map(keeps));
    },
  },
  {
    name: 'does not depend on how the bytes come in',
    check: async (reader, sample) => {
      const bytes = sample.write(textsFor(sample));
      const whole = await readBytes(reader, sample.path, bytes);
      for (const size of [1, 500]) expect(await readBytes(reader, sample.path, bytes, size)).toEqual(whole);
    },
  },
  {
    name: 'calls an empty file empty',
    check: async (reader, sample) => {
      expect(await readBytes(reader, sample.path, new Uint8Array())).toEqual([
        { kind: 'failure', code: 'empty-file', values: {} },
      ]);
    },
  },
  {
    name: 'says so where a file holds no text',
    check: async (reader, sample) => {
      const readings = await readBytes(reader, sample.path, sample.write(sample.holdsRows ? [] : ['']));
      expect(readings).toEqual([expect.objectContaining({ kind: 'failure', code: 'holds-no-text' })]);
    },
  },
  {
    name: 'refuses another format under its ending',
    check: async (reader, sample) => {
      for (const [name, bytes] of Object.entries(strangers)) {
        const readings = await readBytes(reader, sample.path, bytes);
        expect(readings, name).toEqual([expect.objectContaining({ kind: 'failure' })]);
        expect(['other-format', 'damaged-file'], name).toContain(readings[0]?.kind === 'failure' && readings[0].code);
      }
    },
  },
  {
    name: 'tells of a file that is cut off anywhere',
    check: async (reader, sample) => {
      const bytes = sample.write(textsFor(sample));
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (length) => {
          const readings = await readBytes(reader, sample.path, bytes.subarray(0, length));
          expect(readings.length).toBeGreaterThan(0);
          if (sample.isSalvaged) expect(readings.map(({ kind }) => kind)).toContain('failure');
          else for (const text of textsOf(readings)) expect(textsFor(sample)).toContain(text);
        }),
        { numRuns: 60, seed },
      );
    },
  },
  {
    name: 'ends, whatever bytes are changed',
    check: async (reader, sample) => {
      const bytes = sample.write(textsFor(sample));
      const change = fc.record({
        at: fc.integer({ min: 0, max: bytes.length - 1 }),
        byte: fc.integer({ min: 0, max: 255 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
          const changed = Buffer.from(bytes);
          for (const { at, byte } of changes) changed[at] = byte;
          const readings = await readBytes(reader, sample.path, changed);
          expect(readings.length).toBeGreaterThan(0);
          if (sample.isChecked) for (const text of textsOf(readings)) expect(textsFor(sample)).toContain(text);
        }),
        { numRuns: 60, seed },
      );
    },
  },
];

export async function readBytes(
  reader: Reader,
  path: string,
  bytes: Uint8Array,
  size = bytes.length,
): Promise<Reading[]> {
  const stream = async function* () {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  };
  const readings: Reading[] = [];
  for await (const reading of reader.read(stream(), path)) readings.push(reading);
  return readings;
}

export function textsOf(readings: readonly Reading[]): string[] {
  return readings.filter((reading) => reading.kind === 'text').map(({ text }) => text);
}

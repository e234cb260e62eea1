// What every reader must do, whatever its format. A new member gives its own way of writing texts and passes these.
import { expect } from 'vitest';
import type { Reader, Reading } from './reader.ts';

export interface ReaderSample {
  readonly path: string;
  /** Writes the texts as the format does; formats that hold one text are given one. */
  readonly write: (texts: readonly string[]) => string;
  readonly holdsRows: boolean;
  /** Names of cases that do not apply, each with the reason. */
  readonly skips?: Readonly<Record<string, string>>;
}

interface ReaderCase {
  readonly name: string;
  readonly check: (reader: Reader, sample: ReaderSample) => Promise<void>;
}

const lines = [
  '마당은 한국 집의 한가운데 있다.',
  'plain ASCII',
  'emoji 👩‍👩‍👧 and 한글',
  'a "quoted" word, a comma; a semicolon',
];

export const readerCases: readonly ReaderCase[] = [
  {
    name: 'gives the texts as they were written',
    check: async (reader, sample) => {
      const texts = sample.holdsRows ? lines : [lines.join('\n')];
      expect(await textsOf(reader, sample, sample.write(texts))).toEqual(texts);
    },
  },
  {
    name: 'does not depend on how the bytes come in',
    check: async (reader, sample) => {
      const texts = sample.holdsRows ? lines : [lines.join('\n')];
      const bytes = Buffer.from(sample.write(texts));
      for (const size of [1, 2, 3, 7]) {
        expect(await readAll(reader, sample, chunks(bytes, size))).toEqual(await readAll(reader, sample, [bytes]));
      }
    },
  },
  {
    name: 'leaves out a byte order mark',
    check: async (reader, sample) => {
      const texts = ['첫 글자 앞에 아무것도 없다.'];
      expect(await textsOf(reader, sample, `\uFEFF${sample.write(texts)}`)).toEqual(texts);
    },
  },
  {
    name: 'tells where bytes are in no encoding and replaces none',
    check: async (reader, sample) => {
      // 가나다 in EUC-KR, after the same text in UTF-8
      const before = Buffer.from(sample.write(['가나다']).trimEnd());
      const bytes = Buffer.concat([before, Buffer.from([0xb0, 0xa1, 0xb3, 0xaa, 0xb4, 0xd9])]);
      const readings = await readAll(reader, sample, [bytes]);
      expect(readings).toContainEqual(
        expect.objectContaining({
          kind: 'failure',
          code: 'unknown-encoding',
          values: { position: before.length, byte: '0xB0' },
        }),
      );
      expect(JSON.stringify(readings)).not.toContain('\uFFFD');
    },
  },
  {
    name: 'reads an empty file without an exception, and rows count up from 1',
    check: async (reader, sample) => {
      const nothing = await readAll(reader, sample, []);
      expect(nothing.filter((reading) => reading.kind === 'failure')).toEqual([]);
      const rows = (await readAll(reader, sample, [Buffer.from(sample.write(sample.holdsRows ? lines : ['하나']))]))
        .filter((reading) => reading.kind === 'text')
        .map(({ row }) => row);
      expect(rows).toEqual(sample.holdsRows ? [1, 2, 3, 4] : [undefined]);
    },
  },
];

export async function readAll(
  reader: Reader,
  sample: Pick<ReaderSample, 'path'>,
  pieces: Iterable<Uint8Array>,
): Promise<Reading[]> {
  const stream = async function* () {
    yield* pieces;
  };
  const readings: Reading[] = [];
  for await (const reading of reader.read(stream(), sample.path)) readings.push(reading);
  return readings;
}

async function textsOf(reader: Reader, sample: ReaderSample, content: string): Promise<string[]> {
  const readings = await readAll(reader, sample, [Buffer.from(content)]);
  return readings.filter((reading) => reading.kind === 'text').map(({ text }) => text);
}

function* chunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

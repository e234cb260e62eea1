import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { readBytes, textsOf } from './binary-readers.cases.ts';
import { parquetReader } from './parquet.ts';

type Options = Parameters<typeof parquetWriteBuffer>[0];
const messy = join(import.meta.dirname, '../../../../../../shared/data/messy/parquet');
const read = (bytes: Uint8Array) => readBytes(parquetReader, 'a.parquet', bytes);
const written = (options: Options) => new Uint8Array(parquetWriteBuffer(options));

describe('parquet', () => {
  it('takes the column with the longest texts, keeps what a row says of itself, passes over nulls', async () => {
    const columnData: Options['columnData'] = [
      { name: 'id', data: [1, 2, 3], type: 'INT32' },
      { name: 'body', data: ['긴 글이 여기에 있다.', null, '또 긴 글이다.'], type: 'STRING' },
      { name: 'license', data: ['CC0', 'CC0', null], type: 'STRING' },
    ];
    expect(await read(written({ columnData, rowGroupSize: 2 }))).toEqual([
      { kind: 'column', column: 'body' },
      { kind: 'text', text: '긴 글이 여기에 있다.', licence: 'CC0', row: 1 },
      { kind: 'text', text: '또 긴 글이다.', row: 3 },
    ]);
  });

  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'] as const)('unpacks %s', async (codec) => {
    const texts = Array.from({ length: 300 }, (_, index) => `글 ${index % 7}`);
    const compressors = {
      GZIP: (input: Uint8Array) => gzipSync(input),
      ZSTD: (input: Uint8Array) => zstdCompressSync(input),
    };
    const bytes = written({ columnData: [{ name: 'text', data: texts, type: 'STRING' }], codec, compressors });
    expect(textsOf(await read(bytes))).toEqual(texts);
  });

  it('tells of bytes that are in no encoding', async () => {
    const data = ['가나다', '라마바'];
    const bytes = Buffer.from(
      written({ columnData: [{ name: 'text', data, type: 'STRING' }], codec: 'UNCOMPRESSED', statistics: false }),
    );
    bytes[bytes.indexOf('가') + 4] = 0xff;
    expect(await read(bytes)).toEqual([
      { kind: 'failure', code: 'not-utf8', values: { position: 3, byte: '0xEB' }, row: 1 },
      { kind: 'text', text: '라마바', row: 2 },
    ]);
  });

  it.skipIf(!existsSync(messy))(
    'reads what pandas and DuckDB wrote (skipped where ../shared/data is absent)',
    async () => {
      const klue = textsOf(await read(readFileSync(join(messy, 'klue-nli-dev-made.parquet'))));
      expect([klue.length, klue[0]]).toEqual([3000, '흡연자분들은 발코니가 있는 방이면 발코니에서 흡연이 가능합니다.']);
      expect(await read(readFileSync(join(messy, 'pandas-simple.parquet')))).toMatchObject([
        { kind: 'column' },
        {},
        {},
        {},
      ]);
    },
  );
});

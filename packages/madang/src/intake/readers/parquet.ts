// Parquet, by hyparquet: the string column `text`, else the one with the longest texts, row by row, one row group in memory.
// A page is unpacked up to a limit, whatever size it declares; bytes that are not UTF-8 are told and never replaced.
import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors, FileMetaData } from 'hyparquet';
import { decodeBytes } from '../encodings/decode-bytes.ts';
import { findInvalidUtf8 } from '../encodings/decode-text.ts';
import { nameFormat } from './name-format.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { Reader, Reading } from './reader.ts';
import { chooseColumn, columnNotice, rowTexts, sampleRows, type TableRow } from './table-texts.ts';

/** Writers make pages of 1 MB and row groups of 128 MB to 1 GB. */
const maximumPageBytes = 256 * 2 ** 20;
const maximumRowGroupBytes = 2 ** 30;
/** Rows made into objects at once. */
const batchRows = 20_000;

export const parquetReader: Reader = {
  name: 'parquet',
  extensions: ['.parquet'],
  signature: /^PAR1/,
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'Parquet', async function* (whole) {
      const found = nameFormat(whole);
      if (found === 'encrypted Parquet') throw new Refusal('encrypted', { format: 'Parquet' });
      if (found !== 'Parquet') throw new Refusal('other-format', { format: 'Parquet', found });
      const { parquetMetadata, parquetReadObjects, snappyUncompress } = await import('hyparquet');
      const file = new Uint8Array(whole).buffer;
      const parsers = { stringFromBytes: decodeOrKeep };
      const metadata = parquetMetadata(file, { parsers });
      const compressors = boundedCompressors(snappyUncompress);
      const readRows = async (columns: string[], rowStart: number, rowEnd: number): Promise<TableRow[]> => {
        const rows = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors, parsers });
        return rows.map((cells, index) => ({ cells, row: rowStart + index + 1 }));
      };

      const names = stringColumns(metadata);
      const rowCount = checkRowGroups(metadata, whole.length);
      const sample = rowCount > 0 && names.length > 0 ? await readRows(names, 0, Math.min(sampleRows, rowCount)) : [];
      const column = chooseColumn(names, sample);
      if (column === undefined) return;
      yield* columnNotice(column);
      for (let start = 0; start < rowCount; start += batchRows) {
        const rows = await readRows(names, start, Math.min(start + batchRows, rowCount));
        yield* invalidRows(rows, column);
        yield* rowTexts(rows, column);
      }
    }),
};

/** The format demands UTF-8. Not replaced: other bytes stay bytes, and are no text. */
function decodeOrKeep(bytes: Uint8Array | undefined): string | Uint8Array | undefined {
  return bytes !== undefined && isUtf8(bytes) ? decodeBytes(bytes, 'utf-8') : bytes;
}

function* invalidRows(rows: readonly TableRow[], column: string): Generator<Reading> {
  for (const { cells, row } of rows) {
    const value = cells[column];
    if (!(value instanceof Uint8Array)) continue;
    const position = findInvalidUtf8(value);
    const byte = `0x${(value[position] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    yield { kind: 'failure', code: 'not-utf8', values: { position, byte }, row };
  }
}

/** Columns of the root that are strings and not lists. */
function stringColumns({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  for (let index = 1, inside = 0; index < schema.length; index += 1) {
    const element = schema[index];
    if (!element) break;
    const isString = element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING';
    if (inside === 0 && isString && element.type === 'BYTE_ARRAY' && element.repetition_type !== 'REPEATED')
      names.push(element.name);
    inside = Math.max(0, inside - 1) + (element.num_children ?? 0);
  }
  return names;
}

function checkRowGroups({ row_groups: groups, num_rows: rows }: FileMetaData, fileBytes: number): number {
  for (const { total_byte_size: sizeBytes } of groups) {
    if (sizeBytes > maximumRowGroupBytes) throw new Refusal('part-too-large', { limitBytes: maximumRowGroupBytes });
  }
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  // run-length coding gives at most 2^31 values for a few bytes: more rows than that are no table
  if (sum !== rows || rows < 0n || rows > BigInt(fileBytes) * 1024n) {
    throw new Refusal('damaged-file', { format: 'Parquet', reason: `${rows} rows` });
  }
  return Number(rows);
}

function boundedCompressors(snappy: (input: Uint8Array, output: Uint8Array) => void): Compressors {
  const bounded =
    (unpack: (input: Uint8Array, maxOutputLength: number) => Uint8Array) =>
    (input: Uint8Array, outputLength: number) => {
      if (outputLength > maximumPageBytes) throw new Refusal('part-too-large', { limitBytes: maximumPageBytes });
      return unpack(input, Math.max(1, outputLength));
    };
  return {
    SNAPPY: bounded((input, length) => {
      const output = new Uint8Array(length);
      snappy(input, output);
      return output;
    }),
    GZIP: bounded((input, maxOutputLength) => gunzipSync(input, { maxOutputLength })),
    ZSTD: bounded((input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength })),
    BROTLI: bounded((input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength })),
  };
}

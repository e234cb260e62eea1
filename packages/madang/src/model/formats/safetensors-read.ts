// A strict reader of one safetensors file (the format's README and the checks of its Rust reader): 8 bytes of header
// length, a JSON header, then the tensors without holes, overlap or tail. Duplicate keys are refused too.
import { z } from 'zod';
import { modelError } from '../errors.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { openTensorFile, type StoredTensor, type TensorFile } from './tensor-file.ts';
import { findDuplicateKey } from './unique-keys.ts';

/** The format's own limit. */
export const maximumHeaderBytes = 100_000_000;

const typeSizeBytes = { F32: 4, F16: 2, BF16: 2 } as const;
export type SafetensorsType = keyof typeof typeSizeBytes;

export type SafetensorsTensor = StoredTensor<SafetensorsType>;
export type SafetensorsFile = TensorFile<Readonly<Record<string, string>>, SafetensorsType>;

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(16),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

export function openSafetensors(path: string): SafetensorsFile {
  return openTensorFile(path, readHeader);
}

function readHeader(path: string, cursor: ByteCursor, sizeBytes: number) {
  const headerBytes = cursor.take(8, 'header length').getBigUint64(0, true);
  if (headerBytes > BigInt(maximumHeaderBytes)) {
    const found = `${headerBytes}`;
    throw modelError('input', 'over-limit', { path, part: 'header length', found, limit: maximumHeaderBytes });
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(path, cursor.take(Number(headerBytes), 'header'));
  const dataStart = cursor.position;

  const tensors = Object.entries(entries)
    .map(([name, entry]) => tensorOf(path, name, entry, dataStart))
    .sort((a, b) => a.offset - b.offset || a.sizeBytes - b.sizeBytes);
  let next = dataStart;
  for (const { name, offset, sizeBytes: tensorBytes } of tensors) {
    if (offset !== next) {
      const found = `${offset - dataStart}`;
      throw modelError('input', 'bad-offset', { path, name, found, expected: next - dataStart });
    }
    next += tensorBytes;
  }
  if (next > sizeBytes) {
    throw modelError('input', 'file-truncated', { path, part: 'tensor data', found: sizeBytes, expected: next });
  }
  if (next < sizeBytes) throw modelError('input', 'trailing-bytes', { path, found: sizeBytes, expected: next });

  const parsedMetadata = metadataSchema.safeParse(metadata);
  if (!parsedMetadata.success) throw brokenHeader(path, z.prettifyError(parsedMetadata.error));
  return { metadata: parsedMetadata.data, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

function parseHeader(path: string, bytes: DataView): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw modelError('input', 'broken-header', { path, problems: (cause as Error).message }, cause);
  }
  const parsed = headerSchema.safeParse(header);
  if (!text.startsWith('{') || !parsed.success) throw brokenHeader(path, 'no JSON object');
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw modelError('input', 'duplicate-name', { path, name: duplicate });
  return parsed.data;
}

function tensorOf(path: string, name: string, entry: unknown, dataStart: number): SafetensorsTensor {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw brokenHeader(path, `${name}: ${z.prettifyError(parsed.error)}`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!(dtype in typeSizeBytes)) {
    const expected = Object.keys(typeSizeBytes).join(', ');
    throw modelError('input', 'tensor-type', { path, name, found: dtype, expected });
  }
  const type = dtype as SafetensorsType;
  const sizeBytes = shape.reduce((product, dimension) => product * dimension, typeSizeBytes[type]);
  if (!Number.isSafeInteger(sizeBytes) || offsets[1] - offsets[0] !== sizeBytes) {
    const found = `${dtype} [${shape.join(', ')}] in ${offsets[1] - offsets[0]} bytes`;
    throw modelError('input', 'bad-shape', { path, name, found, expected: `${sizeBytes} bytes` });
  }
  return { name, type, shape, offset: dataStart + offsets[0], sizeBytes };
}

function brokenHeader(path: string, problems: string) {
  return modelError('input', 'broken-header', { path, problems });
}

// A strict reader of one safetensors file (the format's README and the checks of its Rust reader): 8 bytes of header
// length, a JSON header, then the tensors without holes, overlap or tail. Duplicate keys are refused too.
import { z } from 'zod';
import { modelError } from '../errors.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { openTensorFile, type StoredTensor, type TensorFile } from './tensor-file.ts';
import { findDuplicateKey } from './unique-keys.ts';

/** The format's own limit. */
export const maximumHeaderBytes = 100_000_000;

/** PyTorch has a limit of 64; no model's tensor has more than five. */
const maximumDimensions = 16;

/** Every type of the format, by its bits. Which of them are read as numbers is `blocks/` to say. */
const typeBits = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64 },
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 },
  ...{ F16: 16, BF16: 16, F32: 32, F64: 64, C64: 64 },
} as const;
export type SafetensorsType = keyof typeof typeBits;

export type SafetensorsTensor = StoredTensor<SafetensorsType>;
export type SafetensorsFile = TensorFile<Readonly<Record<string, string>>, SafetensorsType>;

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(maximumDimensions),
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
  if (!Object.hasOwn(typeBits, dtype)) {
    const expected = Object.keys(typeBits).join(', ');
    throw modelError('input', 'tensor-type', { path, name, found: dtype, expected });
  }
  const type = dtype as SafetensorsType;
  const sizeBytes = sizeOf(shape, typeBits[type]);
  if (sizeBytes === undefined || offsets[1] - offsets[0] !== sizeBytes) {
    const found = `${dtype} [${shape.join(', ')}] in ${offsets[1] - offsets[0]} bytes`;
    throw modelError('input', 'bad-shape', { path, name, found, expected: `${sizeBytes ?? '< 2^53'} bytes` });
  }
  return { name, type, shape, offset: dataStart + offsets[0], sizeBytes };
}

/** In whole bytes; undefined where a product on the way leaves the whole numbers that a double holds. */
function sizeOf(shape: readonly number[], bits: number): number | undefined {
  let product = bits;
  for (const dimension of shape) {
    product *= dimension;
    if (!Number.isSafeInteger(product)) return undefined;
  }
  return product % 8 === 0 ? product / 8 : undefined;
}

function brokenHeader(path: string, problems: string) {
  return modelError('input', 'broken-header', { path, problems });
}

// A strict reader of GGUF version 3 (the ggml project's `docs/gguf.md`). The file is not trusted: counts and lengths
// are held against what is left of the file before anything is allocated, names are unique, and tensors follow each
// other without holes or overlap, exactly as llama.cpp demands.
import { modelError } from '../errors.ts';
import { blockTypes } from './blocks/index.ts';
import type { ByteCursor } from './byte-cursor.ts';
import {
  coarseBitsPerWeight,
  defaultAlignment,
  type GgufMetadata,
  type GgufScalarType,
  type GgufTensorType,
  type GgufValue,
  ggufMagic,
  ggufTensorTypes,
  ggufVersion,
  isGgufTensorType,
  maximumAlignment,
  maximumArrayLength,
  maximumDimensions,
  maximumKeyBytes,
  maximumLayers,
  maximumMetadataCount,
  maximumStringBytes,
  maximumTensorCount,
  maximumTensorNameBytes,
  padTo,
  tensorTypeNames,
  valueSizeBytes,
  valueTypes,
} from './gguf-types.ts';
import { openTensorFile, type StoredTensor, type TensorFile } from './tensor-file.ts';

type GgufTensor = StoredTensor<GgufTensorType>;
export type GgufFile = TensorFile<GgufMetadata, GgufTensorType>;

export function openGguf(path: string): GgufFile {
  return openTensorFile(path, readHeader);
}

function readHeader(path: string, cursor: ByteCursor, sizeBytes: number) {
  const magic = cursor.take(4, 'magic').getUint32(0, true);
  if (magic !== ggufMagic) throw modelError('input', 'not-gguf', { path });
  const version = cursor.take(4, 'version').getUint32(0, true);
  if (version !== ggufVersion) {
    throw modelError('input', 'gguf-version', { path, found: version > 65_535 ? 'big-endian' : `${version}` });
  }
  const tensorCount = takeCount(path, cursor, 'tensor_count', maximumTensorCount, 24);
  const metadataCount = takeCount(path, cursor, 'metadata_kv_count', maximumMetadataCount, 13);

  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < metadataCount; index += 1) {
    const key = takeString(path, cursor, `metadata key ${index}`, maximumKeyBytes);
    if (metadata.has(key)) throw modelError('input', 'duplicate-name', { path, name: key });
    metadata.set(key, takeValue(path, cursor, key));
  }
  refuseTooManyLayers(path, metadata);
  const alignment = alignmentOf(path, metadata);
  const infos = Array.from({ length: tensorCount }, (_, index) => takeTensorInfo(path, cursor, index));
  return { metadata, tensors: placeTensors(path, infos, padTo(alignment, cursor.position), alignment, sizeBytes) };
}

/** A 64-bit count or length, at most `limit`, and no more than the rest of the file can hold. */
function takeCount(path: string, cursor: ByteCursor, part: string, limit: number, leastBytesEach: number): number {
  const found = cursor.take(8, part).getBigUint64(0, true);
  if (found > BigInt(limit)) throw modelError('input', 'over-limit', { path, part, found: `${found}`, limit });
  const count = Number(found);
  if (count * leastBytesEach > cursor.remaining) {
    const expected = cursor.position + count * leastBytesEach;
    throw modelError('input', 'file-truncated', { path, part, found: cursor.position + cursor.remaining, expected });
  }
  return count;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function takeString(path: string, cursor: ByteCursor, part: string, limit: number): string {
  const length = takeCount(path, cursor, `length of ${part}`, limit, 1);
  try {
    return utf8.decode(cursor.take(length, part));
  } catch (cause) {
    if (cause instanceof TypeError) throw modelError('input', 'not-utf8', { path, part }, cause);
    throw cause;
  }
}

function takeValue(path: string, cursor: ByteCursor, key: string): GgufValue {
  const type = takeValueType(path, cursor, key);
  if (type !== 'array') return { type, value: takeScalar(path, cursor, key, type) } as GgufValue;
  const of = takeValueType(path, cursor, key);
  if (of === 'array') throw modelError('input', 'unknown-value-type', { path, key, found: 'array of arrays' });
  const length = takeCount(path, cursor, key, maximumArrayLength, valueSizeBytes[of]);
  const value = Array.from({ length }, () => takeScalar(path, cursor, key, of));
  return { type: 'array', of, value } as GgufValue;
}

function takeValueType(path: string, cursor: ByteCursor, key: string): (typeof valueTypes)[number] {
  const number = cursor.take(4, key).getUint32(0, true);
  const type = valueTypes[number];
  if (!type) throw modelError('input', 'unknown-value-type', { path, key, found: `${number}` });
  return type;
}

function takeScalar(path: string, cursor: ByteCursor, key: string, type: GgufScalarType) {
  if (type === 'string') return takeString(path, cursor, key, maximumStringBytes);
  const view = cursor.take(valueSizeBytes[type], key);
  switch (type) {
    case 'uint8':
      return view.getUint8(0);
    case 'int8':
      return view.getInt8(0);
    case 'uint16':
      return view.getUint16(0, true);
    case 'int16':
      return view.getInt16(0, true);
    case 'uint32':
      return view.getUint32(0, true);
    case 'int32':
      return view.getInt32(0, true);
    case 'float32':
      return view.getFloat32(0, true);
    case 'float64':
      return view.getFloat64(0, true);
    case 'uint64':
      return view.getBigUint64(0, true);
    case 'int64':
      return view.getBigInt64(0, true);
    case 'bool': {
      const byte = view.getUint8(0);
      if (byte > 1) throw modelError('input', 'metadata-value', { path, key, found: `${byte}`, expected: '0, 1' });
      return byte === 1;
    }
  }
}

function refuseTooManyLayers(path: string, metadata: GgufMetadata): void {
  for (const [key, { value }] of metadata) {
    if (!key.endsWith('.block_count') || (typeof value !== 'number' && typeof value !== 'bigint')) continue;
    if (value > maximumLayers) {
      throw modelError('input', 'over-limit', { path, part: key, found: `${value}`, limit: maximumLayers });
    }
  }
}

function alignmentOf(path: string, metadata: GgufMetadata): number {
  const entry = metadata.get('general.alignment');
  if (!entry) return defaultAlignment;
  const alignment = entry.type === 'uint32' ? entry.value : 0;
  const isPowerOfTwo = alignment > 0 && (alignment & (alignment - 1)) === 0;
  if (isPowerOfTwo && alignment >= 8 && alignment <= maximumAlignment) return alignment;
  throw modelError('input', 'metadata-value', {
    path,
    key: 'general.alignment',
    found: `${entry.type} ${entry.value}`,
    expected: `uint32, 2^n, 8..${maximumAlignment}`,
  });
}

interface TensorInfo {
  readonly name: string;
  readonly type: GgufTensorType;
  readonly shape: readonly number[];
  readonly relativeOffset: bigint;
  readonly sizeBytes: number;
}

function takeTensorInfo(path: string, cursor: ByteCursor, index: number): TensorInfo {
  const name = takeString(path, cursor, `tensor name ${index}`, maximumTensorNameBytes);
  const dimensions = cursor.take(4, name).getUint32(0, true);
  if (dimensions < 1 || dimensions > maximumDimensions) {
    const found = `${dimensions}`;
    throw modelError('input', 'over-limit', { path, part: `dimensions of ${name}`, found, limit: maximumDimensions });
  }
  const sizes = Array.from({ length: dimensions }, () => cursor.take(8, name).getBigUint64(0, true));
  const type = tensorTypeOf(path, name, cursor.take(4, name).getUint32(0, true));
  const relativeOffset = cursor.take(8, name).getBigUint64(0, true);

  const { blockValues, blockBytes } = blockTypes[type];
  const values = sizes.reduce((product, size) => product * size, 1n);
  const sizeBytes = (values / BigInt(blockValues)) * BigInt(blockBytes);
  if (values < 1n || (sizes[0] ?? 0n) % BigInt(blockValues) !== 0n) {
    const expected = `>= 1, [0] % ${blockValues} = 0`;
    throw modelError('input', 'bad-shape', { path, name, found: `[${sizes.join(', ')}]`, expected });
  }
  if (sizeBytes > BigInt(cursor.position + cursor.remaining)) {
    const found = cursor.position + cursor.remaining;
    throw modelError('input', 'file-truncated', { path, part: name, found, expected: `${sizeBytes}` });
  }
  return { name, type, shape: sizes.map(Number).reverse(), relativeOffset, sizeBytes: Number(sizeBytes) };
}

function tensorTypeOf(path: string, name: string, number: number): GgufTensorType {
  const found = tensorTypeNames[number] ?? `type ${number}`;
  if (isGgufTensorType(found)) return found;
  const expected = ggufTensorTypes.join(', ');
  const bits = coarseBitsPerWeight[found];
  if (bits !== undefined) throw modelError('input', 'too-coarse', { path, name, found, bits, expected });
  throw modelError('input', 'tensor-type', { path, name, found, expected });
}

function placeTensors(
  path: string,
  infos: readonly TensorInfo[],
  dataStart: number,
  alignment: number,
  sizeBytes: number,
): ReadonlyMap<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>();
  let next = 0;
  let end = dataStart;
  for (const { name, type, shape, relativeOffset, sizeBytes: tensorBytes } of infos) {
    if (tensors.has(name)) throw modelError('input', 'duplicate-name', { path, name });
    if (relativeOffset !== BigInt(next)) {
      throw modelError('input', 'bad-offset', { path, name, found: `${relativeOffset}`, expected: next });
    }
    const offset = dataStart + next;
    end = offset + tensorBytes;
    tensors.set(name, { name, type, shape, offset, sizeBytes: tensorBytes });
    next = padTo(alignment, next + tensorBytes);
  }
  if (end > sizeBytes) {
    throw modelError('input', 'file-truncated', { path, part: 'tensor data', found: sizeBytes, expected: end });
  }
  if (sizeBytes > padTo(alignment, end)) {
    throw modelError('input', 'trailing-bytes', { path, found: sizeBytes, expected: padTo(alignment, end) });
  }
  return tensors;
}

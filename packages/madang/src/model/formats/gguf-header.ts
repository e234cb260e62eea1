// The bytes of a GGUF version 3 header: magic, version, counts, metadata, tensor infos.
import { type GgufMetadata, type GgufScalarType, ggufMagic, ggufVersion, valueTypes } from './gguf-types.ts';

export interface PlacedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly typeNumber: number;
  /** From the start of the tensor data. */
  readonly offset: number;
}

export function encodeGgufHeader(metadata: GgufMetadata, tensors: readonly PlacedTensor[]): Buffer {
  const parts: Buffer[] = [uint32(ggufMagic), uint32(ggufVersion), uint64(tensors.length), uint64(metadata.size)];
  for (const [key, entry] of metadata) {
    parts.push(string(key), uint32(valueTypes.indexOf(entry.type)));
    if (entry.type !== 'array') {
      parts.push(scalar(entry.type, entry.value));
      continue;
    }
    const { of } = entry;
    parts.push(uint32(valueTypes.indexOf(of)), uint64(entry.value.length));
    for (const value of entry.value) parts.push(scalar(of, value));
  }
  for (const { name, shape, typeNumber, offset } of tensors) {
    parts.push(string(name), uint32(shape.length), ...shape.toReversed().map(uint64));
    parts.push(uint32(typeNumber), uint64(offset));
  }
  return Buffer.concat(parts);
}

function uint32(value: number): Buffer {
  return scalar('uint32', value);
}

function uint64(value: number): Buffer {
  return scalar('uint64', BigInt(value));
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function scalar(type: GgufScalarType, value: number | bigint | boolean | string): Buffer {
  const bytes = Buffer.alloc(8);
  switch (type) {
    case 'string':
      return string(String(value));
    case 'bool':
      return bytes.subarray(0, bytes.writeUInt8(value ? 1 : 0));
    case 'uint8':
      return bytes.subarray(0, bytes.writeUInt8(Number(value)));
    case 'int8':
      return bytes.subarray(0, bytes.writeInt8(Number(value)));
    case 'uint16':
      return bytes.subarray(0, bytes.writeUInt16LE(Number(value)));
    case 'int16':
      return bytes.subarray(0, bytes.writeInt16LE(Number(value)));
    case 'uint32':
      return bytes.subarray(0, bytes.writeUInt32LE(Number(value)));
    case 'int32':
      return bytes.subarray(0, bytes.writeInt32LE(Number(value)));
    case 'float32':
      return bytes.subarray(0, bytes.writeFloatLE(Number(value)));
    case 'float64':
      return bytes.subarray(0, bytes.writeDoubleLE(Number(value)));
    case 'uint64':
      return bytes.subarray(0, bytes.writeBigUInt64LE(BigInt(value)));
    case 'int64':
      return bytes.subarray(0, bytes.writeBigInt64LE(BigInt(value)));
  }
}

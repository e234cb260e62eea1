// Where the fields and entries of a valid GGUF file lie, found by walking it. It trusts the file: it is for our own.
import { type GgufScalarType, valueSizeBytes, valueTypes } from '../formats/gguf-types.ts';
import type { Field, Layout, Stretch } from './mutate-bytes.fixture.ts';

export function layoutOfGguf(bytes: Buffer): Layout {
  const fields: Field[] = [];
  const stretches: Stretch[] = [];
  let at = 0;
  const take = (size: 1 | 4 | 8): number => {
    fields.push({ at, bytes: size });
    const value =
      size === 8 ? Number(bytes.readBigUInt64LE(at)) : size === 4 ? bytes.readUInt32LE(at) : bytes.readUInt8(at);
    at += size;
    return value;
  };
  const skipString = () => {
    const length = take(8);
    at += length;
  };
  const skipScalar = (type: GgufScalarType) => {
    if (type === 'string') return skipString();
    if (valueSizeBytes[type] === 1) take(1);
    else at += valueSizeBytes[type];
  };
  const skipValue = () => {
    const type = valueTypes[take(4)] ?? 'uint8';
    if (type !== 'array') return skipScalar(type);
    const of = (valueTypes[take(4)] ?? 'uint8') as GgufScalarType;
    const length = take(8);
    for (let index = 0; index < length; index += 1) skipScalar(of);
  };

  take(4);
  take(4);
  const tensorCount = take(8);
  const metadataCount = take(8);
  for (let index = 0; index < metadataCount; index += 1) {
    const start = at;
    skipString();
    skipValue();
    stretches.push({ start, end: at });
  }
  for (let index = 0; index < tensorCount; index += 1) {
    const start = at;
    skipString();
    const dimensions = take(4);
    for (let dimension = 0; dimension < dimensions; dimension += 1) take(8);
    take(4);
    take(8);
    stretches.push({ start, end: at });
  }
  return { fields, stretches };
}

// The vocabulary of GGUF version 3 (the ggml project's `docs/gguf.md`): metadata value types, tensor types with their
// block sizes, and the limits that keep an untrusted file from asking for too much.
import { blockTypes, isStoredType, type StoredType } from './blocks/index.ts';

export type GgufNumberType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';
export type GgufBigType = 'uint64' | 'int64';
export type GgufScalarType = GgufNumberType | GgufBigType | 'bool' | 'string';

export type GgufValue =
  | { readonly type: GgufNumberType; readonly value: number }
  | { readonly type: GgufBigType; readonly value: bigint }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'array'; readonly of: GgufNumberType; readonly value: readonly number[] }
  | { readonly type: 'array'; readonly of: GgufBigType; readonly value: readonly bigint[] }
  | { readonly type: 'array'; readonly of: 'bool'; readonly value: readonly boolean[] }
  | { readonly type: 'array'; readonly of: 'string'; readonly value: readonly string[] };

/** Keys in file order, each with its typed value, so that a file can be written back byte for byte. */
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** Index = number in the file. */
export const valueTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const satisfies readonly (GgufScalarType | 'array')[];

/** Least bytes that one value takes in a file; a string has at least its length field. */
export const valueSizeBytes: Readonly<Record<GgufScalarType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  string: 8,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** ggml.h's `ggml_type` by its number: those we read, and the others so that a refusal can name them. */
export const tensorTypeNames: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
  41: 'Q1_0',
  42: 'Q2_0',
};

/** Types that we could decode but not graft on: codebooks and ternaries, with their bits a weight. */
export const coarseBitsPerWeight: Readonly<Record<string, number>> = {
  IQ1_S: 1.56,
  IQ1_M: 1.75,
  IQ2_XXS: 2.06,
  IQ2_XS: 2.31,
  IQ2_S: 2.56,
  IQ3_XXS: 3.06,
  IQ3_S: 3.44,
  TQ1_0: 1.69,
  TQ2_0: 2.06,
  Q1_0: 1.13,
  Q2_0: 2.13,
};

export type GgufTensorType = Exclude<StoredType, 'F8_E4M3' | 'F8_E5M2'>;

export function isGgufTensorType(name: string): name is GgufTensorType {
  return isStoredType(name) && Object.values(tensorTypeNames).includes(name);
}

/** The types that we read, finest first. */
export const ggufTensorTypes: readonly GgufTensorType[] = Object.keys(blockTypes).filter(isGgufTensorType);

export function numberOfTensorType(type: GgufTensorType): number {
  return Number(Object.keys(tensorTypeNames).find((number) => tensorTypeNames[Number(number)] === type));
}

export const ggufMagic = 0x4655_4747;
export const ggufVersion = 3;
export const defaultAlignment = 32;

/** The format's own limit: keys are at most 2^16 - 1 bytes. */
export const maximumKeyBytes = 65_535;
/** ggml's GGML_MAX_NAME is 64 with its closing zero byte. */
export const maximumTensorNameBytes = 63;
/** Published models have some 30 to 60 entries; a thousand times that is a broken or hostile count. */
export const maximumMetadataCount = 65_536;
/** 512 layers (the largest published have under 200) times 128 tensors a layer. */
export const maximumTensorCount = 65_536;
/** The largest single strings are chat templates of some 20 kB and licences of some 100 kB; 16 MiB leaves room. */
export const maximumStringBytes = 16 * 1024 * 1024;
/** Vocabularies and merge lists have under one million entries; 2^24 leaves room. */
export const maximumArrayLength = 16_777_216;
/** ggml's GGML_MAX_DIMS. */
export const maximumDimensions = 4;
/** llama.cpp's LLAMA_MAX_LAYERS; its arrays of layers end there. */
export const maximumLayers = 512;
/** Pages of 4 kB to 64 kB are the reason to align by more than 32; 1 MiB is above all of them. */
export const maximumAlignment = 1024 * 1024;

export function padTo(alignment: number, offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

// Every way of storing values that Madang reads, by name. A new member is added here and in `blocks.test.ts`.
import { bf16 } from './bf16.ts';
import type { BlockType } from './block-type.ts';
import { f8e4m3 } from './f8-e4m3.ts';
import { f8e5m2 } from './f8-e5m2.ts';
import { f16 } from './f16.ts';
import { f32 } from './f32.ts';
import { iq4nl } from './iq4-nl.ts';
import { iq4xs } from './iq4-xs.ts';
import { mxfp4 } from './mxfp4.ts';
import { q2k } from './q2-k.ts';
import { q3k } from './q3-k.ts';
import { q4v0 } from './q4-0.ts';
import { q4v1 } from './q4-1.ts';
import { q4k } from './q4-k.ts';
import { q5v0 } from './q5-0.ts';
import { q5v1 } from './q5-1.ts';
import { q5k } from './q5-k.ts';
import { q6k } from './q6-k.ts';
import { q8v0 } from './q8-0.ts';

const members = [
  ...[f32, bf16, f16, f8e4m3, f8e5m2],
  ...[q8v0, q6k, q5k, q5v1, q5v0, q4k, q4v1, q4v0, iq4nl, iq4xs, mxfp4, q3k, q2k],
] as const;

type Member = (typeof members)[number];
export type StoredType = Member['name'];
export type WrittenType = Extract<Member, { readonly encode: unknown }>['name'];

export const blockTypes = Object.fromEntries(members.map((member) => [member.name, member])) as Readonly<
  Record<StoredType, BlockType>
>;

export function isStoredType(name: string): name is StoredType {
  return Object.hasOwn(blockTypes, name);
}

export function encodeBlocks(type: WrittenType, values: Float32Array): Uint8Array {
  const { encode } = blockTypes[type];
  if (!encode) throw new RangeError(`${type} is not written`);
  return encode(values);
}

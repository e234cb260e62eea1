// A stream of bytes in UTF-16 or UTF-32 as UTF-8, for readers that take lines as they come.

import { detectUnicode } from './detect-encoding.ts';
import type { Encoding } from './encoding.ts';

export interface Utf8Stream {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The encoding it was in; absent: it is given as it was. */
  readonly encoding?: Encoding;
}

export async function asUtf8(source: AsyncIterable<Uint8Array>): Promise<Utf8Stream> {
  const pieces = source[Symbol.asyncIterator]();
  const first = await pieces.next();
  const start = first.done ? new Uint8Array() : first.value;
  const encoding = detectUnicode(start);
  const bytes = continueFrom(start, pieces);
  if (!encoding || encoding === 'utf-8') return { bytes };
  return { bytes: transcode(bytes, encoding), encoding };
}

export async function* continueFrom(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => rest };
}

async function* transcode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const { getDecoder } = await import('iconv-lite');
  const decoder = getDecoder(encoding);
  for await (const piece of bytes) yield Buffer.from(decoder.write(Buffer.from(piece)));
  yield Buffer.from(decoder.end() ?? '');
}

// Reads one file: chooses the reader by its ending, unpacks gzip, refuses binary data and encodings that look like ASCII, and turns what the system or the
// unpacker says into a failure. It never throws for what is in a file.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ListedFile } from './list-files.ts';
import { endingOf, readerFor } from './readers/index.ts';
import type { FailureCode, FoundFailure, Reading } from './readers/reader.ts';

/** Text holds no NUL byte; binary formats hold one early. */
const sniffedBytes = 8192;

export async function* readFile(file: ListedFile): AsyncGenerator<Reading> {
  if (file.problem) {
    yield failure(file.problem);
    return;
  }
  const reader = readerFor(file.path);
  if (!reader) {
    yield failure('unsupported-format', { extension: endingOf(file.path) });
    return;
  }
  const bytes = openBytes(file);
  try {
    const first = await bytes.next();
    const start = first.done ? new Uint8Array() : first.value;
    if (reader.isBinary) yield* reader.read(continueFrom(start, bytes), file.path);
    else if (isUtf16(start)) yield failure('utf-16');
    else if (start.subarray(0, sniffedBytes).includes(0)) yield failure('binary');
    else if (Buffer.from(start.buffer, start.byteOffset, start.length).includes('\u001b$')) yield failure('iso-2022');
    else yield* reader.read(continueFrom(start, bytes), file.path);
  } catch (error) {
    yield systemFailure(error);
  } finally {
    await bytes.return(undefined);
  }
}

async function* openBytes(file: ListedFile): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file.absolute, { highWaterMark: 1 << 18 });
  if (!file.path.toLowerCase().endsWith('.gz')) {
    yield* stream;
    return;
  }
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    yield* stream.pipe(unpacked);
  } finally {
    stream.destroy();
  }
}

async function* continueFrom(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  yield* rest;
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function systemFailure(error: unknown): FoundFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return failure('no-permission');
  if (code.startsWith('Z_')) return failure('damaged-gzip');
  if (code.startsWith('E')) return failure('unreadable', { reason: code });
  throw error;
}

function failure(code: FailureCode, values: FoundFailure['values'] = {}): FoundFailure {
  return { kind: 'failure', code, values };
}

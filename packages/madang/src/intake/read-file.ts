// Reads one file: unpacks it, layer by layer and member by member, gives each to the reader of its ending, and turns what
// the system or an unpacker says into a failure. It never throws for what is in a file, and a damaged member costs no other.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DamagedContainer } from './containers/container.ts';
import { type Unpacking, unpackingBySignature, unpackingFor } from './containers/index.ts';
import { makeReadBudget, mostLayers, OverBudget, type ReadBudget } from './containers/read-budget.ts';
import { detectUnicode } from './encodings/detect-encoding.ts';
import { continueFrom } from './encodings/unicode-stream.ts';
import type { ListedFile } from './list-files.ts';
import { endingOf, readerBySignature, readerFor } from './readers/index.ts';
import type { FailureCode, FoundFailure, Place, Reader, Reading } from './readers/reader.ts';

/** Text holds no NUL byte; binary formats hold one early. */
const sniffedBytes = 8192;

/** `reader`: which one gave it. */
export type FileReading = Reading & { readonly reader?: string };

interface Piece {
  /** Name by which the reader is chosen. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly layer: number;
  /** Path inside the archives around it. */
  readonly member?: string;
  /** Where it lies on disk as it is. */
  readonly file?: string;
}

export async function* readFile(file: ListedFile): AsyncGenerator<FileReading> {
  if (file.problem) {
    yield failure(file.problem);
    return;
  }
  const found = await stat(file.absolute).catch((error: unknown) => systemFailure(error));
  if ('kind' in found) {
    yield found;
    return;
  }
  const bytes = createReadStream(file.absolute, { highWaterMark: 1 << 18 });
  const piece = { name: file.path, bytes, layer: 0, file: file.absolute };
  try {
    yield* readPiece(piece, makeReadBudget(found.size));
  } finally {
    bytes.destroy();
  }
}

/** Whether it will be opened: by its ending, or by its first bytes where the ending is no one's. */
export async function isReadable({ path, absolute, problem }: ListedFile): Promise<boolean> {
  if (problem) return false;
  if (readerFor(path) || unpackingFor(path)) return true;
  const bytes = createReadStream(absolute, { end: sniffedBytes - 1 });
  const { start } = await peek(bytes).catch(() => ({ start: new Uint8Array() }));
  return readerBySignature(start) !== undefined || unpackingBySignature(path, start) !== undefined;
}

async function* readPiece(piece: Piece, budget: ReadBudget): AsyncGenerator<FileReading> {
  const place = piece.member === undefined ? {} : { place: { member: piece.member } };
  try {
    const reader = readerFor(piece.name);
    const unpacking = reader ? undefined : unpackingFor(piece.name);
    if (unpacking) yield* unpack(piece, unpacking, budget);
    else if (reader) yield* readWith(reader, piece);
    else yield* readUnnamed(piece, budget);
  } catch (error) {
    yield { ...systemFailure(error), ...place };
  }
}

async function* unpack(
  { bytes, layer, member, file }: Piece,
  { container, inner }: Unpacking,
  budget: ReadBudget,
): AsyncGenerator<FileReading> {
  if (layer >= mostLayers) throw new OverBudget('layers');
  for await (const found of container.unpack(bytes, budget, file)) {
    if (found.path === undefined) {
      yield* readPiece({ name: inner, bytes: found.bytes, layer: layer + 1, ...(member ? { member } : {}) }, budget);
      continue;
    }
    const path = member === undefined ? found.path : `${member}!/${found.path}`;
    if (found.problem) yield { ...failure(found.problem, { format: container.name }), place: { member: path } };
    else yield* readPiece({ name: found.path, bytes: found.bytes, layer: layer + 1, member: path }, budget);
  }
}

/** No reader and no container has this ending: the first bytes may tell. */
async function* readUnnamed(piece: Piece, budget: ReadBudget): AsyncGenerator<FileReading> {
  const { start, bytes } = await peek(piece.bytes);
  const reader = readerBySignature(start);
  const unpacking = reader ? undefined : unpackingBySignature(piece.name, start);
  if (reader) yield* readWith(reader, { ...piece, bytes });
  else if (unpacking) yield* unpack({ ...piece, bytes }, unpacking, budget);
  else {
    await bytes.return(undefined);
    yield { ...failure('unsupported-format', { extension: endingOf(piece.name) }), ...placeIn(piece, {}) };
  }
}

async function* readWith(reader: Reader, piece: Piece): AsyncGenerator<FileReading> {
  const { start, bytes } = await peek(piece.bytes);
  if (!reader.isBinary && !detectUnicode(start) && start.subarray(0, sniffedBytes).includes(0)) {
    await bytes.return(undefined);
    yield { ...failure('binary'), ...placeIn(piece, {}), reader: reader.name };
    return;
  }
  for await (const reading of reader.read(bytes, piece.name)) {
    yield { ...reading, ...(reading.kind === 'column' ? {} : placeIn(piece, reading)), reader: reader.name };
  }
}

function placeIn({ member }: Piece, reading: { readonly place?: Place }): { readonly place?: Place } {
  const { place } = reading;
  const inner = place?.member;
  if (member === undefined) return place ? { place } : {};
  return { place: { ...place, member: inner === undefined ? member : `${member}!/${inner}` } };
}

async function peek(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  while (start.length < sniffedBytes) {
    const next = await pieces.next();
    if (next.done) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  return { start, bytes: continueFrom(start, pieces) };
}

function systemFailure(error: unknown): FoundFailure {
  if (error instanceof OverBudget) return failure('unpacks-too-large', { limit: error.limit });
  if (error instanceof DamagedContainer) return failure('damaged-container', { container: error.container });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return failure('no-permission');
  if (code.startsWith('E')) return failure('unreadable', { reason: code });
  throw error;
}

function failure(code: FailureCode, values: FoundFailure['values'] = {}): FoundFailure {
  return { kind: 'failure', code, values };
}

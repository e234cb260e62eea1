// A file that arrives in pieces, in any order: `<name>.incomplete`, and beside it a journal of what has come, so that a
// kill at any moment loses at most what the journal does not name yet. Its lines: `etag <etag>`, then `<start> <end>`
// ranges in bytes, each written after its data; a torn last line is left out. Power loss is the hash's business.
import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { type ByteRange, countBytes, joinRanges } from './byte-ranges.ts';

export interface PartialFile extends AsyncDisposable {
  /** Of the answer that the pieces come from. */
  readonly etag: string | undefined;
  readonly received: readonly ByteRange[];
  readonly receivedBytes: number;
  write(position: number, bytes: Uint8Array): Promise<void>;
  /** Says that a range has been written. */
  note(range: ByteRange): Promise<void>;
  /** Forgets everything: what comes next is another file. */
  restart(etag?: string): Promise<void>;
}

const journalOf = (path: string) => `${path}.ranges`;

export async function openPartialFile(path: string, sizeBytes: number): Promise<PartialFile> {
  let { etag, received } = await readJournal(path, sizeBytes);
  const file = await open(path, received.length > 0 ? 'r+' : 'w+');
  const journal = await open(journalOf(path), 'a');
  let journalled = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    journalled = journalled.then(work);
    return journalled;
  };
  await inOrder(rewriteJournal);

  async function rewriteJournal(): Promise<void> {
    const lines = [
      ...(etag === undefined ? [] : [`etag ${etag}`]),
      ...received.map(({ start, end }) => `${start} ${end}`),
    ];
    await journal.truncate();
    await journal.appendFile(lines.map((line) => `${line}\n`).join(''));
  }

  return {
    get etag() {
      return etag;
    },
    get received() {
      return received;
    },
    get receivedBytes() {
      return countBytes(received);
    },
    write: (position, bytes) => writeAt(file, position, bytes),
    note: async ({ start, end }) => {
      if (end <= start) return;
      received = [...received, { start, end }];
      await inOrder(() => journal.appendFile(`${start} ${end}\n`));
    },
    restart: async (newEtag) => {
      etag = newEtag;
      received = [];
      await inOrder(rewriteJournal);
    },
    [Symbol.asyncDispose]: async () => {
      await journalled;
      await journal.close();
      await file.close();
    },
  };
}

export async function removePartialFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(journalOf(path), { force: true });
}

async function readJournal(path: string, sizeBytes: number) {
  const text = await readFile(journalOf(path), 'utf8').catch(() => '');
  const lines = existsSync(path) ? text.split('\n').slice(0, -1) : [];
  const etag = /^etag (.+)$/.exec(lines[0] ?? '')?.[1];
  const received = lines.flatMap((line): ByteRange[] => {
    const [, start, end] = /^(\d+) (\d+)$/.exec(line) ?? [];
    const range = { start: Number(start), end: Number(end) };
    return range.start < range.end && range.end <= sizeBytes ? [range] : [];
  });
  return { etag, received: joinRanges(received) as readonly ByteRange[] };
}

async function writeAt(file: FileHandle, position: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

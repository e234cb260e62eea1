// The records of a WARC file (ISO 28500, 1.0 and 1.1) or an ARC file (Internet Archive, versions 1 and 2), one after
// another. After a record that is cut or has a wrong length, the next header line is looked for.
import { readStream, type StreamReader } from './read-stream.ts';

export interface WebRecord {
  /** From 1, over all records. */
  readonly record: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  /** WARC's type; `response` in ARC. */
  readonly type: string;
  readonly contentType: string;
  readonly link?: string;
  readonly date?: string;
  readonly content: Uint8Array;
  readonly problem?: 'cut' | 'too-large';
}

/** Pages of text are far smaller; larger records are pictures and films. */
export const mostRecordBytes = 32 * 2 ** 20;

const warcStart = /^WARC\/\d\.\d\s*$/;
/** URL (which may hold spaces), address, date, type, and the length as the last field. */
const arcStart = /^(\S.*?) (\S+) (\d{14}) (\S+) (?:.* )?(\d+)$/;

export async function* readRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<WebRecord> {
  const stream = readStream(bytes);
  let record = 0;
  for (;;) {
    const byteStart = stream.position();
    const line = await stream.line();
    if (line === undefined) return;
    const header = warcStart.test(line) ? await readWarcHeader(stream) : parseArcHeader(line);
    if (!header) continue;
    record += 1;
    const { bytes: content, taken } = await stream.take(header.length, mostRecordBytes);
    const problem = taken < header.length ? 'cut' : taken > mostRecordBytes ? 'too-large' : undefined;
    const { length: _, ...about } = header;
    yield { record, byteStart, byteEnd: stream.position(), ...about, content, ...(problem ? { problem } : {}) };
  }
}

type Header = Pick<WebRecord, 'type' | 'contentType' | 'link' | 'date'> & { readonly length: number };

async function readWarcHeader(stream: StreamReader): Promise<Header | undefined> {
  const fields = new Map<string, string>();
  for (let line = await stream.line(); line; line = await stream.line()) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const length = Number(fields.get('content-length'));
  if (!Number.isSafeInteger(length) || length < 0) return undefined;
  const link = fields.get('warc-target-uri')?.replace(/^<|>$/g, '');
  const date = fields.get('warc-date');
  return {
    type: fields.get('warc-type') ?? '',
    contentType: fields.get('content-type') ?? '',
    length,
    ...(link ? { link } : {}),
    ...(date ? { date } : {}),
  };
}

function parseArcHeader(line: string): Header | undefined {
  const [, link, , digits, contentType, length] = arcStart.exec(line) ?? [];
  if (!link || !digits || !contentType || link.startsWith('filedesc:')) return undefined;
  const date = digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  return { type: 'response', contentType: 'application/http', link, date, length: Number(length) };
}

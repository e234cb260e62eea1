// JSON lines: one object a line, its text under `text`. Row numbers are line numbers. Each line is decoded by itself, so that
// lines of several encodings do no harm; a file in UTF-16 or UTF-32 becomes UTF-8 on the way.
import { decodeText } from '../encodings/decode-text.ts';
import { asUtf8 } from '../encodings/unicode-stream.ts';
import { metadataOf } from './metadata.ts';
import type { Reader, Reading } from './reader.ts';
import { type Line, maximumLineBytes, splitLines } from './split-lines.ts';

export const jsonlReader: Reader = {
  name: 'jsonl',
  extensions: ['.jsonl', '.ndjson'],
  async *read(bytes) {
    const utf8 = await asUtf8(bytes);
    for await (const line of splitLines(utf8.bytes)) {
      const reading = readLine(line);
      const encoding = reading?.kind === 'text' && utf8.encoding ? { encoding: utf8.encoding } : {};
      if (reading) yield { ...reading, ...encoding, row: line.row };
    }
  },
};

/** Absent: a blank line. */
function readLine({ bytes, startsAt }: Line): Reading | undefined {
  if (!bytes) return { kind: 'failure', code: 'line-too-long', values: { limitBytes: maximumLineBytes } };
  const decoded = decodeText(bytes, { startsAt });
  if (decoded.failure) return decoded.failure;
  if (decoded.text.trim() === '') return undefined;
  const record = parseObject(decoded.text);
  if (!record) return { kind: 'failure', code: 'not-json', values: {} };
  if (typeof record.text !== 'string') {
    return { kind: 'failure', code: 'no-text', values: { keys: Object.keys(record).slice(0, 20).join(', ') } };
  }
  const place = { byteStart: startsAt, byteEnd: startsAt + bytes.length };
  return { kind: 'text', text: record.text, encoding: decoded.encoding, place, ...metadataOf(record) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

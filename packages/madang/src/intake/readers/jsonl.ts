// JSON lines: one object a line, its text under `text`. Row numbers are line numbers.
import { decodeUtf8 } from './decode-utf8.ts';
import { metadataOf } from './metadata.ts';
import type { Reader, Reading } from './reader.ts';
import { type Line, maximumLineBytes, splitLines } from './split-lines.ts';

export const jsonlReader: Reader = {
  name: 'jsonl',
  extensions: ['.jsonl', '.ndjson'],
  async *read(bytes) {
    for await (const line of splitLines(bytes)) {
      const reading = readLine(line);
      if (reading) yield { ...reading, row: line.row };
    }
  },
};

/** Absent: a blank line. */
function readLine({ bytes, startsAt }: Line): Reading | undefined {
  if (!bytes) return { kind: 'failure', code: 'line-too-long', values: { limitBytes: maximumLineBytes } };
  const decoded = decodeUtf8(bytes, startsAt);
  if ('failure' in decoded) return decoded.failure;
  if (decoded.text.trim() === '') return undefined;
  const record = parseObject(decoded.text);
  if (!record) return { kind: 'failure', code: 'not-json', values: {} };
  if (typeof record.text !== 'string') {
    return { kind: 'failure', code: 'no-text', values: { keys: Object.keys(record).slice(0, 20).join(', ') } };
  }
  return { kind: 'text', text: record.text, ...metadataOf(record) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

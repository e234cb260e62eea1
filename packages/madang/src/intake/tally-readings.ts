// Counts what reading gave: texts by reader and encoding, failures and remarks by code. The record keeps the counts, so
// that one sees at a glance how a source was read.

import type { ReadingCounts, TextWarning } from './contract.ts';
import type { FileReading } from './read-file.ts';

export function tallyReadings() {
  const tables = { readers: new Map(), encodings: new Map(), failures: new Map(), warnings: new Map() } as const;
  const add = (table: Map<string, number>, key: string) => table.set(key, (table.get(key) ?? 0) + 1);

  const count = (reading: FileReading): void => {
    if (reading.kind === 'failure') add(tables.failures, reading.code);
    if (reading.kind !== 'text') return;
    add(tables.readers, reading.reader ?? 'none');
    add(tables.encodings, reading.encoding ?? 'set by the format');
  };
  const warn = ({ code }: TextWarning) => add(tables.warnings, code);
  const counts = (): ReadingCounts => ({
    readers: sorted(tables.readers),
    encodings: sorted(tables.encodings),
    failures: sorted(tables.failures),
    warnings: sorted(tables.warnings),
  });
  return { count, warn, counts };
}

/** Most first; equal ones by name. */
function sorted(table: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...table].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)));
}

/** `euc-kr 12, utf-8 3` */
export function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

// Which bytes of a file have come and which are missing. A range is [start, end).
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** In order, without overlaps; what touches becomes one. */
export function joinRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.filter((range) => range.end > range.start).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** What `received` leaves of a file, in pieces of at most `pieceBytes`. */
export function missingRanges(received: readonly ByteRange[], sizeBytes: number, pieceBytes: number): ByteRange[] {
  const missing: ByteRange[] = [];
  let at = 0;
  for (const { start, end } of [...joinRanges(received), { start: sizeBytes, end: sizeBytes }]) {
    for (; at < start; at = Math.min(start, at + pieceBytes)) {
      missing.push({ start: at, end: Math.min(start, at + pieceBytes) });
    }
    at = Math.max(at, end);
  }
  return missing;
}

export function countBytes(ranges: readonly ByteRange[]): number {
  return joinRanges(ranges).reduce((sum, { start, end }) => sum + end - start, 0);
}

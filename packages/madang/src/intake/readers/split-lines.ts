// Cuts a stream of bytes into lines at LF, without holding more than one line. A line over the limit is passed over
// and given as too long, so that one broken line costs no memory.

/** A row is one document; JSON escapes at most sextuple a text, and a longer row is a file of another kind. */
export const maximumLineBytes = 64 * 2 ** 20;

export interface Line {
  /** From 1. */
  readonly row: number;
  /** Position in the file. */
  readonly startsAt: number;
  /** Absent: too long. */
  readonly bytes?: Uint8Array;
}

const lineFeed = 0x0a;

export async function* splitLines(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes = maximumLineBytes,
): AsyncGenerator<Line> {
  let row = 1;
  let startsAt = 0;
  let pieces: Uint8Array[] = [];
  let lengthBytes = 0;

  const add = (piece: Uint8Array): void => {
    lengthBytes += piece.length;
    if (lengthBytes <= limitBytes) pieces.push(piece);
    else pieces = [];
  };
  const close = (): Line => {
    const line = lengthBytes <= limitBytes ? { row, startsAt, bytes: Buffer.concat(pieces) } : { row, startsAt };
    row += 1;
    startsAt += lengthBytes + 1;
    pieces = [];
    lengthBytes = 0;
    return line;
  };

  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      add(chunk.subarray(from, at));
      yield close();
      from = at + 1;
    }
    add(chunk.subarray(from));
  }
  if (lengthBytes > 0) yield close();
}

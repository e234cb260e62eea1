// Reads lines and stretches of known length from a stream of bytes, with the position kept.

/** A header line; longer ones are no header. */
const mostLineBytes = 64 * 1024;
const lineFeed = 0x0a;

export interface StreamReader {
  /** Where the next byte lies in the stream. */
  position(): number;
  /** Without its line end; absent at the end of the stream. A line that is too long comes in pieces. */
  line(): Promise<string | undefined>;
  /** Fewer bytes where the stream ends; nothing is kept of more than `mostKept`. */
  take(length: number, mostKept: number): Promise<{ bytes: Uint8Array; taken: number }>;
}

export function readStream(source: AsyncIterable<Uint8Array>): StreamReader {
  const pieces = source[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  let position = 0;
  let isDone = false;

  const more = async (): Promise<boolean> => {
    if (isDone) return false;
    const next = await pieces.next();
    isDone = next.done === true;
    if (!next.done) held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
    return !isDone;
  };
  const consume = (length: number): Buffer => {
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    position += taken.length;
    return taken;
  };

  return {
    position: () => position,
    async line() {
      let end = held.indexOf(lineFeed);
      while (end === -1 && held.length < mostLineBytes && (await more())) end = held.indexOf(lineFeed);
      if (held.length === 0) return undefined;
      const bytes = consume(end === -1 ? Math.min(held.length, mostLineBytes) : end + 1);
      return bytes.toString('utf8').replace(/\r?\n$/, '');
    },
    async take(length, mostKept) {
      const kept: Uint8Array[] = [];
      let taken = 0;
      while (taken < length && (held.length > 0 || (await more()))) {
        const bytes = consume(length - taken);
        taken += bytes.length;
        if (taken <= mostKept) kept.push(bytes);
      }
      return { bytes: taken <= mostKept ? Buffer.concat(kept) : new Uint8Array(), taken };
    },
  };
}

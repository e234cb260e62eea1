// What every reader of a binary format does first and last: takes the whole file up to a limit, turns a refusal, or
// whatever a library throws at damaged bytes, into a failure, and says so where a file holds no text at all.
import type { FailureCode, FoundFailure, Reading } from './reader.ts';

/** A scanned book of 1,000 pages is about 200 MB; the file, its unpacked parts and the text are in memory together. */
const maximumFileBytes = 256 * 2 ** 20;

/** Thrown inside a reader, never out of it. */
export class Refusal extends Error {
  readonly failure: FoundFailure;

  constructor(code: FailureCode, values: FoundFailure['values'] = {}) {
    super(code);
    this.failure = { kind: 'failure', code, values };
  }
}

export async function* readBinary(
  bytes: AsyncIterable<Uint8Array>,
  format: string,
  parse: (whole: Uint8Array) => AsyncIterable<Reading>,
): AsyncGenerator<Reading> {
  let said = false;
  const whole = await collect(bytes);
  try {
    if (whole instanceof Refusal) throw whole;
    for await (const reading of parse(whole)) {
      if (reading.kind === 'text' && reading.text.trim() === '' && reading.row === undefined) continue;
      if (reading.kind !== 'column') said = true;
      yield reading;
    }
    if (!said) throw new Refusal('holds-no-text', { format });
  } catch (error) {
    if (error instanceof Refusal) yield error.failure;
    else yield new Refusal('damaged-file', { format, reason: oneLine(error) }).failure;
  }
}

/** What the system or the file's own gzip says is thrown on: `read-file.ts` knows it. */
async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array | Refusal> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > maximumFileBytes) return new Refusal('too-large', { limitBytes: maximumFileBytes });
    chunks.push(chunk);
  }
  if (sizeBytes === 0) return new Refusal('empty-file');
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').slice(0, 200);
}

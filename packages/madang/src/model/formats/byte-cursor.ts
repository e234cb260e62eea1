// Reads a file's front piece by piece, never past its end: the header of an untrusted file has no trusted length.
import { readSync } from 'node:fs';
import { modelError } from '../errors.ts';

const windowBytes = 1024 * 1024;

export interface ByteCursor {
  readonly position: number;
  readonly remaining: number;
  /** A view on the next `count` bytes, valid until the next call. `part` names them in errors. */
  take(count: number, part: string): DataView;
}

export function openByteCursor(path: string, file: number, sizeBytes: number): ByteCursor {
  let window = new Uint8Array(0);
  let windowStart = 0;
  let position = 0;

  function take(count: number, part: string): DataView {
    if (count > sizeBytes - position) {
      throw modelError('input', 'file-truncated', { path, part, found: sizeBytes, expected: position + count });
    }
    if (position + count > windowStart + window.length) {
      window = readBytes(path, file, position, Math.min(Math.max(count, windowBytes), sizeBytes - position));
      windowStart = position;
    }
    const view = new DataView(window.buffer, window.byteOffset + position - windowStart, count);
    position += count;
    return view;
  }

  return {
    get position() {
      return position;
    },
    get remaining() {
      return sizeBytes - position;
    },
    take,
  };
}

/** Exactly `count` bytes at `start`, in a fresh buffer that starts at offset 0. */
export function readBytes(path: string, file: number, start: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  readInto(path, file, start, bytes);
  return bytes;
}

/** Fills `bytes` from `start`. */
export function readInto(path: string, file: number, start: number, bytes: Uint8Array): void {
  const count = bytes.length;
  let done = 0;
  while (done < count) {
    // one read call takes at most 2^31 - 1 bytes
    const read = readSync(file, bytes, done, Math.min(count - done, 1 << 30), start + done);
    if (read === 0) {
      const found = start + done;
      throw modelError('input', 'file-truncated', { path, part: 'tensor data', found, expected: start + count });
    }
    done += read;
  }
}

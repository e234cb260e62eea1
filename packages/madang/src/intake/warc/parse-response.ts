// An HTTP response as crawlers stored it: status, type, charset, and the body with chunks joined and compression undone
// (RFC 9112, 9110). Crawlers often undo these and leave the header, so that each is tried and else left.
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { mostRecordBytes } from './read-records.ts';

export interface Response {
  readonly status: number;
  readonly contentType: string;
  readonly charset?: string;
  readonly body: Uint8Array;
}

const headEnd = /\r?\n\r?\n/;

/** Absent: it is no HTTP response. */
export function parseResponse(content: Uint8Array): Response | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, 65_536));
  const end = headEnd.exec(text);
  const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(text)?.[1]);
  if (!end || !status) return undefined;
  const fields = new Map(
    text
      .slice(0, end.index)
      .split(/\r?\n/)
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const joined = joinChunks(bytes.subarray(end.index + end[0].length), fields.get('transfer-encoding'));
  const type = fields.get('content-type') ?? '';
  const charset = /charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1];
  return {
    status,
    contentType: type.split(';')[0]?.trim().toLowerCase() ?? '',
    ...(charset ? { charset } : {}),
    body: decompress(joined, fields.get('content-encoding')),
  };
}

/** As it is where it does not begin with a chunk's length; up to the first broken chunk else. */
function joinChunks(body: Buffer, encoding: string | undefined): Buffer {
  if (!encoding?.toLowerCase().includes('chunked')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\n', at);
    const size = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(body.toString('latin1', at, lineEnd).trim())?.[1];
    if (lineEnd === -1 || size === undefined) return at === 0 ? body : Buffer.concat(chunks);
    const length = parseInt(size, 16);
    if (length === 0) break;
    chunks.push(body.subarray(lineEnd + 1, lineEnd + 1 + length));
    at = lineEnd + 1 + length;
    while (body[at] === 0x0d || body[at] === 0x0a) at += 1;
  }
  return Buffer.concat(chunks);
}

function decompress(body: Buffer, encoding: string | undefined): Uint8Array {
  const options = { maxOutputLength: mostRecordBytes };
  try {
    switch (encoding?.toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, options);
      case 'deflate':
        return inflateSync(body, options);
      case 'br':
        return brotliDecompressSync(body, options);
      case 'zstd':
        return zstdDecompressSync(body, options);
      default:
        return body;
    }
  } catch {
    return body;
  }
}

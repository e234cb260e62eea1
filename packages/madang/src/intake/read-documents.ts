// Documents on disk: JSON lines, packed with gzip where the name ends in `.gz`. The same documents give the same bytes
// under the same zlib: gzip's time is zero and its "operating system" byte says unknown (RFC 1952).
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Document, documentSchema } from './contract.ts';
import { splitLines } from './readers/split-lines.ts';

const operatingSystemByte = 9;
const unknownOperatingSystem = 255;

export async function readDocuments(path: string): Promise<Document[]> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  const documents: Document[] = [];
  for await (const line of splitLines(bytes)) {
    documents.push(documentSchema.parse(JSON.parse(Buffer.from(line.bytes ?? []).toString('utf8'))));
  }
  return documents;
}

export async function writeDocuments(path: string, documents: Iterable<Document>): Promise<void> {
  const lines = Readable.from(linesOf(documents));
  const target = createWriteStream(path);
  if (!path.endsWith('.gz')) {
    await pipeline(lines, target);
    return;
  }
  await pipeline(lines, createGzip({ level: 6 }), target);
  await using file = await open(path, 'r+');
  await file.write(Uint8Array.of(unknownOperatingSystem), 0, 1, operatingSystemByte);
}

/** Key order is the schema's, whatever order a document was built in. */
function* linesOf(documents: Iterable<Document>): Generator<string> {
  for (const document of documents) yield `${JSON.stringify(documentSchema.parse(document))}\n`;
}

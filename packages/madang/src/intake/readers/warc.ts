// WARC and ARC: each web page that was fetched with success, and each text of a conversion (WET) or resource record, is
// one text at its record. Requests, revisits, metadata and other kinds of content are passed over.
import { decodeText } from '../encodings/decode-text.ts';
import { parseResponse } from '../warc/parse-response.ts';
import { readRecords, type WebRecord } from '../warc/read-records.ts';
import { readPage } from './html.ts';
import type { FoundFailure, FoundText, Reader, Reading } from './reader.ts';

const kept = ['response', 'resource', 'conversion'];
/** Logs and settings that crawlers store as resources. */
const crawlersOwn = /^(?:metadata:|urn:|dns:|warcinfo:)/i;

export const warcReader: Reader = {
  name: 'warc',
  extensions: ['.warc', '.arc', '.wet'],
  signature: /^(?:WARC\/\d\.\d\s|filedesc:\/\/)/,
  isBinary: true,
  async *read(bytes) {
    for await (const record of readRecords(bytes)) {
      const isPage = kept.includes(record.type) && !crawlersOwn.test(record.link ?? '');
      const reading = isPage ? readRecord(record) : undefined;
      const { record: number, byteStart, byteEnd } = record;
      if (reading) yield { ...reading, place: { record: number, byteStart, byteEnd } };
    }
  },
};

/** Absent: nothing in it is a text. */
function readRecord({
  content,
  contentType,
  link,
  date,
  problem,
}: WebRecord): (Reading & (FoundText | FoundFailure)) | undefined {
  if (problem === 'too-large') return undefined;
  const isHttp = contentType.startsWith('application/http');
  const response = isHttp ? parseResponse(content) : { status: 200, contentType, body: content };
  if (response && response.status !== 200) return undefined;
  const reading =
    response && readBody(response.body, response.contentType, 'charset' in response ? response.charset : undefined);
  if (response && !reading) return undefined;
  if (!reading || problem) return { kind: 'failure', code: 'broken-record', values: { link: link ?? '' } };
  return reading.kind === 'text' ? { ...(date ? { date } : {}), ...reading, ...(link ? { link } : {}) } : reading;
}

function readBody(
  body: Uint8Array,
  contentType: string,
  charset: string | undefined,
): FoundText | FoundFailure | undefined {
  if (/^(?:text\/html|application\/xhtml\+xml)/.test(contentType)) return readPage(body, charset);
  if (!/^text\/plain/.test(contentType)) return undefined;
  const decoded = decodeText(body, { declared: charset });
  return decoded.failure ?? { kind: 'text', text: decoded.text, encoding: decoded.encoding };
}

// A file of a hub in parallel ranges, into a partial file that says which bytes it has. A range that breaks off goes on
// where it stopped. Where the file changes half-way (another ETag) the download begins anew; a server that ignores ranges,
// or changes it again, is read in one stream. What came is hashed by the caller, whatever the server said of it.
import { MadangError } from '../../kernel/errors.ts';
import { modelError } from '../errors.ts';
import { askHub, type Hub, reasonOf, refusalOf } from './ask-hub.ts';
import { type ByteRange, missingRanges } from './byte-ranges.ts';
import type { PartialFile } from './partial-file.ts';

/** A connection that gives nothing for so long is dead. */
const stallTimeoutMs = 30_000;
/** Some seconds of a home line: little is lost by a break, and few requests are made. */
const pieceBytes = 16 * 2 ** 20;
/** Lines to far servers are bound by delay: several streams fill them, and no server minds four. */
const parallelRanges = 4;
/** What a kill may lose of each stream. */
const journalBytes = 2 ** 20;
/** In a row, without one byte. */
const mostFailures = 3;
const waitMs = 500;

export interface RangeDownload {
  readonly hub: Hub;
  readonly url: string;
  /** For messages. */
  readonly what: string;
  readonly sizeBytes: number;
  readonly file: PartialFile;
  readonly progress: (bytes: number) => void;
}

type Outcome = { readonly kind: 'complete' | 'ranges-ignored' } | { readonly kind: 'changed'; readonly etag: string };

export async function downloadRanges(download: RangeDownload): Promise<void> {
  const { file, progress } = download;
  progress(file.receivedBytes);
  for (let changes = 0; changes < 2; changes += 1) {
    const outcome = await fetchMissing(download);
    if (outcome.kind === 'complete') return;
    progress(-file.receivedBytes);
    await file.restart(outcome.kind === 'changed' ? outcome.etag : undefined);
    if (outcome.kind === 'ranges-ignored') break;
  }
  await fetchWhole(download);
}

async function fetchMissing(download: RangeDownload): Promise<Outcome> {
  const { file, sizeBytes } = download;
  const pieces = missingRanges(file.received, sizeBytes, pieceBytes);
  const stop = new AbortController();
  let ending: Outcome = { kind: 'complete' };
  const work = async (): Promise<void> => {
    for (let piece = pieces.shift(); piece && !stop.signal.aborted; piece = pieces.shift()) {
      const outcome = await fetchPiece(download, piece, stop.signal);
      if (outcome.kind === 'complete') continue;
      if (!stop.signal.aborted) ending = outcome;
      stop.abort();
    }
  };
  const streams = Array.from({ length: parallelRanges }, () =>
    work().catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(streams)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return ending;
}

async function fetchPiece(download: RangeDownload, { start, end }: ByteRange, stop: AbortSignal): Promise<Outcome> {
  const { hub, url } = download;
  let at = start;
  for (let failures = 0; at < end && !stop.aborted; ) {
    let reason = 'the answer ended early';
    const before = at;
    try {
      const outcome = await readRange(download, { start: at, end }, stop, (reached) => {
        at = reached;
      });
      if (outcome.kind !== 'complete') return outcome;
    } catch (cause) {
      hub.signal.throwIfAborted();
      if (cause instanceof MadangError || isOfDisk(cause)) throw cause;
      reason = reasonOf(cause);
    }
    if (at >= end || stop.aborted) break;
    failures = at > before ? 0 : failures + 1;
    if (failures === mostFailures) throw broken(url, `${reason}, at byte ${at} of ${download.sizeBytes}`);
    await hub.wait(waitMs * 2 ** failures, hub.signal);
  }
  return { kind: 'complete' };
}

async function readRange(
  download: RangeDownload,
  range: ByteRange,
  stop: AbortSignal,
  reached: (position: number) => void,
): Promise<Outcome> {
  const { file, sizeBytes, url } = download;
  const isWhole = range.start === 0 && range.end === sizeBytes;
  const headers = isWhole ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
  const answer = await ask(download, headers, stop);
  const { status, headers: told } = answer.response;
  const etag = (told.get('etag') ?? 'none').replace(/^W\//, '');
  if (!isWhole && status === 200) return leave(answer, { kind: 'ranges-ignored' });
  if (file.etag === undefined) await file.restart(etag);
  else if (file.etag !== etag) return leave(answer, { kind: 'changed', etag });
  if (status === 206) {
    const contentRange = told.get('content-range') ?? 'missing';
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(contentRange) ?? [];
    if (Number(start) !== range.start || (total !== '*' && Number(total) !== sizeBytes)) {
      await leave(answer, { kind: 'complete' });
      throw broken(url, `its content-range is ${contentRange}, but the file has ${sizeBytes} bytes`);
    }
  }
  await keep(download, answer, range, reached);
  return { kind: 'complete' };
}

async function leave({ response, stall }: Answer, outcome: Outcome): Promise<Outcome> {
  clearTimeout(stall);
  await response.body?.cancel();
  return outcome;
}

/** For servers without ranges: a break begins anew. */
async function fetchWhole(download: RangeDownload): Promise<void> {
  const { file, hub, sizeBytes, progress, url } = download;
  const never = new AbortController().signal;
  let reason = '';
  for (let failures = 0; failures < mostFailures; failures += 1) {
    try {
      await keep(download, await ask(download, {}, never), { start: 0, end: sizeBytes }, () => {});
      if (file.receivedBytes === sizeBytes) return;
      reason = `${file.receivedBytes} of ${sizeBytes} bytes came`;
    } catch (cause) {
      hub.signal.throwIfAborted();
      if (cause instanceof MadangError || isOfDisk(cause)) throw cause;
      reason = reasonOf(cause);
    }
    progress(-file.receivedBytes);
    await file.restart();
    await hub.wait(waitMs * 2 ** failures, hub.signal);
  }
  throw broken(url, reason);
}

interface Answer {
  readonly response: Response;
  /** Aborts the answer when nothing comes; restarted with every chunk. */
  readonly stall: NodeJS.Timeout;
}

async function ask(
  { hub, url, what }: RangeDownload,
  headers: Readonly<Record<string, string>>,
  stop: AbortSignal,
): Promise<Answer> {
  const stalled = new AbortController();
  const signal = AbortSignal.any([stop, stalled.signal]);
  // a compressed answer has other bytes than the file
  const asked = { ...headers, 'accept-encoding': 'identity' };
  const response = await askHub(hub, { url, headers: asked, timeoutMs: stallTimeoutMs, signal });
  const isPage = /^text\/html/.test(response.headers.get('content-type') ?? '');
  if (response.ok && !isPage) {
    const stall = setTimeout(
      () => stalled.abort(new Error(`nothing came for ${stallTimeoutMs / 1000} s`)),
      stallTimeoutMs,
    );
    return { response, stall };
  }
  await response.body?.cancel();
  if (!response.ok) throw refusalOf(hub, response, what);
  throw broken(url, 'a web page came in its place, as sign-in pages of networks and proxies do');
}

/** Writes what comes, no byte beyond the range, and notes it; what came before a break counts. */
async function keep(
  { file, progress, url }: RangeDownload,
  { response, stall }: Answer,
  { start, end }: ByteRange,
  reached: (position: number) => void,
): Promise<void> {
  let at = start;
  let noted = start;
  try {
    for await (const chunk of response.body ?? []) {
      stall.refresh();
      if (at + chunk.length > end) throw broken(url, `more came than the ${end - start} bytes that were asked for`);
      await file.write(at, chunk);
      at += chunk.length;
      reached(at);
      progress(chunk.length);
      if (at - noted < journalBytes) continue;
      await file.note({ start: noted, end: at });
      noted = at;
    }
  } finally {
    clearTimeout(stall);
    await file.note({ start: noted, end: at });
  }
}

/** A full or broken disk does not mend by asking again. */
function isOfDisk(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'write' && !('address' in cause);
}

function broken(url: string, reason: string) {
  return modelError('unavailable', 'download-broken', { url, reason });
}

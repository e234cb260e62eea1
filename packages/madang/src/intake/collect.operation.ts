// Reads the sources of a graft into documents: each file by its reader, each text normalised, cut into passages, and
// given its source, licence, path and row. What cannot be read is kept as a failure with its reason.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { noticesOf, progressOf } from '../kernel/events.ts';
import { compareUtf8, hashFile, hashText } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import { cleanText, type Remark } from './clean-text.ts';
import {
  type Document,
  type DocumentsFacts,
  documentsFactsSchema,
  type ReadFailure,
  type Source,
  type TextWarning,
} from './contract.ts';
import { type ListedFile, listFiles } from './list-files.ts';
import { readKinds } from './list-kinds.ts';
import { makeDocuments } from './make-documents.ts';
import { en } from './messages.en.ts';
import { writeDocuments } from './read-documents.ts';
import { isReadable, readFile } from './read-file.ts';
import type { FoundFailure, FoundText } from './readers/reader.ts';
import { listCounts, tallyReadings } from './tally-readings.ts';
import { warnOfDamage } from './warn-of-damage.ts';
import { warnUnread } from './warn-unread.ts';

const intakeError = errorsOf('intake', en.errors);
const notice = noticesOf('intake', en.notices);

/** Raised when the same texts give other documents or facts. */
const revision = 3;

export interface CollectInput {
  readonly graftFolder: string;
  /** Where graft.yaml lies; the sources' paths are relative to it. */
  readonly textsFolder: string;
  readonly sources: readonly Source[];
}

export async function collect(input: CollectInput, effects: Effects): Promise<Artifact> {
  const listed = await listSources(input);
  const store = await effects.store(input.graftFolder);
  const spec = {
    kind: 'documents',
    operation: 'intake',
    revision,
    inputs: { texts: { address: input.sources.map(({ path }) => path).join(', '), hash: await hashTexts(listed) } },
    settings: { sources: input.sources },
  };
  const artifact = await store.produce(spec, async (folder) => {
    const { documents, failures, warnings, facts } = await readSources(input.sources, listed, effects);
    await writeDocuments(join(folder, 'documents.jsonl.gz'), documents);
    await writeFile(join(folder, 'failures.jsonl'), linesOf(failures));
    await writeFile(join(folder, 'warnings.jsonl'), linesOf(warnings));
    const sum = (count: (source: DocumentsFacts['sources'][number]) => number) =>
      facts.sources.reduce((total, source) => total + count(source), 0);
    const counts = {
      documents: documents.length,
      files: sum((source) => source.files),
      bytes: sum((source) => source.bytes),
      failures: failures.length,
      warnings: warnings.length,
    };
    return { counts, facts };
  });
  const { documents = 0, files = 0, bytes = 0, failures = 0 } = artifact.record.counts;
  effects.emit(notice('collected', { documents, files, bytes, failures }));
  const { sources, readings } = documentsFactsSchema.parse(artifact.record.facts);
  if (readings) {
    const { readers, encodings } = readings;
    effects.emit(notice('read-by', { readers: listCounts(readers), encodings: listCounts(encodings) }));
    if (failures > 0) effects.emit(notice('unread-by-reason', { reasons: listCounts(readings.failures) }));
    await warnOfDamage(artifact.folder, readings, effects);
  }
  for (const { path, licence } of sources) {
    if (licence === 'unknown') effects.emit(notice('licence-unknown', { path }));
  }
  return artifact;
}

/** What the records of a source say, joined as an SPDX expression; unknown where one of them is. */
function licenceOf(documents: readonly Document[], source: Source): string {
  const found = [...new Set(documents.map(({ licence }) => licence))].sort(compareUtf8);
  if (found.includes('unknown')) return 'unknown';
  return found.join(' AND ') || source.licence;
}

async function listSources({ textsFolder, sources, graftFolder }: CollectInput): Promise<ListedFile[][]> {
  const listed: ListedFile[][] = [];
  for (const { path } of sources) {
    const files = await listFiles(textsFolder, path, graftFolder);
    if (!files) throw intakeError('missing', 'missing-source', { path });
    if (files.length === 0) throw intakeError('input', 'empty-folder', { path, ...readKinds });
    listed.push(files);
  }
  return listed;
}

/** Names and contents of what will be read; of a file that no reader takes the name alone counts. */
async function hashTexts(listed: readonly (readonly ListedFile[])[]): Promise<string> {
  const lines: string[] = [];
  for (const [source, files] of listed.entries()) {
    for (const file of files) {
      const isRead = await isReadable(file);
      const hash = isRead ? await hashFile(file.absolute).catch(() => 'unreadable') : (file.problem ?? 'unsupported');
      lines.push(`${source} ${hash}  ${file.path}\n`);
    }
  }
  return hashText(lines.join(''));
}

interface SourcesRead {
  readonly documents: Document[];
  readonly failures: ReadFailure[];
  readonly warnings: TextWarning[];
  readonly facts: DocumentsFacts;
}

async function readSources(
  sources: readonly Source[],
  listed: readonly (readonly ListedFile[])[],
  effects: Effects,
): Promise<SourcesRead> {
  const documents: Document[] = [];
  const failures: ReadFailure[] = [];
  const warnings: TextWarning[] = [];
  const tally = tallyReadings();
  const facts: DocumentsFacts['sources'] = [];
  const unread = warnUnread(effects);
  const fileCount = listed.flat().length;
  const advance = progressOf(effects, 'intake', 'files', fileCount);
  for (const [index, source] of sources.entries()) {
    const files = listed[index] ?? [];
    const before = { documents: documents.length, failures: failures.length };
    for (const file of files) {
      effects.signal.throwIfAborted();
      const failed: ReadFailure[] = [];
      const documentsBefore = documents.length;
      for await (const reading of readFile(file)) {
        tally.count(reading);
        if (reading.kind === 'text') {
          const { text, remarks } = cleanText(reading.text);
          documents.push(...makeDocuments({ ...reading, text }, source, index, file.path));
          for (const remark of remarks) {
            const warning = describeRemark(remark, reading, file.path);
            warnings.push(warning);
            tally.warn(warning);
          }
        } else if (reading.kind === 'failure') failed.push(describeFailure(reading, file.path));
        else effects.emit(notice('column-chosen', { path: file.path, column: reading.column }));
      }
      unread.say(failed, documents.length > documentsBefore);
      failures.push(...failed);
      advance(1);
    }
    const added = documents.slice(before.documents);
    facts.push({
      ...source,
      licence: licenceOf(added, source),
      files: files.length,
      documents: added.length,
      bytes: added.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      failures: failures.length - before.failures,
    });
  }
  unread.close();
  if (documents.length === 0) {
    const reason = failures[0]?.reason ?? 'the files hold no text';
    throw intakeError('input', 'nothing-readable', { files: fileCount, reason, ...readKinds });
  }
  return { documents, failures, warnings, facts: { sources: facts, readings: tally.counts() } };
}

function describeRemark({ code, values }: Remark, { row, place }: FoundText, path: string): TextWarning {
  const say = en.remarks[code] as (values: Remark['values']) => string;
  return { path, ...(row === undefined ? {} : { row }), ...(place ? { place } : {}), code, reason: say(values) };
}

function describeFailure({ code, values, row, place }: FoundFailure, path: string): ReadFailure {
  const say = en.failures[code] as (values: FoundFailure['values']) => string;
  return { path, ...(row === undefined ? {} : { row }), ...(place ? { place } : {}), code, reason: say(values) };
}

function linesOf(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

// PDF (ISO 32000): the text of all pages in reading order, as paragraphs, without what repeats at the edges of the pages.
// Pages that are images, and vertical text, whose order may be wrong, are told with their number; so are pages that time
// did not suffice for. Nothing is silently empty.
import { findLicence } from '../find-licence.ts';
import { nameFormat } from './name-format.ts';
import { dropFurniture, type PageOfLines } from './pdf/drop-furniture.ts';
import { joinLines } from './pdf/join-lines.ts';
import { type OpenedPdf, openPdf, type Run } from './pdf/open-pdf.ts';
import { orderLines } from './pdf/order-lines.ts';
import { type Line, pageLines } from './pdf/page-lines.ts';
import { Refusal, readBinary } from './read-binary.ts';
import type { FoundFailure, FoundText, Reader } from './reader.ts';

/** 70 pages a second are usual. A page that never yields can only be ended from outside, by whoever runs the reader. */
const maximumMs = 120_000;
const maximumPageMs = 20_000;
const maximumPages = 20_000;
const mostDamagedPages = 50;
/** The mark of the end may be followed by a little. */
const endBytes = 2048;

interface ReadPage extends PageOfLines {
  readonly isImage: boolean;
  /** Vertical text by columns from the right, then turned text. */
  readonly aside: readonly string[];
  readonly isVertical: boolean;
}

export const pdfReader: Reader = {
  name: 'pdf',
  extensions: ['.pdf'],
  signature: /^%PDF-/,
  isBinary: true,
  read: (bytes) =>
    readBinary(bytes, 'PDF', async function* (whole) {
      const found = nameFormat(whole);
      if (found !== 'PDF' && !Buffer.from(whole.subarray(0, 1024)).includes('%PDF-')) {
        throw new Refusal('other-format', { format: 'PDF', found });
      }
      await using pdf = await openPdf(whole);
      const { pages, failures } = await readPages(pdf);
      const regions = dropFurniture(pages).map(({ lines, aside }) => ({ regions: orderLines(lines), aside }));
      const text = [joinLines(regions.flatMap((page) => page.regions)), ...regions.flatMap((page) => page.aside)];
      yield { kind: 'text', text: text.filter((part) => part !== '').join('\n'), ...metadataOf(pdf) };
      yield* failures;
      if (!Buffer.from(whole.subarray(-endBytes)).includes('%%EOF')) {
        yield failure('damaged-file', { format: 'PDF', reason: 'the end is missing; what is there was read' });
      }
      const count = (test: (page: ReadPage) => boolean) => pages.filter(test).length;
      const [images, vertical] = [count(({ isImage }) => isImage), count(({ isVertical }) => isVertical)];
      if (images > 0) yield failure('image-pages', { images, pages: pdf.pageCount });
      if (vertical > 0) yield failure('vertical-pages', { vertical, pages: pdf.pageCount });
    }),
};

async function readPages(pdf: OpenedPdf): Promise<{ pages: ReadPage[]; failures: FoundFailure[] }> {
  const pages: ReadPage[] = [];
  const failures: FoundFailure[] = [];
  const startedAt = performance.now();
  for (let number = 1; number <= pdf.pageCount; number += 1) {
    const isOver = performance.now() - startedAt > maximumMs || failures.length >= mostDamagedPages;
    if (number > maximumPages || isOver) {
      failures.push({ ...failure('pages-unread', { page: number, pages: pdf.pageCount }), place: { page: number } });
      break;
    }
    try {
      const { height, runs, showsImage } = await withLimit(pdf.readPage(number));
      pages.push({ number, height, isImage: showsImage, ...readingOf(runs) });
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).slice(0, 200);
      failures.push({
        ...failure('damaged-page', { page: number, pages: pdf.pageCount, reason }),
        place: { page: number },
      });
    }
  }
  return { pages, failures };
}

function readingOf(runs: readonly Run[]): { lines: Line[]; aside: string[]; isVertical: boolean } {
  const inDirection = (direction: Run['direction']) => runs.filter((run) => run.direction === direction);
  const columns = Map.groupBy(inDirection('down'), ({ left, size }) => Math.round(left / size));
  const down = [...columns].sort(([a], [b]) => b - a).map(([, column]) => textOf(column.sort((a, b) => a.y - b.y)));
  const lines = pageLines(inDirection('across'));
  return { lines, aside: [down.join(''), textOf(inDirection('turned'))], isVertical: down.length > 0 };
}

function textOf(runs: readonly Run[]): string {
  return runs
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** Where pdf.js waits for something that never comes. */
async function withLimit<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${maximumPageMs / 1000} seconds were not enough`)), maximumPageMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

function metadataOf({ information, metadata }: OpenedPdf): Partial<FoundText> {
  const said = (name: string) => (typeof information[name] === 'string' ? information[name].trim() : '');
  const [, year, month = '01', day = '01'] = /^D:(\d{4})(\d{2})?(\d{2})?/.exec(said('CreationDate')) ?? [];
  const licence = findLicence(metadata) ?? findLicence(said('Keywords')) ?? findLicence(said('Subject'));
  return {
    ...(said('Title') ? { title: said('Title') } : {}),
    ...(said('Author') ? { author: said('Author') } : {}),
    ...(year ? { date: `${year}-${month}-${day}` } : {}),
    ...(said('Language') ? { language: said('Language') } : {}),
    ...(licence ? { licence } : {}),
  };
}

function failure(code: FoundFailure['code'], values: FoundFailure['values']): FoundFailure {
  return { kind: 'failure', code, values };
}

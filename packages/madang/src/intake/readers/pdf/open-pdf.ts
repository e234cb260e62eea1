// The only file that knows pdf.js: opens a PDF, gives the placed runs of text of a page, and whether a page shows an image.
// No script of the file is run, nothing is fetched, fonts are not loaded; character maps of Korean, Chinese and Japanese
// fonts that are not embedded come from the package.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { Refusal } from '../read-binary.ts';

/** An A3 page scanned at 500 dots an inch; a larger image is not decoded, and its page counts as empty. */
const maximumImagePixels = 50_000_000;

/** A piece of text in points, from the page's upper left corner. */
export interface Run {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Baseline. */
  readonly y: number;
  readonly size: number;
  readonly direction: 'across' | 'down' | 'turned';
}

export interface PdfPage {
  readonly height: number;
  readonly runs: readonly Run[];
  readonly showsImage: boolean;
}

export interface OpenedPdf extends AsyncDisposable {
  readonly pageCount: number;
  readonly information: Readonly<Record<string, unknown>>;
  /** XMP, as it stands in the file. */
  readonly metadata: string;
  readonly readPage: (number: number) => Promise<PdfPage>;
}

export async function openPdf(bytes: Uint8Array): Promise<OpenedPdf> {
  const { getDocument, OPS, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const loading = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: join(folder, 'cmaps/'),
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
    cMapPacked: true,
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: maximumImagePixels,
    verbosity: VerbosityLevel.ERRORS,
  });
  const images = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);
  const document = await loading.promise.catch(async (error: unknown) => {
    await loading.destroy();
    if (error instanceof Error && error.name === 'PasswordException') throw new Refusal('encrypted', { format: 'PDF' });
    throw error;
  });
  const { info, metadata } = await readMetadata(document);
  return {
    pageCount: document.numPages,
    information: info,
    metadata,
    readPage: async (number) => {
      const page = await document.getPage(number);
      const runs = await readRuns(page);
      const showsImage =
        runs.length === 0 && (await page.getOperatorList()).fnArray.some((operator) => images.has(operator));
      const { height } = page.getViewport({ scale: 1 });
      page.cleanup();
      return { height, runs, showsImage };
    },
    [Symbol.asyncDispose]: () => loading.destroy(),
  };
}

async function readMetadata(document: PDFDocumentProxy): Promise<{ info: Record<string, unknown>; metadata: string }> {
  const { info, metadata } = await document.getMetadata();
  return { info: { ...info }, metadata: metadata ? String(metadata.getRaw()) : '' };
}

async function readRuns(page: PDFPageProxy): Promise<Run[]> {
  const toPage = page.getViewport({ scale: 1 }).transform;
  const { items, styles } = await page.getTextContent();
  const runs: Run[] = [];
  for (const item of items) {
    if (!('str' in item) || item.str === '') continue;
    const [a, b, c, d, left, y] = multiply(toPage, item.transform);
    const size = Math.hypot(c, d);
    const isAcross = a > 0 && Math.abs(b) < 0.1 * a;
    const isDown = styles[item.fontName]?.vertical === true;
    const direction = isDown ? 'down' : isAcross ? 'across' : 'turned';
    runs.push({ text: item.str, left, right: left + (isDown ? size : item.width), y, size, direction });
  }
  return runs.some(({ text }) => text.trim() !== '') ? runs : [];
}

type Matrix = readonly [number, number, number, number, number, number];

function multiply(first: readonly number[], second: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = first;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = second;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

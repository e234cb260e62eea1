// Records what rhwp (`@rhwp/core` 0.8.6, MIT; 10 MB of WebAssembly, so no dependency) reads in HWP and HWPX files: each
// paragraph that it lays out on a page, in the order of its document model, from text boxes, tables, notes, headers and footers too. `npm i --no-save @rhwp/core@0.8.6` somewhere, then
//   node record-hwp-texts.ts <node_modules/@rhwp/core> ../../../shared/data/messy > hwp-texts.json
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Run {
  readonly text: string;
  readonly y: number;
  readonly secIdx?: number;
  readonly paraIdx?: number;
  readonly parentParaIdx?: number;
  readonly cellPath?: readonly Readonly<Record<'controlIndex' | 'cellIndex' | 'cellParaIndex', number>>[];
  readonly charStart?: number;
}

const [packageFolder = '', messyFolder = ''] = process.argv.slice(2);
const { initSync, HwpDocument } = await import(pathToFileURL(resolve(packageFolder, 'rhwp.js')).href);
initSync({ module: readFileSync(join(packageFolder, 'rhwp_bg.wasm')) });
Object.assign(globalThis, { measureTextWidth: (_font: string, text: string) => text.length * 10 });

const recorded: Record<string, string[]> = {};
for (const path of globSync('{hwp,hwpx}/**/*.{hwp,hwpx}', { cwd: messyFolder }).sort()) {
  const document = new HwpDocument(new Uint8Array(readFileSync(join(messyFolder, path))));
  const paragraphs = new Map<string, string>();
  const seen = new Set<string>();
  for (let page = 0; page < document.pageCount(); page += 1) {
    const { runs } = JSON.parse(document.getPageTextLayout(page)) as { runs: readonly Run[] };
    for (const { text, secIdx, paraIdx, parentParaIdx, cellPath, charStart } of runs) {
      if (secIdx === undefined || charStart === undefined) continue;
      const cells = (cellPath ?? []).flatMap((it) => [it.controlIndex, it.cellIndex, it.cellParaIndex]);
      const key = [secIdx, parentParaIdx ?? paraIdx ?? 0, ...cells]
        .map((index) => String(index).padStart(5, '0'))
        .join(' ');
      // the head of a table is laid out again on each page
      if (seen.has(`${key} ${charStart}`)) continue;
      seen.add(`${key} ${charStart}`);
      paragraphs.set(key, (paragraphs.get(key) ?? '') + text);
    }
  }
  const inOrder = [...paragraphs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  recorded[path] = inOrder.filter((text) => text.trim() !== '');
}
process.stdout.write(`${JSON.stringify(recorded, null, 1)}\n`);

// How well is the main text of HTML pages found? Token F1 (multisets of words, as trafilatura's own evaluation counts
// them) of Madang and of trafilatura on the pages of ../shared/data/messy/html that have a reference text in
// ../shared/data, in one run; also each one's processor time, which means something on a quiet machine alone.
//   node bench/main-text.ts [--python <python with trafilatura 2.3.1>]
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPage } from '../packages/madang/src/intake/readers/html.ts';

const cache = process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? '', '.cache');
const { values } = parseArgs({
  options: { python: { type: 'string', default: join(cache, 'madang-peers/venv/bin/python') } },
});
const data = join(import.meta.dirname, '../../shared/data');

/** Folder of pages: the corpus that holds their texts, and the id of a page there. */
const sets = [
  { pages: 'debian-faq', corpus: 'ko-debian-docs', idOf: (name: string) => `debian-faq-${name.replace('.ko', '')}` },
  { pages: 'euc-kr', corpus: 'ko-debian-docs', idOf: (name: string) => `debian-faq-${name.replace('.ko', '')}` },
  { pages: 'libreoffice', corpus: 'ko-libreoffice-help', idOf: (name: string) => `lo-ko-swriter/guide/${name}` },
  { pages: 'gimp', corpus: 'ko-gimp-help', idOf: (name: string) => `gimp-${name}` },
] as const;

const pages = sets.flatMap(({ pages: folder, corpus, idOf }) => {
  const truths = textsById(join(data, corpus, 'corpus.jsonl'));
  return globSync(join(data, 'messy/html', folder, '*.html')).flatMap((path) => {
    const truth = truths.get(idOf(basename(path, '.html')));
    return truth === undefined ? [] : [{ path, folder, truth }];
  });
});

const peer: { version: string; seconds: number; texts: Record<string, string> } = JSON.parse(
  execFileSync(values.python, [join(import.meta.dirname, 'peers/trafilatura-main-text.py')], {
    input: pages.map(({ path }) => path).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  }),
);

const bytes = new Map(pages.map(({ path }) => [path, readFileSync(path)]));
for (const page of bytes.values()) readPage(page);
const startedMicroseconds = process.cpuUsage();
const ours = new Map([...bytes].map(([path, page]) => [path, readPage(page)]));
const { user, system } = process.cpuUsage(startedMicroseconds);
const seconds = (user + system) / 1e6;

console.log(`load ${loadavg()[0]?.toFixed(1)}; trafilatura ${peer.version}`);
console.log('pages | n | Madang P / R / F1 | trafilatura P / R / F1');
for (const { pages: folder } of sets) {
  const own = pages.filter((page) => page.folder === folder);
  const scores = own.map(({ path, truth }) => {
    const found = ours.get(path);
    return [score(found?.kind === 'text' ? found.text : '', truth), score(peer.texts[path] ?? '', truth)] as const;
  });
  const shown = [0, 1].map((side) => mean(scores.map((pair) => pair[side] ?? [0, 0, 0])));
  console.log([folder, own.length, ...shown.map((three) => three.map((x) => x.toFixed(3)).join(' / '))].join(' | '));
}
const megabytes = [...bytes.values()].reduce((sum, page) => sum + page.length, 0) / 1e6;
console.log(
  `processor time: Madang ${(megabytes / seconds).toFixed(1)} MB/s, trafilatura ${(megabytes / peer.seconds).toFixed(1)} MB/s`,
);

function score(found: string, truth: string): readonly [precision: number, recall: number, f1: number] {
  const [foundWords, trueWords] = [wordsOf(found), wordsOf(truth)];
  const left = new Map<string, number>();
  for (const word of trueWords) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of foundWords) {
    const count = left.get(word) ?? 0;
    if (count > 0) common += 1;
    left.set(word, count - 1);
  }
  const precision = common / Math.max(foundWords.length, 1);
  const recall = common / Math.max(trueWords.length, 1);
  return [precision, recall, (2 * precision * recall) / Math.max(precision + recall, 1e-9)];
}

function mean(scores: readonly (readonly number[])[]): number[] {
  return [0, 1, 2].map((at) => scores.reduce((sum, three) => sum + (three[at] ?? 0), 0) / Math.max(scores.length, 1));
}

function wordsOf(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
}

function textsById(path: string): Map<string, string> {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => JSON.parse(line)).map(({ id, text }) => [id, text]));
}

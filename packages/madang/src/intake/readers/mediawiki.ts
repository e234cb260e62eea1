// MediaWiki XML dumps (export-0.3 to 0.11): the newest revision of each article is one text at its page. Redirects, talk
// pages, templates and all other namespaces are passed over; dumps without <ns> are told by the title's prefix.
import { SaxesParser as Parser, type SaxesParser } from 'saxes';
import { asUtf8 } from '../encodings/unicode-stream.ts';
import { writeWikitext } from '../wikitext/write-wikitext.ts';
import type { FoundText, Reader, Reading } from './reader.ts';

/** MediaWiki refuses pages over 2 MiB. */
const mostPageCharacters = 8 * 2 ** 20;
const redirect = /^\s*#(?:redirect|넘겨주기|đổi|birzuzendu|elekeza)/i;
const gathered = ['title', 'ns', 'timestamp', 'text', 'base', 'model', 'namespace', 'username'];

export const mediawikiReader: Reader = {
  name: 'mediawiki',
  extensions: ['.xml'],
  signature: /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<mediawiki[\s>]/,
  async *read(bytes) {
    const found: Reading[] = [];
    const state = startDump(found);
    const decoder = new TextDecoder('utf-8');
    for await (const piece of (await asUtf8(bytes)).bytes) {
      const text = decoder.decode(piece, { stream: true });
      if (!state.isBroken()) state.parser.write(text);
      yield* found.splice(0);
      if (state.isBroken()) return;
    }
    if (!state.isBroken()) state.parser.close();
    yield* found.splice(0);
  },
};

function startDump(found: Reading[]): { parser: SaxesParser; isBroken: () => boolean } {
  const parser = new Parser();
  const dump = { language: '', base: '', prefixes: new Set<string>(), record: 0, isBroken: false, isDump: false };
  let page: Record<string, string> = {};
  let pieces: string[] = [];
  let key = '';
  parser.on('error', (error) => {
    if (!dump.isBroken) found.push({ kind: 'failure', code: 'broken-xml', values: { reason: error.message } });
    dump.isBroken = true;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (!dump.isDump && name !== 'mediawiki') {
      found.push({ kind: 'failure', code: 'other-xml', values: { root: name } });
      dump.isBroken = true;
    }
    dump.isDump = true;
    if (name === 'mediawiki') dump.language = attributes['xml:lang'] ?? '';
    if (name === 'page') page = {};
    if (name === 'redirect') page.redirect = attributes.title ?? '';
    key = gathered.includes(name) ? name : '';
    pieces = [];
    if (name === 'namespace') page.key = attributes.key ?? '';
  });
  parser.on('text', (text) => {
    if (key !== '') pieces.push(text);
  });
  parser.on('closetag', ({ name }) => {
    if (dump.isBroken) return;
    const value = pieces.join('');
    if (name === 'namespace' && page.key !== '0' && value !== '') dump.prefixes.add(value);
    else if (name === 'base') dump.base = value;
    else if (name === key && gathered.includes(name)) page[name] = value;
    if (name === 'page') {
      dump.record += 1;
      const reading = readPage(page, dump);
      if (reading) found.push(reading);
    }
    key = '';
    pieces = [];
  });
  return { parser, isBroken: () => dump.isBroken };
}

interface Dump {
  readonly language: string;
  readonly base: string;
  readonly prefixes: ReadonlySet<string>;
  readonly record: number;
}

function readPage(
  page: Readonly<Record<string, string>>,
  { language, base, prefixes, record }: Dump,
): Reading | undefined {
  const { title = '', text = '', ns, timestamp, model = 'wikitext' } = page;
  const prefix = /^([^:]+):/.exec(title)?.[1];
  const isArticle = ns === undefined ? !(prefix && prefixes.has(prefix)) : ns.trim() === '0';
  if (title === '' || !isArticle || model !== 'wikitext' || page.redirect !== undefined || redirect.test(text))
    return undefined;
  const place = { record };
  if (text.length > mostPageCharacters) {
    return { kind: 'failure', code: 'too-large', values: { limitBytes: mostPageCharacters }, place };
  }
  const link = /^https?:\/\/[^/]+\/wiki\//.exec(base)?.[0];
  const about: Partial<FoundText> = {
    title,
    ...(language ? { language } : {}),
    ...(timestamp ? { date: timestamp } : {}),
    ...(link ? { link: link + encodeURI(title.replaceAll(' ', '_')) } : {}),
  };
  return { kind: 'text', text: writeWikitext(text), encoding: 'utf-8', place, ...about };
}

// What a page says of itself: title, author, date, language, address and licence. Licences are read from rel=license,
// Creative Commons marks, meta tags (Dublin Core, RDFa), and the marks of KOGL 공공누리 (types 1-4, by picture, link or
// words). JSON-LD is read for date and author. Only what is written; nothing is guessed.
import type { Document, Element } from 'domhandler';
import { findKogl, findLicence } from '../find-licence.ts';
import type { FoundText } from '../readers/reader.ts';
import { elementsIn, textIn } from './parse-page.ts';

export type PageFacts = Pick<FoundText, 'title' | 'author' | 'date' | 'language' | 'link' | 'licence'>;

export function findFacts(tree: Document): PageFacts {
  const elements = [...elementsIn(tree.children)];
  const metas = new Map<string, string>();
  for (const { name, attribs } of elements) {
    const key = attribs.property ?? attribs.name ?? attribs.itemprop;
    const content = attribs.content?.trim();
    if (name === 'meta' && key && content && !metas.has(key.toLowerCase())) metas.set(key.toLowerCase(), content);
  }
  const meta = (...keys: string[]) => keys.map((key) => metas.get(key)).find((value) => value !== undefined);
  const jsonLd = elements.flatMap(linkedDataIn);
  const fromJson = (key: string) => jsonLd.map((record) => nameOf(record[key])).find((value) => value !== undefined);
  const titleElement = elements.find(({ name }) => name === 'title');
  const found: Record<keyof PageFacts, string | undefined> = {
    title: meta('og:title', 'dc.title') ?? (titleElement && textIn(titleElement)) ?? fromJson('headline'),
    author: meta('author', 'article:author', 'dc.creator', 'citation_author') ?? fromJson('author'),
    date: dateIn(
      meta('article:published_time', 'date', 'dc.date', 'dcterms.date', 'datepublished', 'pubdate', 'citation_date') ??
        fromJson('datePublished') ??
        elements.find(({ name, attribs }) => name === 'time' && attribs.datetime)?.attribs.datetime,
    ),
    language: elements.find(({ name }) => name === 'html')?.attribs.lang ?? rootLanguage(elements),
    link:
      elements.find(({ name, attribs }) => name === 'link' && attribs.rel === 'canonical')?.attribs.href ??
      meta('og:url'),
    licence: licenceIn(elements, meta('dcterms.license', 'dc.rights', 'dcterms.rights', 'copyright', 'license')),
  };
  const said = Object.entries(found).flatMap(([key, value]) => {
    const folded = value?.replace(/\s+/g, ' ').trim();
    return folded ? [[key, folded]] : [];
  });
  return Object.fromEntries(said);
}

function rootLanguage(elements: readonly Element[]): string | undefined {
  return elements.find(({ name }) => name === 'html')?.attribs['xml:lang'];
}

/** The day where the value begins with one. */
function dateIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : (/\d{4}-\d{2}-\d{2}(?:T[\d:.+Z-]+)?/.exec(value)?.[0] ?? value);
}

function licenceIn(elements: readonly Element[], stated: string | undefined): string | undefined {
  const marks = elements.filter(({ name }) => name === 'a' || name === 'link' || name === 'img');
  const declared = marks.find(({ attribs }) => /(?:^|\s)license(?:$|\s)/i.test(attribs.rel ?? ''))?.attribs.href;
  if (declared) return findLicence(declared) ?? declared;
  for (const { attribs } of marks) {
    const named = findLicence(`${attribs.href ?? ''} ${attribs.src ?? ''} ${attribs.alt ?? ''}`);
    if (named) return named;
  }
  const body = elements.find(({ name }) => name === 'body');
  return findLicence(stated) ?? (body && findKogl(textIn(body)));
}

function linkedDataIn({ name, attribs, children }: Element): Record<string, unknown>[] {
  if (name !== 'script' || attribs.type !== 'application/ld+json') return [];
  try {
    const value: unknown = JSON.parse(children.map((child) => ('data' in child ? child.data : '')).join(''));
    const list = Array.isArray(value) ? value : [value];
    return list.filter((record): record is Record<string, unknown> => typeof record === 'object' && record !== null);
  } catch {
    return [];
  }
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return nameOf(value[0]);
  return typeof value === 'object' && value !== null && 'name' in value ? nameOf(value.name) : undefined;
}

// What a package says of its document: Dublin Core elements (OOXML `core.xml`, ODF `meta.xml`, EPUB and HWPX package
// files) and named properties (`meta`, `user-defined`, `property`), with the licence where one of them names it.
import { findLicence } from '../../find-licence.ts';
import type { FoundText } from '../reader.ts';
import { elementsOf, textOf, type XmlElement } from './parse-xml.ts';

const namesOf = {
  title: ['title'],
  author: ['creator', 'initial-creator'],
  date: ['created', 'creation-date', 'createddate', 'date', 'modifieddate'],
  language: ['language'],
} as const;
const licenceNames = ['rights', 'license', 'licence', 'copyright', 'keywords', 'keyword', 'subject', 'description'];
const named = new Set(['meta', 'user-defined', 'property']);

type Properties = Pick<FoundText, keyof typeof namesOf | 'licence'>;

export function readProperties(...parts: readonly (XmlElement | undefined)[]): Properties {
  const said = new Map<string, string>();
  for (const part of parts) if (part) collect(part, said);
  const first = (names: readonly string[]) => names.map((name) => said.get(name)).find(Boolean);
  const found = Object.entries(namesOf).flatMap(([field, names]) => {
    const value = first(names);
    return value ? [[field, value]] : [];
  });
  const licence = licenceNames.map((name) => findLicence(said.get(name))).find((it) => it !== undefined);
  return { ...Object.fromEntries(found), ...(licence ? { licence } : {}) };
}

/** The first value of a name counts. */
function collect(element: XmlElement, said: Map<string, string>): void {
  for (const child of elementsOf(element)) {
    if (child.name === 'manifest' || child.name === 'spine') continue;
    const { name, property, content } = child.attributes;
    const key = (named.has(child.name) ? (name ?? property ?? '') : child.name).toLowerCase();
    const isText = content === undefined || content === 'text';
    const value = (isText ? textOf(child) : content).trim();
    if (value !== '' && !said.has(key)) said.set(key, value);
    collect(child, said);
  }
}

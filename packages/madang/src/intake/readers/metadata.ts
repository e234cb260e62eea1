// Which keys of a record, a CSV row or a front matter say something about the text. Only non-empty strings count.
import type { FoundText } from './reader.ts';

const keysOf = {
  title: ['title'],
  language: ['language', 'lang'],
  licence: ['licence', 'license'],
  link: ['link', 'url'],
  date: ['date', 'published', 'timestamp'],
  author: ['author', 'authors', 'creator'],
} as const satisfies Record<string, readonly string[]>;

export type Metadata = Pick<FoundText, keyof typeof keysOf>;

/** Keys are compared in lower case. */
export function metadataOf(record: Readonly<Record<string, unknown>>): Metadata {
  const lowered = new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
  const metadata: Record<string, string> = {};
  for (const [field, keys] of Object.entries(keysOf)) {
    const value = keys.map((key) => lowered.get(key)).find((found) => typeof found === 'string' && found.trim() !== '');
    if (typeof value === 'string') metadata[field] = value.trim();
  }
  return metadata;
}

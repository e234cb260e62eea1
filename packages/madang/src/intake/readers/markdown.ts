// Markdown (CommonMark): one file is one text, its markup kept. A YAML front matter between two lines of `---` is taken
// off and gives title, language, licence and link; else the first level-1 heading is the title.
import { parse } from 'yaml';
import { decodeWhole } from '../encodings/decode-text.ts';
import { metadataOf } from './metadata.ts';
import type { Reader } from './reader.ts';

const frontMatter = /^---[^\S\n]*\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/;

export const markdownReader: Reader = {
  name: 'markdown',
  extensions: ['.md', '.markdown'],
  async *read(bytes) {
    const decoded = await decodeWhole(bytes);
    if (decoded.failure) {
      yield decoded.failure;
      return;
    }
    const [whole, front] = frontMatter.exec(decoded.text) ?? [];
    const record = front === undefined ? undefined : parseFrontMatter(front);
    const text = record && whole !== undefined ? decoded.text.slice(whole.length) : decoded.text;
    const heading = /^# +(.+?)[ #]*$/m.exec(text)?.[1];
    const { encoding } = decoded;
    yield { kind: 'text', text, encoding, ...(heading ? { title: heading } : {}), ...metadataOf(record ?? {}) };
  },
};

/** Absent: two rules with something else between them. */
function parseFrontMatter(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(source);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

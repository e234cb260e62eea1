// Gettext PO: the translations of one file are one text, in their order, a paragraph each. Only what was translated: not
// the fuzzy, obsolete or empty ones; of plural forms the last. Markers of programs (&, %s) stay as they are.
import { decodeWhole } from '../encodings/decode-text.ts';
import type { Reader } from './reader.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

export const poReader: Reader = {
  name: 'po',
  extensions: ['.po'],
  async *read(bytes) {
    const decoded = await decodeWhole(bytes);
    if (decoded.failure) {
      yield decoded.failure;
      return;
    }
    const entries = decoded.text
      .replace(/\r\n?/g, '\n')
      .split(/\n[^\S\n]*\n/)
      .map(parseEntry);
    const header = entries.find(({ source }) => source === '')?.translation ?? '';
    const headerLine = (name: string) => new RegExp(`^${name}: *(.+)$`, 'mi').exec(header)?.[1]?.trim();
    const texts = entries.flatMap(({ source, translation, isFuzzy }) =>
      source && !isFuzzy && translation ? [translation] : [],
    );
    const [title, language, date] = ['Project-Id-Version', 'Language', 'PO-Revision-Date'].map(headerLine);
    if (texts.length === 0) return;
    yield {
      kind: 'text',
      text: [...new Set(texts)].join('\n\n'),
      encoding: decoded.encoding,
      ...(title && !title.startsWith('PACKAGE') ? { title } : {}),
      ...(language ? { language } : {}),
      ...(date && !date.startsWith('YEAR') ? { date: date.slice(0, 10) } : {}),
    };
  },
};

interface Entry {
  readonly source?: string;
  readonly translation: string;
  readonly isFuzzy: boolean;
}

function parseEntry(block: string): Entry {
  const values = new Map<string, string>();
  let key = '';
  for (const line of block.split('\n')) {
    const [, name, first] = /^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+"(.*)"\s*$/.exec(line) ?? [];
    const further = /^"(.*)"\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      key = name.startsWith('msgstr') ? 'msgstr' : name;
      values.set(key, unescapeText(first ?? ''));
    } else if (further !== undefined && key !== '') values.set(key, (values.get(key) ?? '') + unescapeText(further));
  }
  const source = values.get('msgid');
  return {
    ...(source === undefined ? {} : { source }),
    translation: values.get('msgstr') ?? '',
    isFuzzy: /^#,.*\bfuzzy\b/m.test(block),
  };
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}

// HTML and XHTML: one page is one text, its main part without navigation and other boilerplate (`html/`).
import { readWhole } from '../encodings/decode-text.ts';
import { dropBoilerplate } from '../html/drop-boilerplate.ts';
import { findFacts } from '../html/find-facts.ts';
import { findMain } from '../html/find-main.ts';
import { measureTree } from '../html/measure-tree.ts';
import { mostPageBytes, parsePage } from '../html/parse-page.ts';
import { writeText } from '../html/write-text.ts';
import type { FoundFailure, FoundText, Reader } from './reader.ts';

export const htmlReader: Reader = {
  name: 'html',
  extensions: ['.html', '.htm', '.xhtml', '.shtml'],
  signature:
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)[\s>]/i,
  async *read(bytes) {
    const whole = await readWhole(bytes, mostPageBytes);
    yield whole ? readPage(whole) : { kind: 'failure', code: 'too-large', values: { limitBytes: mostPageBytes } };
  },
};

/** `declared`: the charset that the transport names. */
export function readPage(bytes: Uint8Array, declared?: string): FoundText | FoundFailure {
  const page = parsePage(bytes, { declared });
  if ('failure' in page) return page.failure;
  const facts = findFacts(page.tree);
  const measured = measureTree(page.tree);
  dropBoilerplate(page.tree, measured);
  return { kind: 'text', text: writeText(findMain(page.tree, measured)), encoding: page.encoding, ...facts };
}

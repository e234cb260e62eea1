// An HTML page as a tree of elements (htmlparser2: forgiving as browsers are, executes and fetches nothing), decoded by
// its byte order mark, the transport, its own <meta> or XML declaration, or its content.
import { type ChildNode, type Document, Element, isTag, isText } from 'domhandler';
import { DomHandler, Parser } from 'htmlparser2';
import { type DecodeOptions, decodeText } from '../encodings/decode-text.ts';
import type { FoundFailure } from '../readers/reader.ts';

/** A page of text is a tenth of this; a larger one is data. */
export const mostPageBytes = 32 * 2 ** 20;
/** Where the declaration must stand, by the HTML Standard; real pages put it later. */
const declarationBytes = 4096;
/** Browsers stop at 512; what is nested deeper is passed over. */
export const deepestElement = 512;
/** Tags that are never closed pile up in the parser, whose time grows with the square: no page has so many open. */
const mostOpenElements = 5000;

/** Given to the parser at once, so that it can be stopped. */
const parsedCharacters = 65_536;

export interface Page {
  readonly tree: Document;
  readonly encoding: string;
}

export function parsePage(bytes: Uint8Array, { declared }: DecodeOptions = {}): Page | { failure: FoundFailure } {
  if (bytes.length > mostPageBytes) {
    return { failure: { kind: 'failure', code: 'too-large', values: { limitBytes: mostPageBytes } } };
  }
  const decoded = decodeText(bytes, { declared: declared ?? declarationIn(bytes) });
  if (decoded.failure) return decoded;
  const tree = parseTree(decoded.text);
  if (tree) return { tree, encoding: decoded.encoding };
  return { failure: { kind: 'failure', code: 'nested-too-deep', values: { limit: mostOpenElements } } };
}

/** Absent: nested too deep. */
function parseTree(text: string): Document | undefined {
  const handler = new DomHandler();
  let open = 0;
  const parser = new Parser({
    onparserinit: (made) => handler.onparserinit(made),
    onopentag: (name, attributes) => {
      open += 1;
      if (open > mostOpenElements) parser.pause();
      else handler.onopentag(name, attributes);
    },
    onclosetag: () => {
      open -= 1;
      handler.onclosetag();
    },
    ontext: (data) => handler.ontext(data),
    oncomment: (data) => handler.oncomment(data),
    oncommentend: () => handler.oncommentend(),
  });
  for (let at = 0; at < text.length && open <= mostOpenElements; at += parsedCharacters) {
    parser.write(text.slice(at, at + parsedCharacters));
  }
  if (open > mostOpenElements) return undefined;
  parser.end();
  handler.onend();
  return handler.root;
}

function declarationIn(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, declarationBytes)).toString(
    'latin1',
  );
  const xml = /^<\?xml[^>]*\bencoding=["']([\w.-]+)/.exec(start)?.[1];
  return /<meta[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1] ?? xml;
}

export function* elementsIn(nodes: readonly ChildNode[], depth = 0): Generator<Element> {
  if (depth > deepestElement) return;
  for (const node of nodes) {
    if (!isTag(node)) continue;
    yield node;
    yield* elementsIn(node.children, depth + 1);
  }
}

/** All text below, white space folded. */
export function textIn(node: ChildNode | Document, depth = 0): string {
  if (isText(node)) return node.data;
  if (depth > deepestElement || !('children' in node)) return '';
  if (node instanceof Element && /^(script|style|template|noscript)$/.test(node.name)) return '';
  return node.children.map((child) => textIn(child, depth + 1)).join('');
}

// An XML part as a tree of elements, named without their prefix. Parsed by htmlparser2, which knows no DTD: nothing
// external is fetched and no entity of the file's own is expanded. Elements and depth are limited.
import { Parser } from 'htmlparser2';
import { Refusal } from '../read-binary.ts';

/** Word writes about 10 elements a line of text: 2 million are 5,000 pages, some 600 MB of tree. */
const maximumElements = 2_000_000;
/** A table in a table in a table takes about 10 levels each. */
const maximumDepth = 256;

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

export function parseXml(bytes: Uint8Array): XmlElement {
  return parseTree(bytes, true);
}

/** XHTML, with HTML's entities and what authors forget to close. */
export function parseHtml(bytes: Uint8Array): XmlElement {
  return parseTree(bytes, false);
}

function parseTree(bytes: Uint8Array, xmlMode: boolean): XmlElement {
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  let count = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element: OpenElement = { name: localName(name), attributes: localNames(attributes), children: [] };
        count += 1;
        if (count > maximumElements) throw new Refusal('too-many-parts', { limit: maximumElements });
        if (open.length > maximumDepth) throw new Refusal('nested-too-deep', { limit: maximumDepth });
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const children = open.at(-1)?.children ?? [];
        const last = children.at(-1);
        if (typeof last === 'string') children[children.length - 1] = last + text;
        else children.push(text);
      },
      onclosetag: () => {
        open.pop();
      },
    },
    { xmlMode, recognizeSelfClosing: true },
  );
  parser.end(decodeXml(bytes));
  return root;
}

/** XML 1.0: UTF-8, or UTF-16 with a byte order mark. */
export function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function findAll(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)]);
}

/** Those that lie in no other of these names: the rows of a table, not of the tables in it. */
export function findOutermost(element: XmlElement, ...names: readonly string[]): XmlElement[] {
  return elementsOf(element).flatMap((child) =>
    names.includes(child.name) ? [child] : findOutermost(child, ...names),
  );
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localNames(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [localName(name), value]));
}

// How much text lies in each element, and how much of it in links: counted once, kept true as elements are taken out.
import { type ChildNode, type Document, Element, isTag, isText } from 'domhandler';
import { DomUtils } from 'htmlparser2';
import { deepestElement } from './parse-page.ts';

export interface Measure {
  /** Characters without white space. */
  length: number;
  linked: number;
  links: number;
}

export interface MeasuredTree {
  of(node: Element | Document): Readonly<Measure>;
  remove(element: Element): void;
}

const silent = /^(script|style|template|noscript)$/;

export function measureTree(tree: Document): MeasuredTree {
  const measures = new Map<ChildNode | Document, Measure>();
  const measure = (node: Element | Document, isLinked: boolean, depth: number): Measure => {
    const sum = { length: 0, linked: 0, links: 0 };
    measures.set(node, sum);
    if (depth > deepestElement || (node instanceof Element && silent.test(node.name))) return sum;
    for (const child of node.children) {
      if (isText(child)) {
        const length = child.data.replace(/\s+/g, '').length;
        sum.length += length;
        if (isLinked) sum.linked += length;
      } else if (isTag(child)) {
        const isLink = child.name === 'a' && child.attribs.href !== undefined;
        const below = measure(child, isLinked || isLink, depth + 1);
        sum.length += below.length;
        sum.linked += below.linked;
        sum.links += below.links + (isLink ? 1 : 0);
      }
    }
    return sum;
  };
  measure(tree, false, 0);
  const of = (node: Element | Document) => measures.get(node) ?? { length: 0, linked: 0, links: 0 };
  const remove = (element: Element): void => {
    const gone = of(element);
    for (let above = element.parent; above; above = above.parent) {
      const around = measures.get(above as ChildNode | Document);
      if (!around) break;
      around.length -= gone.length;
      around.linked -= gone.linked;
      around.links -= gone.links;
    }
    DomUtils.removeElement(element);
  };
  return { of, remove };
}

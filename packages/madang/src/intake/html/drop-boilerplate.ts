// Takes out of a page what is not its text: navigation, menus, headers and footers of the site, advertisements, forms,
// comments of readers, lists of links. By the element's own meaning (tag, ARIA role), by the names that sites of many
// makes give (WordPress, MediaWiki, DocBook, Naver, Tistory, gnuboard, government boards), and by link density.
import { type Document, type Element, isTag } from 'domhandler';
import type { Measure, MeasuredTree } from './measure-tree.ts';
import { elementsIn } from './parse-page.ts';

const droppedTags =
  /^(script|style|template|noscript|iframe|object|embed|svg|canvas|math-annotation|audio|video|form|button|input|select|textarea|nav|footer|aside|dialog|menu|head|link|meta)$/;
const droppedRoles =
  /^(navigation|banner|contentinfo|complementary|search|dialog|alert|alertdialog|menu|menubar|toolbar|tablist)$/;

const words =
  'nav|navi|navbar|navigation|navheader|navfooter|docnav|gnb|lnb|snb|menu|menubar|breadcrumbs?|toc|sidebar|side|aside|rightside|leftside|' +
  'footer|foot|masthead|banner|ads?|advert|advertisement|adsense|sponsor|promo|popup|modal|cookie|consent|' +
  'comments?|replies|reply|disqus|cmt|share|sharing|sns|social|related|recommend|ranking|popular|hot-?news|' +
  'pagination|paging|pager|prevnext|prev-?next|tags?|taglist|byline-?links|subscribe|newsletter|login|search|skip|' +
  'copyright|editsection|mw-editsection|catlinks|navbox|printfooter|noprint|jump-to-nav|reference-?list|reflist|toolbar|util|quick';
/** One word of a class or id: `post-comments`, `comment_area`, `wrapFooter` count, `documentation` does not. */
const droppedNames = new RegExp(`(?:^|[\\s_-])(?:${words})(?:$|[\\s_-])`, 'i');
/** Names that mean the text itself, whatever else they say: `content-side`, `article-tag-body`. */
const keptNames = /(?:^|[\s_-])(?:article|content|contents|body|main|entry|post|view|text)(?:$|[\s_-])/i;

/** An element that holds more than this of the page is its text, whatever it is called. */
const textShare = 0.5;
/** A list or table with more of its text in links than this leads elsewhere. */
const mostLinked = 0.8;
/** Linked text longer than this for each link is a list of titles or references worth reading. */
const longLinkCharacters = 60;

export function dropBoilerplate(tree: Document, measured: MeasuredTree): void {
  const wholeLength = measured.of(tree).length;
  for (const element of [...elementsIn(tree.children)]) {
    if (!element.parent) continue;
    const isMostText = measured.of(element).length > wholeLength * textShare;
    const isNamed = isDroppedName(element) || isSiteHeader(element);
    if (isDroppedTag(element) || isHidden(element) || (isNamed && !isMostText)) measured.remove(element);
  }
  // The innermost first: what is around a list of links may hold text too.
  for (const element of [...elementsIn(tree.children)].reverse()) {
    if (/^(ul|ol|dl|table|div|p|section)$/.test(element.name) && isLinkList(measured.of(element))) {
      measured.remove(element);
    }
  }
}

/** A site of forms (ASP.NET) wraps its whole page in one. */
function isDroppedTag({ name, attribs, children }: Element): boolean {
  if (name === 'form') return !children.some((child) => isTag(child) && /^(div|table|article|main)$/.test(child.name));
  return droppedTags.test(name) || droppedRoles.test(attribs.role ?? '');
}

function isHidden({ attribs }: Element): boolean {
  if (attribs.hidden !== undefined || attribs['aria-hidden'] === 'true') return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attribs.style ?? '');
}

function isDroppedName({ name, attribs }: Element): boolean {
  if (name === 'body' || name === 'html' || name === 'main' || name === 'article') return false;
  const names = `${attribs.class ?? ''} ${attribs.id ?? ''}`.replace(/([a-z])([A-Z])/g, '$1-$2');
  return droppedNames.test(names) && !(keptNames.test(names) && name !== 'ul');
}

function isSiteHeader(element: Element): boolean {
  if (element.name !== 'header') return false;
  for (let above = element.parent; above && isTag(above); above = above.parent) {
    if (/^(article|main|section)$/.test(above.name)) return false;
  }
  return true;
}

function isLinkList({ length, linked, links }: Measure): boolean {
  return links >= 3 && linked / length > mostLinked && linked / links < longLinkCharacters;
}

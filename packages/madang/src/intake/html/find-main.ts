// Which part of a page is its text: what the page marks as such (<article>, <main>, role, itemprop, the ids that sites of
// many makes use), where that holds enough of what is left without boilerplate; else the body from its first heading or
// sentence on.
import type { Document, Element } from 'domhandler';
import type { MeasuredTree } from './measure-tree.ts';
import { elementsIn } from './parse-page.ts';

const marked =
  /(?:^|\s)(?:mw-content-text|mw-parser-output|articlebody|article-?body|article_body|article-?view|article_view|newsct_article|dic_area|news_body|news-?con|view_?cont(?:ent)?s?|board_?view|bbs_?view|bo_v_con|entry-?content|post-?content|post_content|postbody|se-main-container|tt_article_useless_p_margin|story-?body|main-?content|page-?content)(?:$|\s)/i;

/** Of the page's text without boilerplate. */
const leastShare = 0.3;

export function findMain(tree: Document, measured: MeasuredTree): Element | Document {
  const elements = [...elementsIn(tree.children)];
  const body = elements.find(({ name }) => name === 'body') ?? tree;
  const whole = measured.of(body).length;
  const candidates = elements.filter(isMarked).map((element) => ({ element, length: measured.of(element).length }));
  const large = candidates.filter(({ length }) => length >= whole * leastShare);
  // The innermost of those that hold nearly as much as the largest.
  const largest = Math.max(0, ...large.map(({ length }) => length));
  return large.findLast(({ length }) => length >= largest * 0.9)?.element ?? body;
}

function isMarked({ name, attribs }: Element): boolean {
  if (name === 'article' || name === 'main' || attribs.role === 'main' || attribs.itemprop === 'articleBody')
    return true;
  return marked.test(`${attribs.class ?? ''} ${attribs.id ?? ''}`);
}

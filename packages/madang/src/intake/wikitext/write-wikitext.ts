// The text of a page in wikitext (MediaWiki), without expanding templates: those that only dress a text keep it, others
// go. Links become their label, tables rows of cells, headings and list items lines; notes, pictures, categories and
// links to other languages go. One pass over each bracket, so that unbalanced pages cost no more than others.
import { parseDocument } from 'htmlparser2';
import { textIn } from '../html/parse-page.ts';
import { writeTables } from './write-tables.ts';

/** Templates that show their last argument: language marks, small print, readings. */
const dressing =
  /^(?:lang|llang|lang-[a-z-]+|언어|한자|nowrap|nobr|small|big|루비|ruby|따옴표|인용문?|quote|cquote|색|color|abbr|약자)$/i;
const media = /^(?:file|image|media|파일|그림|미디어|이미지)\s*:/i;
const category = /^(?:category|분류|thể loại|jamii|kategoria)\s*:/i;
const otherLanguage = /^:?[a-z]{2,3}(?:-[a-z]+)?:(?=\S)/;

export function writeWikitext(source: string): string {
  const withoutNotes = source
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<references?\b[^>]*>|<ref\b[^>]*\/>/gi, '')
    .replace(/<(ref|gallery|timeline|score|imagemap|templatestyles)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<br\s*\/?>/gi, '\n');
  const withoutTemplates = replaceBrackets(withoutNotes, '{{', '}}', expandTemplate);
  const withoutLinks = replaceBrackets(withoutTemplates, '[[', ']]', writeLink);
  const lines = writeTables(withoutLinks)
    .replace(/\[(?:https?:|ftp:|mailto:|\/\/)[^\s\]]*[^\S\n]*([^\]\n]*)\]/g, '$1')
    .replace(/'{2,5}/g, '')
    .replace(/__[A-Z]+__/g, '')
    .split('\n')
    .map(writeLine);
  return textIn(parseDocument(dropEmptySections(lines).join('\n')))
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Replaces the innermost first; what is never closed stays as it is, without its brackets. */
function replaceBrackets(text: string, open: string, close: string, replace: (inside: string) => string): string {
  const stack: string[][] = [[]];
  const parts = text.split(open === '{{' ? /(\{\{|\}\})/ : /(\[\[|\]\])/);
  for (const part of parts) {
    if (part === open) stack.push([]);
    else if (part === close && stack.length > 1) {
      const inside = stack.pop()?.join('') ?? '';
      stack.at(-1)?.push(replace(inside));
    } else if (part !== close) stack.at(-1)?.push(part);
  }
  return stack.map((pieces) => pieces.join('')).join('');
}

function expandTemplate(inside: string): string {
  const [name = '', ...given] = inside.split('|');
  if (name.trim() === '!') return '|';
  const positional = given.filter((argument) => !/^\s*[\w가-힣-]+\s*=/.test(argument));
  return dressing.test(name.trim()) ? (positional.at(-1)?.trim() ?? '') : '';
}

function writeLink(inside: string): string {
  const [target = '', ...rest] = inside.split('|');
  if (media.test(target) || category.test(target) || otherLanguage.test(target)) return '';
  return rest.at(-1)?.trim() || target.replace(/^:/, '').trim();
}

function writeLine(line: string): string {
  const heading = /^(={1,6})\s*(.*?)\s*\1\s*$/.exec(line)?.[2];
  if (heading !== undefined) return `\n${headingMark}${heading}`;
  if (/^-{4,}\s*$/.test(line)) return '';
  return line.replace(/^[*#;:]+\s*/, (marks) => (/[*#]/.test(marks) ? '- ' : '')).replace(/^-\s*$/, '');
}

const headingMark = '\uE001';

/** A heading that nothing but the next one follows: notes, categories and galleries were there. */
function dropEmptySections(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (const line of lines.toReversed().map((text) => text.trimEnd())) {
    const isHeading = line.trimStart().startsWith(headingMark);
    const next = kept.findLast((text) => text.trim() !== '');
    if (isHeading && (next === undefined || next.trimStart().startsWith(headingMark))) continue;
    kept.push(line);
  }
  return kept.toReversed().map((line) => line.replace(headingMark, ''));
}

// The text of a tree as a reader sees it: blocks on lines of their own, blank lines between paragraphs, list items with a
// dash, cells of a table row joined by " | ", preformatted text between fences as it stands, ruby without its readings.
import { type ChildNode, isTag, isText, type ParentNode } from 'domhandler';
import { deepestElement } from './parse-page.ts';

const blocks =
  /^(address|article|blockquote|body|center|dd|details|div|dl|dt|fieldset|figcaption|figure|h[1-6]|header|hr|html|li|main|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul|caption)$/;
const paragraphs = /^(p|h[1-6]|blockquote|pre|table|ul|ol|dl|figure|section|article|hr|dd)$/;
const dropped = /^(rt|rp|script|style|template|noscript|head|title)$/;

/** Edges of blocks: however many meet, they are one line end or one blank line. */
const lineEdge = '\uE001';
const paragraphEdge = '\uE002';

export function writeText(node: ParentNode): string {
  const out: string[] = [];
  writeChildren(node, out, 0);
  return out
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[ \uE001]*\n[ \uE001]*/g, '\n')
    .replace(/[\s\uE001\uE002]*\uE002[\s\uE001\uE002]*/g, '\n\n')
    .replace(/[\s\uE001]*\uE001[\s\uE001]*/g, '\n')
    .replace(/^- \n+/gm, '- ')
    .replace(/^-\s*$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\uE000\d+\uE000/g, (mark) => preformatted(out, mark))
    .trim();
}

/** Preformatted text keeps its spaces: it stands aside under a mark until the rest is folded. */
const aside = new WeakMap<string[], string[]>();

function preformatted(out: string[], mark: string): string {
  return aside.get(out)?.[Number(mark.slice(1, -1))] ?? '';
}

function writeChildren(node: ParentNode, out: string[], depth: number): void {
  if (depth > deepestElement) return;
  for (const child of node.children) writeNode(child, out, depth + 1);
}

function writeNode(node: ChildNode, out: string[], depth: number): void {
  if (isText(node)) {
    out.push(node.data.replace(/[\s\uE000-\uE002]+/g, ' '));
    return;
  }
  if (!isTag(node) || dropped.test(node.name)) return;
  if (node.name === 'br') out.push('\n');
  else if (node.name === 'pre') writePreformatted(node, out);
  else if (node.name === 'td' || node.name === 'th') {
    const cell: string[] = [];
    writeChildren(node, cell, depth);
    const before = node.prev && previousCell(node.prev) ? ' | ' : '';
    out.push(
      before,
      cell
        .join('')
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    );
  } else {
    const around = paragraphs.test(node.name) ? paragraphEdge : blocks.test(node.name) ? lineEdge : '';
    out.push(around);
    if (node.name === 'li') out.push('- ');
    writeChildren(node, out, depth);
    out.push(around);
  }
}

function previousCell(node: ChildNode | null): boolean {
  for (let before = node; before; before = before.prev) if (isTag(before) && /^t[dh]$/.test(before.name)) return true;
  return false;
}

function writePreformatted(node: ParentNode, out: string[]): void {
  const code = codeIn(node, 0).replace(/^\n+|\s+$/g, '');
  const kept = aside.get(out) ?? [];
  aside.set(out, [...kept, `\`\`\`\n${code}\n\`\`\``]);
  out.push(`${paragraphEdge}\uE000${kept.length}\uE000${paragraphEdge}`);
}

function codeIn(node: ChildNode | ParentNode, depth: number): string {
  if (isText(node as ChildNode)) return (node as ChildNode & { data: string }).data;
  if (!('children' in node) || depth > deepestElement) return '';
  if (isTag(node) && node.name === 'br') return '\n';
  return node.children.map((child) => codeIn(child, depth + 1)).join('');
}

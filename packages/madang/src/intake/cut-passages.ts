// Cuts a long text into passages that training and measuring can handle: text over 16 kB becomes passages of at most
// 8 kB of UTF-8. It is cut at the last blank line that fits, else at a line end, a sentence end, a space, and only where
// none of these fills a quarter of the passage between two characters (grapheme clusters, UAX #29).
import { trimBlank } from './normalize-text.ts';

export const cutAboveBytes = 16_000;
export const passageBytes = 8_000;
const leastFill = 1 / 4;

const boundaries: readonly RegExp[] = [
  /\n[^\S\n]*\n\s*/g, // blank line
  /\n\s*/g, // line end
  /[.!?…。！？]["'”’」』)\]]*(?:\s+|(?<=[。！？]["'”’」』)\]]*))/g, // sentence end
  /\s+/g, // space
];

/** `text` is normalised. One passage, the whole text, where it is short enough. */
export function cutPassages(text: string, limitBytes = passageBytes, aboveBytes = cutAboveBytes): string[] {
  if (Buffer.byteLength(text) <= aboveBytes) return [text];
  const passages: string[] = [];
  const room = new Uint8Array(limitBytes);
  const encoder = new TextEncoder();
  let start = 0;
  while (start < text.length) {
    const fitting = text.slice(start, start + limitBytes);
    const { read } = encoder.encodeInto(fitting, room);
    const isRest = start + read >= text.length;
    const end = isRest ? text.length : start + cutAt(fitting, read);
    const passage = trimBlank(text.slice(start, end));
    if (passage !== '') passages.push(passage);
    start = end;
  }
  return passages;
}

/** Where in `fitting` to cut, at most at `most`. */
function cutAt(fitting: string, most: number): number {
  const window = fitting.slice(0, most);
  const least = most * leastFill;
  for (const boundary of boundaries) {
    let last = 0;
    for (const match of window.matchAll(boundary)) last = match.index + match[0].length;
    if (last >= least) return last;
  }
  return lastCharacterBoundary(window, fitting.slice(most, most + 32));
}

/** `following` tells whether the last cluster of `window` goes on after it. */
function lastCharacterBoundary(window: string, following: string): number {
  const tailStart = Math.max(0, window.length - 64);
  const tail = window.slice(tailStart) + following;
  const starts = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(tail)].map(({ index }) => index);
  const last = starts.findLast((index) => index > 0 && tailStart + index <= window.length);
  return last === undefined || tailStart + last < window.length / 2 ? window.length : tailStart + last;
}

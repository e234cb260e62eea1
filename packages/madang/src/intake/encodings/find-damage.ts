// What in a text shows that it was damaged before or while it was read, with the line where it is first seen.
import type { Remark } from '../clean-text.ts';

/** Syllables from which the share of spaces says something. */
const leastSyllables = 200;
/** Written Korean has one space to 2.5-4 syllables; a list of names one to 3; a text without spaces none. */
const fewestSpaces = 0.05;
/** "안 녕 하 세 요": syllables that stand alone; running text has 10-15 %. */
const mostAlone = 0.6;

/** UTF-8's U+FFFD read as EUC-KR: the trace of Korean text that was lost for good. */
const lostKorean = /占쏙옙|占쎌|�꾩|ï¿½/g;

// Unicode 17, 3.12: a medial needs an initial or a medial before it, a final a medial, a final or an open syllable; an
// initial needs an initial or a medial after it.
const initial = '\\u1100-\\u115F\\uA960-\\uA97C';
const medial = '\\u1160-\\u11A7\\uD7B0-\\uD7C6';
const final = '\\u11A8-\\u11FF\\uD7CB-\\uD7FB';
const brokenJamo = new RegExp(
  `(?<![${initial}${medial}])[${medial}]|(?<![${medial}${final}가-힣])[${final}]|[${initial}](?![${initial}${medial}])`,
  'g',
);

/** `text` is in NFC. */
export function findDamage(text: string): Remark[] {
  return [
    ...countOf(text, /\uFFFD/g, 'replacement-characters'),
    ...countOf(text, lostKorean, 'lost-korean'),
    ...countOf(text, brokenJamo, 'broken-jamo'),
    ...spacesOf(text),
  ];
}

function countOf(text: string, pattern: RegExp, code: Remark['code']): Remark[] {
  const first = text.search(pattern);
  if (first === -1) return [];
  const line = text.slice(0, first).split('\n').length;
  return [{ code, values: { count: text.match(pattern)?.length ?? 0, line } }];
}

function spacesOf(text: string): Remark[] {
  const syllables = text.match(/[가-힣]/g)?.length ?? 0;
  if (syllables < leastSyllables) return [];
  const spaces = text.match(/(?<=[가-힣.,])\s+(?=[가-힣])/g)?.length ?? 0;
  const alone = text.match(/(?<![^\s])[가-힣](?![^\s])/g)?.length ?? 0;
  if (spaces / syllables < fewestSpaces) return [{ code: 'few-spaces', values: { syllables, spaces } }];
  return alone / syllables > mostAlone ? [{ code: 'many-spaces', values: { syllables, alone } }] : [];
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashText } from '../kernel/hash.ts';
import { excerptBytes, hashTexts, type MeasuredDocument, sampleHeldOut } from './sample-held-out.ts';

const sizeOf = ({ text }: { text: string }) => Buffer.byteLength(text, 'utf8');
const documentOf = (text: string, parent = hashText(text)): MeasuredDocument => ({ id: hashText(text), parent, text });
const short = (index: number) => documentOf(`${index} `.padEnd(100, 'x'));

/** A text of eight thousand bytes, in passages like intake's. */
const longText = (parent: number, passages: number) =>
  Array.from({ length: passages }, (_, part) =>
    documentOf(`${parent}번째 글의 ${part}번째 대목이다. 마당에 아이들이 모였다. `.repeat(100), `parent ${parent}`),
  );

test('the sample is the same whatever the order, no larger than asked, and not simply the first', () => {
  const documents = Array.from({ length: 50 }, (_, index) => short(index));
  const sample = sampleHeldOut(documents, 2000);
  expect(sampleHeldOut(documents.toReversed(), 2000)).toEqual(sample);
  expect(sample).toHaveLength(20);
  expect(sample.map(({ id }) => id)).not.toEqual(documents.slice(0, 20).map(({ id }) => id));
  for (const item of sample) expect(documents).toContainEqual(item);
});

test('48 kB of long texts are forty texts and more', () => {
  const documents = Array.from({ length: 60 }, (_, parent) => longText(parent, 3)).flat();
  const sample = sampleHeldOut(documents);
  expect(new Set(sample.map(({ parent }) => parent)).size).toBe(sample.length);
  expect(sample.length).toBeGreaterThanOrEqual(40);
  expect(sample.reduce((sum, item) => sum + sizeOf(item), 0)).toBeGreaterThan(46_000);
});

test('further passages of a text come only when every text has its turn', () => {
  const documents = [...longText(0, 9), ...longText(1, 2), ...longText(2, 1)];
  const parents = sampleHeldOut(documents).map(({ parent }) => parent);
  expect(new Set(parents.slice(0, 3)).size).toBe(3);
  expect(parents.slice(3, 5).toSorted()).toEqual(['parent 0', 'parent 1']);
  expect(parents.slice(5)).toEqual(new Array(7).fill('parent 0'));
});

describe('an excerpt', () => {
  test('is the beginning of a passage, up to its last whole sentence that fits', () => {
    const [excerpt] = sampleHeldOut(longText(0, 1));
    expect(excerpt?.text).toMatch(/^0번째 글의 .*이다\.$/);
    expect(excerpt?.id).toBe(hashText(excerpt?.text ?? ''));
    expect(sizeOf(excerpt ?? { text: '' })).toBeGreaterThan(excerptBytes - 100);
  });

  test('is never longer than it may be, and starts the text', () => {
    const unit = fc.constantFrom('가', 'a', ' ', '\n', '.', '👩‍👩‍👧', 'e\u0301');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 1500 }), (text) => {
        for (const excerpt of sampleHeldOut([documentOf(text)])) {
          expect(sizeOf(excerpt)).toBeLessThanOrEqual(excerptBytes);
          expect(excerpt.text.isWellFormed()).toBe(true);
          expect(text.normalize('NFC').trimStart().startsWith(excerpt.text.trimStart())).toBe(true);
        }
      }),
    );
  });

  test('that stands in two texts is measured once', () => {
    const beginning = '같은 머리말이다. '.repeat(60);
    expect(sampleHeldOut([documentOf(`${beginning}가`), documentOf(`${beginning}나`)])).toHaveLength(1);
  });
});

test('a new document never pushes out more than its own size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 40 }), (count) => {
      const documents = Array.from({ length: count + 1 }, (_, index) => short(index));
      const before = sampleHeldOut(documents.slice(0, count), 800);
      const after = sampleHeldOut(documents, 800);
      expect(before.filter(({ id }) => !after.some((other) => other.id === id)).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('one excerpt larger than the limit is measured all the same; none stays none', () => {
  expect(sampleHeldOut(longText(0, 2), 100)).toHaveLength(1);
  expect(sampleHeldOut([], 800)).toEqual([]);
});

test('the hash is of NFC texts in any order', () => {
  expect(hashTexts(['마당', 'a'])).toBe(hashTexts(['a', '마당'.normalize('NFD')]));
  expect(hashTexts(['a'])).not.toBe(hashTexts(['b']));
});

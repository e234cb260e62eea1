import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashText } from '../kernel/hash.ts';
import { sampleHeldOut } from './sample-held-out.ts';

const documentsOf = (texts: readonly string[]) => texts.map((text) => ({ id: hashText(text), text }));
const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), { maxLength: 40 });

it('is the same whatever the order, within the bytes, and leaves out only what does not fit', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 0, max: 1500 }), (texts, maximumBytes) => {
      const documents = documentsOf(texts);
      const sample = sampleHeldOut(documents, maximumBytes);
      expect(sampleHeldOut(documents.toReversed(), maximumBytes)).toEqual(sample);
      expect(sample.bytes).toBeLessThanOrEqual(maximumBytes);
      expect(sample.bytes).toBe(Buffer.byteLength(sample.documents.map(({ text }) => text).join('')));
      const left = documents.filter((document) => !sample.documents.includes(document));
      for (const { text } of left) expect(sample.bytes + Buffer.byteLength(text)).toBeGreaterThan(maximumBytes);
    }),
  );
});

it('names its texts by a hash', () => {
  const documents = documentsOf(['하나', '둘', '셋']);
  const [first, second] = sampleHeldOut(documents, 100).documents;
  expect(sampleHeldOut(documents, 100).hash).toBe(sampleHeldOut(documents, 9999).hash);
  expect(sampleHeldOut([...(first ? [first] : []), ...(second ? [second] : [])], 100).hash).not.toBe(
    sampleHeldOut(documents, 100).hash,
  );
  expect(sampleHeldOut([], 100)).toEqual({ documents: [], bytes: 0, hash: hashText('') });
});

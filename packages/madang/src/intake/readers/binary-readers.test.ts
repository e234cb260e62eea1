import { describe, expect, it } from 'vitest';
import { binaryReaderCases } from './binary-readers.cases.ts';
import { binarySamples } from './binary-samples.fixture.ts';
import { readers } from './index.ts';

describe.each(Object.entries(binarySamples))('%s', (name, sample) => {
  const reader = readers.find((member) => member.name === name);
  it('is a binary reader', () => expect(reader?.isBinary).toBe(true));
  if (reader) it.each(binaryReaderCases)('$name', ({ check }) => check(reader, sample));
});

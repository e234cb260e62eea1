import { expect, test } from 'vitest';
import { parseDuration, parseMemory } from './parse-amount.ts';

test.each([
  ['90s', 90],
  ['10m', 600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['10', undefined],
  ['m', undefined],
  ['10x', undefined],
])('a duration: %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

test.each([
  ['8g', 8e9],
  ['7.5G', 7.5e9],
  ['900m', 9e8],
  ['8 GB', 8e9],
  ['8', undefined],
  ['lots', undefined],
])('an amount of memory: %s', (text, bytes) => expect(parseMemory(text)).toBe(bytes));

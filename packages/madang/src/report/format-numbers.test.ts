import { expect, test } from 'vitest';
import { numbersOf } from './format-numbers.ts';

const en = numbersOf('en');
const ko = numbersOf('ko');

test('percentages carry a sign, bits per byte four digits', () => {
  expect(en.signedPercent(-0.2117)).toBe('−21.2%');
  expect(en.signedPercent(0.0029)).toBe('+0.3%');
  expect(en.signedPercent(-0.0001)).toBe('0.0%');
  expect(en.bitsPerByte(1.8137)).toBe('1.8137');
  expect(en.bitsPerByte(2.3)).toBe('2.3000');
  expect(en.bitsPerByte(Number.NaN)).toBe('–');
});

test('sizes and durations', () => {
  expect(en.bytes(269_060_552)).toBe('269\u00a0MB');
  expect(en.bytes(0)).toBe('0\u00a0bytes');
  expect(en.duration(424.6)).toBe('7\u00a0min 5\u00a0s');
  expect(ko.duration(424.6)).toBe('7분 5초');
  expect(ko.duration(3725)).toBe('1시간 2분');
  expect(en.duration(2.94)).toBe('2.9\u00a0s');
});

test('names of languages, an invalid tag as it stands', () => {
  expect([en.language('ko'), ko.language('ko'), ko.language('en'), en.language('not a tag')]).toEqual([
    'Korean',
    '한국어',
    '영어',
    'not a tag',
  ]);
});

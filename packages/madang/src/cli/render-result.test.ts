import { expect, test } from 'vitest';
import { formatDuration, formatNumber, formatSize } from './format-quantity.ts';
import { renderResult } from './render-result.ts';

test('keys as words, sizes and durations by their suffix, nested values indented', () => {
  const value = {
    engine: 'onnxruntime',
    elapsedSeconds: 754.2,
    peakMemoryBytes: 2_310_000_000,
    trainedTokens: 160_000,
    targetLanguage: { base: 2.04321, graft: 1.7 },
    absent: undefined,
    files: ['a', 'b'],
    conditions: [{ name: 'target-better', outcome: 'pass' }],
  };
  expect(renderResult(value, 'en')).toEqual([
    'engine: onnxruntime',
    'elapsed seconds: 12 min 34 s',
    'peak memory bytes: 2.3 GB',
    'trained tokens: 160,000',
    'target language:',
    '  base: 2.043',
    '  graft: 1.7',
    'files: a, b',
    'conditions:',
    '  - name: target-better',
    '    outcome: pass',
  ]);
  expect(renderResult(undefined, 'en')).toEqual([]);
});

test('quantities as people read them', () => {
  expect([0, 999, 1000, 98_362_432, 999_950_000].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '98.4 MB',
    '1.0 GB',
  ]);
  expect([0.04, 9.96, 59.6, 3599.9].map((seconds) => formatDuration(seconds, 'en'))).toEqual([
    '0.0 s',
    '10 s',
    '1 min 0 s',
    '1 h 0 min',
  ]);
  expect(formatDuration(125, 'ko')).toBe('2분 5초');
  expect([-1234567, 1.23456, 0.00001234, 12345.6].map(formatNumber)).toEqual([
    '-1,234,567',
    '1.235',
    '1.234e-5',
    '12,346',
  ]);
});

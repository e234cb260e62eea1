import { expect, test } from 'vitest';
import { forecastArms } from './forecast-arms.ts';

test('says what was measured where it was measured', () => {
  expect(forecastArms(157_791).none).toBeCloseTo(-0.223, 2);
  expect(forecastArms(157_791).extended).toBeCloseTo(-0.104, 2);
  expect(forecastArms(988_074).extended).toBeCloseTo(-0.263, 2);
});

test('new tokens are behind before the break-even and ahead after it', () => {
  const { breakEvenTokens } = forecastArms(1);
  for (const [share, isAhead] of [
    [0.1, false],
    [0.5, false],
    [2, true],
    [10, true],
  ] as const) {
    const { none, extended } = forecastArms(share * breakEvenTokens);
    expect(extended < none).toBe(isAhead);
  }
  // a graft never promises to be worse than its base for want of tokens
  expect(forecastArms(100).none).toBe(0);
});

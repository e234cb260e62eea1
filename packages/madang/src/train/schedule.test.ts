import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learningRateAt } from './schedule.ts';

const settings = { learningRate: 1e-3, warmupShare: 0.1, finalLearningRateShare: 0.2 };
const ratesOf = (steps: number, given = settings) =>
  Array.from({ length: steps }, (_, step) => learningRateAt(step, steps, given));

test('rises in equal steps to the peak, then falls along a cosine to its floor', () => {
  const rates = ratesOf(100);
  for (let step = 0; step < 10; step++) expect(rates[step]).toBeCloseTo(((step + 1) * 1e-3) / 10, 12);
  // half-way between step 9, the peak, and step 99, the end
  expect(rates[54]).toBeCloseTo(1e-3 * (0.2 + 0.8 / 2), 12);
  expect(rates[99]).toBeCloseTo(2e-4, 12);
});

test('stays between nothing and the peak, and falls after it, for any length', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), share, share, (steps, warmupShare, finalLearningRateShare) => {
      const rates = ratesOf(steps, { learningRate: 1e-3, warmupShare, finalLearningRateShare });
      const peak = rates.indexOf(Math.max(...rates));
      for (const [step, rate] of rates.entries()) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(1e-3);
        const before = rates[step - 1];
        if (before === undefined) continue;
        if (step <= peak) expect(rate).toBeGreaterThanOrEqual(before);
        else expect(rate).toBeLessThanOrEqual(before);
      }
      expect(rates[peak]).toBeCloseTo(1e-3, 12);
    }),
  );
});

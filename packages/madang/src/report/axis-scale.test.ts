import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisScale } from './axis-scale.ts';

test('round ticks around the values', () => {
  expect(axisScale(1.059, 2.268, 5)).toEqual({ low: 1, high: 2.5, ticks: [1, 1.5, 2, 2.5], digits: 1 });
  expect(axisScale(0, 183, 5).ticks).toEqual([0, 50, 100, 150, 200]);
  expect(axisScale(5e-323, 5e-323, 5).ticks).toEqual([-1, -0.5, 0, 0.5, 1]);
});

test('every range is covered by a handful of rising ticks', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(most === least || most - least > 1e-6);
      const { low, high, ticks } = axisScale(least, most, 5);
      expect(low).toBeLessThanOrEqual(least + 1e-6);
      expect(high).toBeGreaterThanOrEqual(most - 1e-6);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(11);
      for (const [index, tick] of ticks.entries()) if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] ?? 0);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gateRows } from './gate-rows.ts';
import { pilotReport } from './pilot.fixture.ts';

test('each condition with what was measured, in the unit it is judged in', () => {
  const [target, source, chat, ends, facts] = gateRows(pilotReport);
  expect(target).toMatchObject({ kind: 'change', bound: 0, relative: { direction: 'better' } });
  expect(source).toMatchObject({ kind: 'change', bound: 0.03, relative: { direction: 'unclear' } });
  expect(chat).toMatchObject({ kind: 'change', bound: 0.1 });
  expect(ends).toMatchObject({ kind: 'count', bound: 23, counts: { base: 27, graft: 25, all: 40 } });
  expect(facts).toMatchObject({ kind: 'count', bound: 13 });
});

test('the least count that passes is where the gate turns', () => {
  const counts = fc.record({
    all: fc.integer({ min: 1, max: 80 }),
    base: fc.nat(80),
    graft: fc.nat(80),
    lost: fc.nat(10),
  });
  fc.assert(
    fc.property(counts, ({ all, base: wanted, graft: wantedGraft, lost }) => {
      const [base, graft, bound] = [Math.min(wanted, all), Math.min(wantedGraft, all), lost / 20];
      const passes = (base - graft) / all <= bound;
      const { comparison } = pilotReport;
      if (!comparison?.chat) throw new Error('the fixture has a chat comparison');
      const chat = { ...comparison.chat, prompts: all, baseEnded: base, graftEnded: graft };
      const [row] = gateRows({
        ...pilotReport,
        comparison: { ...comparison, chat },
        gate: { gate: 'pass', conditions: [{ name: 'answers-end', outcome: passes ? 'pass' : 'fail', bound }] },
      });
      expect(graft >= (row?.bound ?? Number.NaN)).toBe(passes);
    }),
  );
});

test('without a comparison nothing is drawn', () => {
  const { comparison: _, ...report } = pilotReport;
  expect(gateRows(report).map((row) => (row.kind === 'change' ? row.relative : row.counts))).toEqual(
    Array(5).fill(undefined),
  );
});

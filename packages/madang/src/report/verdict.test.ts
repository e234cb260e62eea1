import { expect, test } from 'vitest';
import { pageContext } from './page-context.ts';
import { pilotReport } from './pilot.fixture.ts';
import { sayVerdict } from './say-verdict.ts';
import { relativeChange } from './verdict.ts';

const measured = (difference: number, low: number, high: number) => ({
  base: 2,
  graft: 2 + difference,
  difference,
  low,
  high,
  documents: 10,
  bytes: 1000,
  textHash: 'x',
});

test.each([
  [-0.4, -0.5, -0.3, 'better'],
  [0.1, 0.05, 0.15, 'worse'],
  [-0.1, -0.25, 0.05, 'unclear'],
  [0, 0, 0, 'unclear'],
] as const)('a change of %f in [%f, %f] is %s', (difference, low, high, direction) => {
  expect(relativeChange(measured(difference, low, high))).toEqual({
    change: difference / 2,
    low: low / 2,
    high: high / 2,
    direction,
  });
});

test('the relative interval that was measured is the one that is shown', () => {
  const relative = { value: -0.21, low: -0.23, high: -0.19 };
  expect(relativeChange({ ...measured(-0.4, -0.5, -0.3), relative })).toMatchObject({
    change: -0.21,
    low: -0.23,
    high: -0.19,
  });
});

test('one sentence in each language', () => {
  expect(sayVerdict(pageContext(pilotReport, 'en'))).toEqual({
    languages: 'Korean reads 21.2% better (95% interval 20.0% to 22.4%); English is unchanged within the error (+0.3%)',
    gate: 'The gate passed.',
  });
  expect(sayVerdict(pageContext(pilotReport, 'ko'))).toEqual({
    languages: '한국어를 21.2% 더 잘 읽습니다(95% 구간 20.0%~22.4%). 영어는 오차 안에서 그대로입니다(+0.3%)',
    gate: '관문을 통과했습니다.',
  });
});

// Round numbers for an axis: steps of 1, 2 or 5 times a power of ten, the range widened to whole steps (Heckbert,
// "Nice numbers for graph labels", Graphics Gems, 1990).

export interface AxisScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Digits after the point that tell the ticks apart. */
  readonly digits: number;
}

/** In steps: a quotient that rounding pushed past a whole number makes no further tick. */
const roundingSlack = 1e-12;

/** About `wanted` ticks, the first at or below `low`, the last at or above `high`. */
export function axisScale(low: number, high: number, wanted: number): AxisScale {
  const margin = high > low ? 0 : Math.abs(low) < Number.EPSILON ? 1 : Math.abs(low) * 0.1;
  const step = roundStep((high - low + 2 * margin) / Math.max(1, wanted - 1));
  const first = Math.floor((low - margin) / step + roundingSlack);
  const last = Math.ceil((high + margin) / step - roundingSlack);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return {
    low: ticks[0] ?? low,
    high: ticks.at(-1) ?? high,
    ticks,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const share = step / power;
  return (share < 1.5 ? 1 : share < 3 ? 2 : share < 7 ? 5 : 10) * power;
}

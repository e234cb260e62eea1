// What a graft would come to with and without new tokens, at so many trained tokens: a straight line in the logarithm of
// the tokens through what whole grafts of SmolLM2-135M with Korean came to (docs/reference/new-tokens-korean.md). A
// forecast for other bases and languages only as far as they are alike; one's own two grafts say more.

/** Bits per byte of held-out text against the base, by trained tokens, rising. */
type Curve = readonly { readonly trainedTokens: number; readonly change: number }[];

const measured: { readonly none: Curve; readonly extended: Curve } = {
  none: [
    { trainedTokens: 157_791, change: -0.223 },
    { trainedTokens: 226_150, change: -0.235 },
    { trainedTokens: 252_768, change: -0.241 },
    { trainedTokens: 595_056, change: -0.278 },
  ],
  extended: [
    { trainedTokens: 157_791, change: -0.104 },
    { trainedTokens: 988_074, change: -0.263 },
  ],
};

export interface ArmsForecast {
  /** Bits per byte against the base. */
  readonly none: number;
  readonly extended: number;
  /** Trained tokens from which on the extended graft reads as well as the other. */
  readonly breakEvenTokens: number;
}

export function forecastArms(trainedTokens: number): ArmsForecast {
  const [none, extended] = [lineThrough(measured.none), lineThrough(measured.extended)];
  const breakEven = Math.exp((none.start - extended.start) / (extended.slope - none.slope));
  const at = ({ start, slope }: Line) => start + slope * Math.log(trainedTokens);
  return {
    none: Math.min(0, at(none)),
    extended: at(extended),
    breakEvenTokens: Number(breakEven.toPrecision(1)),
  };
}

/** change = start + slope · ln(trained tokens) */
interface Line {
  readonly start: number;
  readonly slope: number;
}

/** Least squares. */
function lineThrough(curve: Curve): Line {
  const points = curve.map(({ trainedTokens, change }) => ({ x: Math.log(trainedTokens), y: change }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const slope =
    points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) /
    points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return { start: y - slope * x, slope };
}

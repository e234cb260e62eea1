// A moving mean over about a twentieth of the points, centred, so that the line does not lag behind what it smooths.

export interface Point {
  readonly at: number;
  readonly value: number;
}

export function smoothPoints(points: readonly Point[]): Point[] {
  const reach = Math.round(points.length / 40);
  return points.map(({ at }, index) => {
    const window = points.slice(Math.max(0, index - reach), index + reach + 1);
    return { at, value: window.reduce((sum, { value }) => sum + value, 0) / window.length };
  });
}

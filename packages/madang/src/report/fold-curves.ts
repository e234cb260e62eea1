// Curves from the metrics of a run. A run that was killed repeats what follows its last checkpoint: of two values at
// the same place the later one holds.
import type { EventLine } from '../kernel/events.ts';
import type { Curve } from './contract.ts';

/** Metrics that are one value for the whole run. */
const levels: ReadonlySet<string> = new Set(['n-gram-bits-per-byte']);

export function foldCurves(events: readonly EventLine[]): Curve[] {
  const curves = new Map<string, { unit: string; axis: string; values: Map<number, number> }>();
  for (const event of events) {
    if (event.type !== 'metric' || !Number.isFinite(event.value)) continue;
    const at = event.at ?? (levels.has(event.name) ? 0 : undefined);
    if (at === undefined) continue;
    const curve = curves.get(event.name) ?? { unit: event.unit, axis: event.axis ?? '', values: new Map() };
    curve.values.set(at, event.value);
    curves.set(event.name, curve);
  }
  return Array.from(curves, ([name, { unit, axis, values }]) => ({
    name,
    unit,
    axis,
    points: Array.from(values, ([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at),
  }));
}

/** At most `limit` points, evenly chosen, first and last among them. */
export function thinPoints<Point>(points: readonly Point[], limit: number): Point[] {
  if (points.length <= limit) return [...points];
  const step = (points.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
}

// What Q4_K and Q5_K share when they are written: each group of 32 values gets its own scale and minimum, these become 6
// bits each of a float16 scale of the block, and of the whole numbers around the rounded pair the one with the least
// squared error is kept.
import { storeFloat16 } from './block-type.ts';
import { errorByScaleAndMinimum, fitScaleAndMinimum, quantizeByScaleAndMinimum } from './fit-scale-and-minimum.ts';
import { storePairs } from './six-bit-pairs.ts';

const groupCount = 8;
const groupValues = 32;
const largestPart = 63;

/** Stores d, dmin and the pairs at `to`; the levels of all 256 values, 0 to `highest`, go into `levels`. */
export function fitGroups(
  values: Float32Array,
  highest: number,
  bytes: Uint8Array,
  to: number,
  levels: Int8Array,
): void {
  const groups = Array.from({ length: groupCount }, (_, group) => {
    const start = group * groupValues;
    const own = values.subarray(start, start + groupValues);
    return { own, start, fit: fitScaleAndMinimum(own, highest, 0) };
  });
  const d = storeFloat16(bytes, to, Math.max(...groups.map(({ fit }) => fit.scale)) / largestPart);
  const dmin = storeFloat16(bytes, to + 2, Math.max(...groups.map(({ fit }) => -fit.minimum)) / largestPart);

  const scales = new Uint8Array(groupCount);
  const minimums = new Uint8Array(groupCount);
  for (const [group, { own, start, fit }] of groups.entries()) {
    const [scale, minimum] = nearestPair(own, d, dmin, fit.scale, -fit.minimum, highest);
    scales[group] = scale;
    minimums[group] = minimum;
    quantizeByScaleAndMinimum(own, d * scale, -dmin * minimum, highest, levels.subarray(start, start + groupValues));
  }
  storePairs(bytes, to + 4, scales, minimums);
}

function nearestPair(
  values: Float32Array,
  d: number,
  dmin: number,
  wantedScale: number,
  wantedMinimum: number,
  highest: number,
): [number, number] {
  let best: [number, number] = [0, 0];
  let least = Number.POSITIVE_INFINITY;
  for (const scale of around(d === 0 ? 0 : wantedScale / d)) {
    for (const minimum of around(dmin === 0 ? 0 : wantedMinimum / dmin)) {
      const error = errorByScaleAndMinimum(values, d * scale, -dmin * minimum, highest);
      if (error >= least) continue;
      least = error;
      best = [scale, minimum];
    }
  }
  return best;
}

function around(wanted: number): readonly number[] {
  const nearest = Math.round(wanted);
  return [nearest, nearest - 1, nearest + 1].filter((part) => part >= 0 && part <= largestPart);
}

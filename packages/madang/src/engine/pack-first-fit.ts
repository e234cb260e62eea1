// Packs items into bins of one capacity: each goes into the first open bin that has room (first fit; Johnson 1973).
// Few bins stay open, so that packing is linear.

const smallestUsefulSpace = 8;
const openBins = 512;

/** In the order given; no item may be longer than the capacity. */
export function packFirstFit<T>(items: readonly T[], lengthOf: (item: T) => number, capacity: number): T[][] {
  const bins: T[][] = [];
  let open: { bin: T[]; left: number }[] = [];
  for (const item of items) {
    const length = lengthOf(item);
    const fitting = open.find(({ left }) => left >= length);
    if (fitting) {
      fitting.bin.push(item);
      fitting.left -= length;
    } else {
      const bin = [item];
      bins.push(bin);
      open.push({ bin, left: capacity - length });
    }
    open = open.filter(({ left }) => left >= smallestUsefulSpace).slice(-openBins);
  }
  return bins;
}

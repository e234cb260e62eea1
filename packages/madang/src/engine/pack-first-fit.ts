// Packs items into bins of one capacity: each goes into the first open bin that has room (first fit; Johnson 1973).
// Few bins stay open, so that packing is linear.

const smallestUsefulSpace = 8;
const openBins = 512;

/** Bins as indices of `lengths`, in the order given; a length must not exceed the capacity. */
export function packFirstFit(lengths: readonly number[], capacity: number): number[][] {
  const bins: number[][] = [];
  let open: { bin: number[]; left: number }[] = [];
  for (const [index, length] of lengths.entries()) {
    const fitting = open.find(({ left }) => left >= length);
    if (fitting) {
      fitting.bin.push(index);
      fitting.left -= length;
    } else {
      const bin = [index];
      bins.push(bin);
      open.push({ bin, left: capacity - length });
    }
    open = open.filter(({ left }) => left >= smallestUsefulSpace).slice(-openBins);
  }
  return bins;
}

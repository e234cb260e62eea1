// The 12 bytes of Q4_K and Q5_K that hold eight 6-bit scales and eight 6-bit minimums. Of groups 0 to 3 they lie whole
// in bytes 0 to 3 and 4 to 7; of groups 4 to 7 the lower 4 bits share bytes 8 to 11, the upper 2 the top of bytes 0 to 7.

export function scaleAt(bytes: Uint8Array, from: number, group: number): number {
  if (group < 4) return (bytes[from + group] ?? 0) & 63;
  return ((bytes[from + group + 4] ?? 0) & 15) | (((bytes[from + group - 4] ?? 0) >> 6) << 4);
}

export function minimumAt(bytes: Uint8Array, from: number, group: number): number {
  if (group < 4) return (bytes[from + group + 4] ?? 0) & 63;
  return ((bytes[from + group + 4] ?? 0) >> 4) | (((bytes[from + group] ?? 0) >> 6) << 4);
}

export function storePairs(bytes: Uint8Array, to: number, scales: Uint8Array, minimums: Uint8Array): void {
  for (let group = 0; group < 4; group += 1) {
    const [scale = 0, minimum = 0] = [scales[group], minimums[group]];
    const [laterScale = 0, laterMinimum = 0] = [scales[group + 4], minimums[group + 4]];
    bytes[to + group] = scale | ((laterScale >> 4) << 6);
    bytes[to + group + 4] = minimum | ((laterMinimum >> 4) << 6);
    bytes[to + group + 8] = (laterScale & 15) | ((laterMinimum & 15) << 4);
  }
}

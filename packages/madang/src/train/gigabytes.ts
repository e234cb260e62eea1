/** Bytes as people read them: `4.6 GB`, `38 MB`. */
export function gigabytes(bytes: number): string {
  return bytes < 5e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

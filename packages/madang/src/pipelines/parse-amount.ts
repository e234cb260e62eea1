// Amounts as people type them: durations (90s, 10m, 1h30m) and memory (900m, 8g).
const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)) {
    seconds += Number(amount) * secondsOf[unit as keyof typeof secondsOf];
  }
  return seconds;
}

/** Bytes; undefined where the text is no amount of memory. */
export function parseMemory(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([mg])b?$/i.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Math.round(Number(amount) * (unit.toLowerCase() === 'g' ? 1e9 : 1e6));
}

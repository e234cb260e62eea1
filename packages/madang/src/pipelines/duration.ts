// Durations as people type them: 90s, 10m, 1h, 1h30m.
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

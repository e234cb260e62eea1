// Numbers as people read them: sizes in decimal units (as disks and downloads are sold), durations, counts.
import type { Locale } from '../kernel/operation.ts';

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function formatSize(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (Math.abs(size) >= 999.95 && unit < sizeUnits.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : size.toFixed(1)} ${sizeUnits[unit]}`;
}

const durationUnits = {
  en: { hour: ' h', minute: ' min', second: ' s' },
  ko: { hour: '시간', minute: '분', second: '초' },
} as const;

export function formatDuration(seconds: number, locale: Locale): string {
  const units = durationUnits[locale];
  if (seconds < 9.95) return `${seconds.toFixed(1)}${units.second}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${units.second}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${units.minute} ${whole % 60}${units.second}`;
  return `${Math.floor(minutes / 60)}${units.hour} ${minutes % 60}${units.minute}`;
}

/** Integers with thousands separators, other numbers with four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const size = Math.abs(value);
  if (size >= 1000) return formatNumber(Math.round(value));
  return size < 0.0001 ? value.toExponential(3) : Number(value.toPrecision(4)).toString();
}

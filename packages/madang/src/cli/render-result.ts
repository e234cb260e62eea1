// A result without a form of its own: keys and values, nested ones indented, sizes and durations by their key's suffix.
import type { Locale } from '../kernel/operation.ts';
import { formatDuration, formatNumber, formatSize } from './format-quantity.ts';
import { kebabCase } from './input-schema.ts';

export function renderResult(value: unknown, locale: Locale): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => renderItem(item, locale));
  if (typeof value !== 'object') return [String(value)];
  return renderFields(value, locale);
}

function renderFields(value: object, locale: Locale): string[] {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && typeof inner !== 'function');
  return entries.flatMap(([key, inner]) => {
    const label = kebabCase(key).replaceAll('-', ' ');
    if (inner === null || typeof inner !== 'object') return [`${label}: ${renderScalar(key, inner, locale)}`];
    if (Array.isArray(inner) && inner.every((item) => item === null || typeof item !== 'object')) {
      return [`${label}: ${inner.map((item) => renderScalar(key, item, locale)).join(', ')}`];
    }
    return [`${label}:`, ...renderResult(inner, locale).map((line) => `  ${line}`)];
  });
}

function renderItem(item: unknown, locale: Locale): string[] {
  if (item === null || typeof item !== 'object') return [`- ${String(item)}`];
  return renderResult(item, locale).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`);
}

function renderScalar(key: string, value: unknown, locale: Locale): string {
  if (typeof value !== 'number') return String(value);
  if (/bytes$/i.test(key) && value >= 1000) return formatSize(value);
  if (/seconds$/i.test(key)) return formatDuration(value, locale);
  return formatNumber(value);
}

// Numbers as a reader of one language expects them (CLDR by way of Intl), with a true minus sign and the digits that
// the measurement carries: four for bits per byte, one for percentages.
import type { Locale } from '../kernel/operation.ts';

export const locales: readonly Locale[] = ['en', 'ko'];

export type Numbers = ReturnType<typeof numbersOf>;

export function numbersOf(locale: Locale) {
  const formatter = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number): string => (Number.isFinite(value) ? format.format(value).replaceAll('-', '−') : '–');
  };
  const percentDigits = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  const languageNames = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const seconds = formatter({ maximumFractionDigits: 0 });
  const units = { en: { h: 'h', min: 'min', s: 's' }, ko: { h: '시간', min: '분', s: '초' } }[locale];
  const space = locale === 'ko' ? '' : '\u00a0';

  return {
    locale,
    whole: formatter({ maximumFractionDigits: 0 }),
    decimal: formatter({ maximumSignificantDigits: 3 }),
    bitsPerByte: formatter({ minimumFractionDigits: 4, maximumFractionDigits: 4 }),
    ratio: formatter({ minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    percent: formatter(percentDigits),
    share: formatter({ style: 'percent', maximumFractionDigits: 0 }),
    signedPercent: formatter({ ...percentDigits, signDisplay: 'exceptZero' }),
    /** A bound, without digits it does not have. */
    bound: formatter({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }),
    fixed: (value: number, digits: number): string =>
      formatter({ minimumFractionDigits: digits, maximumFractionDigits: digits })(value),
    compact: formatter({ maximumSignificantDigits: 3, notation: 'compact' }),
    tick: formatter({ maximumSignificantDigits: 6, notation: 'compact' }),
    /** Powers of 1,000, as disks are sold: 270 MB. */
    bytes: (value: number): string => {
      const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
      return `${formatter({ maximumSignificantDigits: 3 })(value / 1000 ** power)}\u00a0${['bytes', 'kB', 'MB', 'GB', 'TB'][power]}`;
    },
    /** 6 min 58 s. */
    duration: (value: number): string => {
      if (value < 10) return `${formatter({ maximumFractionDigits: 1 })(value)}${space}${units.s}`;
      const total = Math.round(value);
      const parts = [
        [Math.floor(total / 3600), units.h],
        [Math.floor((total % 3600) / 60), units.min],
        [total % 60, units.s],
      ] as const;
      const said = parts.filter(([count], index) => count > 0 && !(index === 2 && total >= 3600));
      return said.map(([count, unit]) => `${seconds(count)}${space}${unit}`).join(' ');
    },
    date: (iso: string): string => `${dates.format(new Date(iso))} UTC`,
    language: (tag: string): string => {
      try {
        return languageNames.of(tag) ?? tag;
      } catch {
        return tag;
      }
    },
  };
}

// Which language the terminal speaks: `--locale`, else the first of LC_ALL, LC_MESSAGES, LANG that is set (POSIX).
import type { Locale } from '../kernel/operation.ts';

export const locales: readonly Locale[] = ['en', 'ko'];

export function isLocale(text: string): text is Locale {
  return locales.some((locale) => locale === text);
}

export function localeOf(environment: Readonly<Record<string, string | undefined>>): Locale {
  const named = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^ko([_.@-]|$)/i.test(named) ? 'ko' : 'en';
}

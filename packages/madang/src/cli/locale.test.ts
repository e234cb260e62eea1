import { expect, test } from 'vitest';
import { takeGlobalFlags } from './global-flags.ts';
import { localeOf } from './locale.ts';

test.each([
  [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'ko' }, 'ko'],
  [{ LANG: 'kok_IN' }, 'en'],
  [{ LANG: 'ko_KR.UTF-8', LC_MESSAGES: 'en_US' }, 'en'],
  [{ LANG: 'en_US', LC_ALL: 'ko_KR' }, 'ko'],
  [{ LANG: 'ko_KR', LC_ALL: '' }, 'ko'],
  [{}, 'en'],
])('%j speaks %s', (environment, locale) => {
  expect(localeOf(environment)).toBe(locale);
});

test('global flags stand anywhere before --, and leave the rest alone', () => {
  const { flags, rest } = takeGlobalFlags(['--locale', 'ko', 'graft', '--json', 'x', '--', '--quiet'], {});
  expect(flags).toMatchObject({ locale: 'ko', json: true, quiet: false });
  expect(rest).toEqual(['graft', 'x', '--', '--quiet']);
  expect(takeGlobalFlags(['--locale=ko'], { LANG: 'en' }).flags.locale).toBe('ko');
  expect(() => takeGlobalFlags(['--locale', 'fr'], {})).toThrow('no language "fr"');
});

// Which script a language is written in, and how much of a text is in it: the first, cheap test of language. It cannot
// tell languages of one script apart. Scripts are Unicode's (UAX #24); a language that is not here is not tested.

const scriptsOf: Readonly<Record<string, readonly string[]>> = {
  am: ['Ethiopic'],
  ar: ['Arabic'],
  as: ['Bengali'],
  be: ['Cyrillic'],
  bg: ['Cyrillic'],
  bn: ['Bengali'],
  bo: ['Tibetan'],
  cs: ['Latin'],
  da: ['Latin'],
  de: ['Latin'],
  dz: ['Tibetan'],
  el: ['Greek'],
  en: ['Latin'],
  es: ['Latin'],
  eu: ['Latin'],
  fa: ['Arabic'],
  fi: ['Latin'],
  fil: ['Latin'],
  fr: ['Latin'],
  gu: ['Gujarati'],
  he: ['Hebrew'],
  hi: ['Devanagari'],
  hu: ['Latin'],
  hy: ['Armenian'],
  id: ['Latin'],
  it: ['Latin'],
  ja: ['Hiragana', 'Katakana', 'Han'],
  ka: ['Georgian'],
  km: ['Khmer'],
  kn: ['Kannada'],
  ko: ['Hangul'],
  ky: ['Cyrillic'],
  lo: ['Lao'],
  ml: ['Malayalam'],
  mn: ['Cyrillic', 'Mongolian'],
  mr: ['Devanagari'],
  ms: ['Latin'],
  my: ['Myanmar'],
  ne: ['Devanagari'],
  nl: ['Latin'],
  or: ['Oriya'],
  pa: ['Gurmukhi', 'Arabic'],
  pl: ['Latin'],
  ps: ['Arabic'],
  pt: ['Latin'],
  ro: ['Latin'],
  ru: ['Cyrillic'],
  si: ['Sinhala'],
  sv: ['Latin'],
  sw: ['Latin'],
  ta: ['Tamil'],
  te: ['Telugu'],
  tg: ['Cyrillic'],
  th: ['Thai'],
  ti: ['Ethiopic'],
  tr: ['Latin'],
  uk: ['Cyrillic'],
  ur: ['Arabic'],
  vi: ['Latin'],
  yo: ['Latin'],
  zh: ['Han'],
  zu: ['Latin'],
};

export type ShareOfScript = (text: string) => number;

/** Gives the share of a text's letters that are in the language's scripts; absent for a language without an entry. */
export function scriptShareOf(
  language: string,
): { readonly scripts: string; readonly shareOf: ShareOfScript } | undefined {
  const primary = primaryLanguage(language);
  const scripts = primary === undefined ? undefined : scriptsOf[primary];
  if (!scripts) return undefined;
  const inScript = new RegExp(`[${scripts.map((script) => `\\p{Script=${script}}`).join('')}]+`, 'gu');
  const shareOf = (text: string): number => {
    const letters = text.replace(/\P{L}+/gu, '');
    if (letters === '') return 0;
    return 1 - letters.replace(inScript, '').length / letters.length;
  };
  return { scripts: scripts.join('+'), shareOf };
}

/** `kor`, `ko-KR`, `KO` → `ko`; absent for `und`, `Korean` and what else is no language tag (BCP 47). */
export function primaryLanguage(tag: string): string | undefined {
  if (!/^[a-z]{2,3}(?:$|[-_])/i.test(tag)) return undefined;
  try {
    const { language } = new Intl.Locale(tag.replaceAll('_', '-'));
    return ['und', 'mul', 'zxx', 'mis'].includes(language) ? undefined : language;
  } catch {
    return undefined;
  }
}

// The command line's own sentences in a language.
import type { Locale } from '../kernel/operation.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';

type CliMessages = typeof en | typeof ko;

export function messagesOf(locale: Locale): CliMessages {
  return locale === 'ko' ? ko : en;
}

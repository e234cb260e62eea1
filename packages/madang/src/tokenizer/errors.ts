import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { en } from './messages.en.ts';

export const tokenizerError = errorsOf('tokenizer', en.errors);
export const tokenizerNotice = noticesOf('tokenizer', en.notices);

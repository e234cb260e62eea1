import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { en } from './messages.en.ts';

export const modelError = errorsOf('model', en.errors);
export const modelNotice = noticesOf('model', en.notices);

import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { en } from './messages.en.ts';

export const serveError = errorsOf('serve', en.errors);
export const serveNotice = noticesOf('serve', en.notices);

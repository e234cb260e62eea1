import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { en } from './messages.en.ts';

export const releaseError = errorsOf('release', en.errors);
export const releaseNotice = noticesOf('release', en.notices);

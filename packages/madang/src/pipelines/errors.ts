import { errorsOf } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import { en } from './messages.en.ts';

export const pipelineError = errorsOf('pipelines', en.errors);
export const pipelineNotice = noticesOf('pipelines', en.notices);

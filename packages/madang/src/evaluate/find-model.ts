// What a person may name as a model: a file or folder, a release folder (its Hugging Face folder is meant), or a
// name that `base get` knows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { errorsOf } from '../kernel/errors.ts';
import { en } from './messages.en.ts';

const evaluateError = errorsOf('evaluate', en.errors);

export async function findModel(model: string, effects: Effects): Promise<string> {
  const released = join(model, 'hugging-face');
  if (existsSync(released)) return released;
  if (existsSync(model)) return model;
  if (/^[./~]|\.gguf$|\\/.test(model)) throw evaluateError('missing', 'no-model', { model });
  const { getBase } = await import('../model/get-base.operation.ts');
  return (await getBase({ ref: model }, effects)).path;
}

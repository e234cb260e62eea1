import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { curateSettingsSchema } from '../curate/contract.ts';
import { defineOperation } from '../kernel/operation.ts';
import { explainFailure, explainInput } from './explain-failure.ts';
import { localizeEvent, localizeExplanation } from './localize.ts';

const operation = defineOperation({
  name: 'try',
  summary: 's',
  input: z.strictObject({
    texts: z.string(),
    engine: z.enum(['auto', 'onnxruntime']).default('auto'),
    count: z.number().int().min(1).default(1),
    curate: curateSettingsSchema.prefault({}),
  }),
  positional: ['texts'],
  example: 'madang try texts',
  run: async () => ({}),
});

function refused(raw: Record<string, unknown>) {
  const parsed = operation.input.safeParse(raw);
  if (parsed.success) throw new Error('was not refused');
  return explainInput(parsed.error, raw, operation);
}

describe('input that does not fit', () => {
  test('names flag, found and expected', () => {
    expect(refused({ texts: 'a', engine: 'cuda' })).toMatchObject({
      kind: 'usage',
      found: '--engine is "cuda".',
      expected: 'auto | onnxruntime',
    });
    expect(refused({ texts: 'a', count: 0 }).values).toMatchObject({ field: '--count', found: '0', expected: '>= 1' });
    expect(refused({ texts: 'a', curate: { heldOutShare: 2 } }).values.field).toBe('--set curate.heldOutShare');
  });

  test('names the word that is missing, with an example', () => {
    expect(refused({})).toMatchObject({ code: 'cli/missing-input', next: 'For example: madang try texts' });
  });
});

describe('failures of the system', () => {
  test.skipIf(!existsSync('/dev/full'))('a full disk is said as such (needs /dev/full)', async () => {
    const failure = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    const error = explainFailure(new Error('wrapped', { cause: failure }), 'graft', false);
    expect(error).toMatchObject({ code: 'kernel/no-space', kind: 'resources' });
  });

  test('a missing file names its path', async () => {
    const failure = await readFile('/no/such/file').catch((error: unknown) => error);
    expect(explainFailure(failure, 'graft', false)).toMatchObject({ code: 'cli/file-missing', exitCode: 4 });
  });

  test('an aborted operation was interrupted', () => {
    const controller = new AbortController();
    controller.abort();
    expect(explainFailure(controller.signal.reason, 'graft', false).exitCode).toBe(130);
    expect(explainFailure(new Error('child died'), 'graft', true).code).toBe('kernel/interrupted');
  });

  test('a record that does not parse, and what nobody thought of', () => {
    const broken = z.object({ kind: z.string() }).safeParse({ kind: 1 });
    expect(explainFailure(broken.error, 'graft', false)).toMatchObject({ code: 'cli/bad-data', kind: 'input' });
    expect(explainFailure(new TypeError('x is not a function\n at y'), 'graft', false)).toMatchObject({
      kind: 'internal',
      values: { message: 'x is not a function' },
    });
    expect(explainFailure('text', 'graft', false).kind).toBe('internal');
  });
});

describe('in Korean', () => {
  test("an error is said again by its domain's messages", async () => {
    const english = explainFailure(Object.assign(new Error(), { code: 'ENOSPC', path: '/x' }), 'graft', false);
    const { code, values, found, expected, next } = english;
    const korean = await localizeExplanation({ code, values, found, expected, next }, 'ko');
    expect(korean.found).toBe('/x 을(를) 쓰는 동안 디스크에 남은 공간이 없습니다.');
    expect(await localizeExplanation({ code, values, found, expected, next }, 'en')).toMatchObject({ found });
  });

  test('what has no translation stays as it is', async () => {
    const event = { type: 'notice', code: 'nowhere/said', values: {}, text: 'kept' } as const;
    expect(await localizeEvent(event, 'ko')).toEqual(event);
    expect(await localizeEvent({ ...event, code: '../../x/y' }, 'ko')).toMatchObject({ text: 'kept' });
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forecast, plan } from './plan.fixture.ts';
import { readPlan, writePlan } from './plan.ts';
import { lockTrainer, takeOverRun } from './take-over-run.ts';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'madang-run-'));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** What an earlier trainer left: a checkpoint, an adapter, and half-written files of a killed one. */
function leaveTraining(): void {
  writePlan(run, { ...plan, steps: 7, forecast });
  mkdirSync(join(run, 'checkpoints', '00000003'), { recursive: true });
  mkdirSync(join(run, 'adapter'));
  mkdirSync(join(run, '.adapter-999999'));
  for (const name of ['outcome.json', 'events.jsonl', '.plan-999999.json', 'outcome.json.partial-999999']) {
    writeFileSync(join(run, name), '');
  }
}
const names = () => readdirSync(run).filter((name) => name !== 'trainer.sqlite');

test('goes on with the same training and drops only what is half-written', async () => {
  leaveTraining();
  const found = await takeOverRun(run, { ...plan, threads: 8 }, signal);
  expect(found).toEqual({ ...plan, steps: 7, forecast });
  expect(names()).toEqual(['adapter', 'checkpoints', 'events.jsonl', 'outcome.json', 'plan.json']);
});

test('drops the checkpoints and steps of another training: other texts, another engine', async () => {
  leaveTraining();
  const data = { ...plan.data, train: { path: '/corpus/train.jsonl', hash: 'changed' } };
  expect(await takeOverRun(run, { ...plan, data }, signal)).toBeUndefined();
  expect(names()).toEqual(['events.jsonl']);
  expect(readPlan(run)).toBeUndefined();
});

test('makes a folder that is not there', async () => {
  expect(await takeOverRun(join(run, 'new'), plan, signal)).toBeUndefined();
  expect(existsSync(join(run, 'new'))).toBe(true);
});

test('waits for the trainer that is still at work, unless it is told to stop', async () => {
  leaveTraining();
  const order: string[] = [];
  const working = await lockTrainer(run);
  const waiting = takeOverRun(run, plan, signal).then(() => order.push('taken over'));
  await new Promise((resolve) => setTimeout(resolve, 250));
  order.push('trainer ends');
  working[Symbol.dispose]();
  await waiting;
  expect(order).toEqual(['trainer ends', 'taken over']);

  using _working = await lockTrainer(run);
  await expect(takeOverRun(run, plan, AbortSignal.timeout(50))).rejects.toThrow();
});

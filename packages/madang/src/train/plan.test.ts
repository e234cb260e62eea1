import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forecast, plan } from './plan.fixture.ts';
import { isFrozen, type Plan, planHash, readPlan, writePlan } from './plan.ts';

describe('planHash', () => {
  const same: Record<string, Plan> = {
    'another place of the base': { ...plan, base: { ...plan.base, path: '/elsewhere' } },
    'another place of the data': { ...plan, data: { ...plan.data, train: { ...plan.data.train, path: '/elsewhere' } } },
    'other threads': { ...plan, threads: 64 },
    'another prompt to watch': { ...plan, prompt: '다른' },
    'checkpoints more often': { ...plan, settings: { ...plan.settings, checkpointMinutes: 0.1 } },
    'what the probe froze': { ...plan, steps: 7, forecast },
  };
  test.each(Object.entries(same))('is the same with %s', (_, other) => {
    expect(planHash(other)).toBe(planHash(plan));
  });

  const different: Record<string, Plan> = {
    'another base': { ...plan, base: { ...plan.base, hash: 'other' } },
    'other texts': { ...plan, data: { ...plan.data, train: { ...plan.data.train, hash: 'other' } } },
    'no chat': { ...plan, data: { ...plan.data, chat: undefined } },
    'another engine': { ...plan, engine: 'openvino' },
    'another precision': { ...plan, precision: 'bfloat16' },
    'another budget': { ...plan, budget: { maxTokens: 1001 } },
    'another seed': { ...plan, settings: { ...plan.settings, seed: 2 } },
    'another rank': { ...plan, settings: { ...plan.settings, rank: 8 } },
  };
  test.each(Object.entries(different))('is another with %s', (_, other) => {
    expect(planHash(other)).not.toBe(planHash(plan));
  });
});

test('a plan is frozen when it has its steps and its forecast', () => {
  expect([isFrozen(plan), isFrozen({ ...plan, steps: 7 }), isFrozen({ ...plan, forecast })]).toEqual([
    false,
    false,
    false,
  ]);
  expect(isFrozen({ ...plan, steps: 7, forecast })).toBe(true);
});

test('comes back as it was written, and leaves nothing beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'madang-plan-'));
  try {
    expect(readPlan(folder)).toBeUndefined();
    writePlan(folder, plan);
    writePlan(folder, { ...plan, steps: 7, forecast });
    expect(readPlan(folder)).toEqual({ ...plan, steps: 7, forecast });
    expect(readdirSync(folder)).toEqual(['plan.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { expect, test } from 'vitest';
import { type Comparison, gateSettingsSchema, type Measured } from './contract.ts';
import { judge } from './gate.ts';

const settings = gateSettingsSchema.parse({});

test('a graft that read better and kept what it had passes', () => {
  const gate = judge(comparison({}), settings);
  expect(gate.gate).toBe('pass');
  expect(gate.conditions.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['target-better', 'pass'],
    ['source-kept', 'pass'],
    ['chat-kept', 'pass'],
    ['answers-end', 'pass'],
    ['facts-kept', 'pass'],
  ]);
});

const failures: [string, Comparison, Comparison][] = [
  ['target-better', comparison({ targetHigh: -1e-6 }), comparison({ targetHigh: 0 })],
  ['source-kept', comparison({ sourceRelative: 0.03 }), comparison({ sourceRelative: 0.0301 })],
  ['chat-kept', comparison({ chatRelativeHigh: 0.1 }), comparison({ chatRelativeHigh: 0.101 })],
  ['answers-end', comparison({ graftEnded: 26 }), comparison({ graftEnded: 25 })],
  ['facts-kept', comparison({ graftFacts: 15 }), comparison({ graftFacts: 14 })],
];

test.each(failures)('%s passes at its bound and fails just beyond it, alone', (name, atBound, beyond) => {
  expect(judge(atBound, settings).gate).toBe('pass');
  const gate = judge(beyond, settings);
  expect(gate.gate).toBe('fail');
  expect(gate.conditions.filter(({ outcome }) => outcome === 'fail').map((condition) => condition.name)).toEqual([
    name,
  ]);
});

test('what has no data is not measured, and fails nothing', () => {
  const { targetLanguage, window, precision, engine, seed, resamples } = comparison({});
  const gate = judge({ targetLanguage, window, precision, engine, seed, resamples }, settings);
  expect(gate.gate).toBe('pass');
  expect(gate.conditions.slice(1).map(({ outcome }) => outcome)).toEqual(new Array(4).fill('not-measured'));
});

test('chat without any fact prompt leaves facts unmeasured', () => {
  const { chat, ...rest } = comparison({});
  if (!chat) throw new Error('the example has chat');
  const gate = judge({ ...rest, chat: { ...chat, factPrompts: 0, baseFacts: 0, graftFacts: 0 } }, settings);
  expect(gate.conditions.at(-1)).toEqual({ name: 'facts-kept', outcome: 'not-measured', bound: 0.1 });
});

function comparison(values: {
  targetHigh?: number;
  sourceRelative?: number;
  chatRelativeHigh?: number;
  graftEnded?: number;
  graftFacts?: number;
}): Comparison {
  const {
    targetHigh = -0.3,
    sourceRelative = 0.003,
    chatRelativeHigh = 0.05,
    graftEnded = 30,
    graftFacts = 17,
  } = values;
  return {
    targetLanguage: measured({ high: targetHigh }),
    sourceLanguage: measured({ relative: { value: sourceRelative, low: -0.01, high: 0.05 } }),
    chat: {
      answers: measured({ relative: { value: 0.01, low: -0.01, high: chatRelativeHigh } }),
      prompts: 40,
      baseEnded: 30,
      graftEnded,
      factPrompts: 20,
      baseFacts: 17,
      graftFacts,
    },
    window: 1024,
    precision: 'float32',
    engine: 'onnxruntime',
    seed: 1,
    resamples: 10_000,
  };
}

function measured(values: Partial<Measured>): Measured {
  return {
    base: 2.3,
    graft: 1.9,
    difference: -0.4,
    low: -0.5,
    high: -0.3,
    documents: 10,
    bytes: 48_000,
    textHash: 'x',
    relative: { value: -0.17, low: -0.2, high: -0.13 },
    clusters: 10,
    clusteredBy: 'parent',
    ...values,
  };
}

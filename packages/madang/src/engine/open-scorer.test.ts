// A tiny model's scores against the plain loops in float64: batched, alone, in another order, with an adapter.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScoringWindow } from '../evaluate/contract.ts';
import { interpret } from '../graph/interpret.ts';
import { tokenScores } from '../graph/ops/token-scores.ts';
import { sizeOf } from '../graph/shapes.ts';
import { createGraph, graphInput, type Value } from '../graph/value.ts';
import type { Adapter } from '../model/adapter.ts';
import { buildDecoder } from '../model/architectures/decoder.ts';
import { linearNames, linearShape } from '../model/architectures/tensors.ts';
import type { Weights } from '../model/contract.ts';
import { mergeAdapter } from '../model/merge.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import { embedTokens, layPassages } from './decoder-feeds.ts';
import { findOpenvino } from './fetch-openvino.ts';
import { type ModelScorer, openScorer } from './open-scorer.ts';

const config = { ...tinyConfig, hiddenSize: 24, headCount: 3, keyValueHeadCount: 1, headSize: 8, intermediateSize: 20 };
const weights = tinyWeights(config);
const options = { kind: 'onnxruntime', precision: 'float32', threads: 1 } as const;

function windowOf(seed: number, length: number): ScoringWindow {
  const ids = [...pseudoRandom(seed, length + 1)].map((value) => Math.floor((value + 0.5) * config.vocabularySize));
  return { inputs: ids.slice(0, -1), targets: ids.slice(1), scoredFrom: 0 };
}
/** Short ones that share rows, and more of them than a run holds. */
const windows = [
  ...Array.from({ length: 20 }, (_, n) => windowOf(n + 1, 1 + ((n * 13) % 64))),
  windowOf(30, 65),
  windowOf(31, 128),
  windowOf(32, 200),
  windowOf(33, 90),
];

let scorer: ModelScorer;
beforeAll(async () => {
  scorer = await openScorer({ config, weights }, options);
});
afterAll(() => scorer[Symbol.asyncDispose]());

describe('score', () => {
  test('gives a number for each position, in the order asked, as if each window were alone', async () => {
    const batched = await scorer.score(windows);
    expect(batched.map((scores) => scores.length)).toEqual(windows.map(({ inputs }) => inputs.length));
    for (const [index, window] of windows.entries()) {
      const [alone] = await scorer.score([window]);
      expectClose(alone, batched[index], 1e-5);
    }
    const reversed = await scorer.score(windows.toReversed());
    for (const [index, scores] of reversed.toReversed().entries()) expectClose(scores, batched[index], 1e-5);
  });

  test('agrees with the plain loops in float64', async () => {
    const chosen = [windowOf(40, 1), windowOf(41, 23), windowOf(42, 70)];
    const found = await scorer.score(chosen);
    for (const [index, window] of chosen.entries()) {
      expectClose(found[index], reference(window, weights).logProbabilities, 1e-4);
    }
  });

  test('counts the tokens that it scored', async () => {
    const counted: number[] = [];
    const scored = windows.map((window) => ({ ...window, scoredFrom: Math.floor(window.inputs.length / 2) }));
    await scorer.score(scored, (tokens) => counted.push(tokens));
    const expected = scored.reduce((sum, { inputs, scoredFrom }) => sum + inputs.length - scoredFrom, 0);
    expect(counted.reduce((a, b) => a + b, 0)).toBe(expected);
    expect(counted.length).toBeGreaterThan(1);
  });

  test('with an adapter scores the merged weights', async () => {
    const adapter = randomAdapter();
    await using grafted = await openScorer({ config, weights }, { ...options, adapter });
    const window = windowOf(50, 40);
    const [found] = await grafted.score([window]);
    expectClose(found, reference(window, mergeAdapter(weights, adapter)).logProbabilities, 1e-4);
    const [base] = await scorer.score([window]);
    expect(Math.max(...(base ?? []).map((value, i) => Math.abs(value - (found?.[i] ?? 0))))).toBeGreaterThan(0.01);
  });

  test('nothing asked, nothing given', async () => {
    expect(await scorer.score([])).toEqual([]);
  });
});

test('topTwo names the likeliest token and its lead in nats', async () => {
  const [short, long] = [windowOf(60, 12), windowOf(61, 80)];
  const found = await scorer.topTwo([long, short]);
  for (const [index, window] of [long, short].entries()) {
    const { top } = reference(window, weights);
    expect([...(found[index]?.ids ?? [])]).toEqual(top.map(({ id }) => id));
    expectClose(
      found[index]?.margin,
      top.map(({ margin }) => margin),
      1e-4,
    );
  }
});

const openvino = findOpenvino();
test.skipIf(!openvino)('openvino scores the same (skipped where it has not been fetched)', async () => {
  await using other = await openScorer({ config, weights }, { ...options, kind: 'openvino' });
  const chosen = [windowOf(41, 23), windowOf(42, 70)];
  const found = await other.score(chosen);
  for (const [index, window] of chosen.entries()) {
    expectClose(found[index], reference(window, weights).logProbabilities, 1e-4);
  }
});

/** The decoder and its head by plain loops, on this window alone. */
function reference({ inputs, targets }: ScoringWindow, of: Weights) {
  const rowTokens = inputs.length;
  const graph = createGraph();
  const { hidden_TD, embedding_VD } = buildDecoder(graph, config, { rows: 1, rowTokens });
  const targets_T = graphInput(graph, 'targets', [rowTokens], 'int64');
  const scores = tokenScores(graph, hidden_TD, embedding_VD, targets_T, { chunkTokens: 16, topTwo: true });
  const embedded = new Float32Array(rowTokens * config.hiddenSize);
  embedTokens(embedded, of.read('model.embed_tokens.weight'), config.hiddenSize, inputs);
  const positions = new BigInt64Array(rowTokens);
  const mask = new Float32Array(rowTokens * rowTokens);
  layPassages(positions, mask, new Int32Array(rowTokens), rowTokens);
  const feeds: Record<string, ArrayLike<number>> = { embedded, mask, targets, positions: [...positions].map(Number) };
  const values = interpret(
    graph,
    new Map(
      graph.inputs.map(({ name, shape }) => {
        const data = Float64Array.from(feeds[name] ?? of.read(name));
        expect(data.length).toBe(sizeOf(shape));
        return [name, { shape, data }];
      }),
    ),
  );
  const numbers = (value: Value | undefined) => values.get(value?.name ?? '')?.data ?? new Float64Array();
  const topLogs = numbers(scores.topTwo?.logProbability);
  const topIds = numbers(scores.topTwo?.id);
  return {
    logProbabilities: numbers(scores.logProbability),
    top: inputs.map((_, i) => ({
      id: topIds[2 * i] ?? -1,
      margin: (topLogs[2 * i] ?? 0) - (topLogs[2 * i + 1] ?? 0),
    })),
  };
}

function randomAdapter(): Adapter {
  const rank = 3;
  const modules = linearNames(config).map((name, place) => {
    const [out, inner] = linearShape(config, name);
    return [name, { a: pseudoRandom(700 + place, rank * inner), b: pseudoRandom(800 + place, out * rank) }] as const;
  });
  return { rank, alpha: 6, rankStabilized: false, modules: new Map(modules), trainedRows: new Map() };
}

function expectClose(found: ArrayLike<number> | undefined, expected: ArrayLike<number> | undefined, bound: number) {
  const [a, b] = [Array.from(found ?? []), Array.from(expected ?? [])];
  expect(a.length).toBe(b.length);
  expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))))).toBeLessThan(bound);
}

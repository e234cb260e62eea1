// Every architecture: each recorded checkpoint through `architectures.cases.ts`, on each engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../../engine/executor.ts';
import { openOnnxruntime } from '../../engine/executors/onnxruntime.ts';
import { openOpenvino } from '../../engine/executors/openvino.ts';
import { findOpenvino } from '../../engine/fetch-openvino.ts';
import { architectureNames } from '../contract.ts';
import {
  distributionDistance,
  exportDistances,
  gradientsDistance,
  graftShortly,
  scoresDistance,
} from './architectures.cases.ts';
import { architectures } from './index.ts';
import { openRecorded, recordedCases } from './recorded-checkpoint.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-architectures-'));
const openvino = findOpenvino();
const options = { precision: 'float32', threads: 1 } as const;
const onnxruntime = { kind: 'onnxruntime', precision: 'float32' } as const;
const engines: [name: 'onnxruntime' | 'openvino', (() => Promise<Executor>) | undefined][] = [
  ['onnxruntime', () => openOnnxruntime(options)],
  ['openvino', openvino ? () => openOpenvino(options, openvino) : undefined],
];
afterAll(() => rmSync(root, { recursive: true }));

const lackingInLlamaCpp: Readonly<Record<string, string>> = {
  'gemma3, another query scale': 'query_pre_attn_scalar 12 instead of 8',
};

test('every architecture is a member and has a recording', () => {
  expect(architectures.map(({ name }) => name)).toEqual(architectureNames);
  const recorded = new Set(recordedCases.map(({ name }) => name.split(',')[0]));
  expect(recorded).toEqual(new Set(architectureNames));
});

describe.each(recordedCases)('$name', (recorded) => {
  describe.each(engines)('%s (skipped where it has not been fetched)', (kind, open) => {
    let executor: Executor;
    beforeAll(async () => {
      if (open) executor = await open();
    });
    afterAll(() => executor?.[Symbol.asyncDispose]());

    test.skipIf(!open)('log-probabilities are those of transformers', async () => {
      using model = await openRecorded(recorded, root);
      expect(await scoresDistance(recorded, model, { kind, precision: 'float32' })).toBeLessThan(1e-4);
      if (kind === 'openvino') return;
      expect(await distributionDistance(recorded, model, onnxruntime)).toBeLessThan(1e-4);
    });

    test.skipIf(!open).each([
      { method: 'lora', execution: { kind: 'one-graph' } },
      { method: 'full', execution: { kind: 'layer-by-layer', keptLayers: 1 } },
    ] as const)('gradients are those of transformers: $method, $execution.kind', async (way) => {
      using model = await openRecorded(recorded, root);
      const found = await gradientsDistance(recorded, model, executor, way);
      expect(found.loss).toBeLessThan(1e-5);
      expect(found.gradients).toBeLessThan(1e-5);
    });
  });

  test.skipIf(!openvino)('bfloat16 is near (skipped where OpenVINO has not been fetched)', async () => {
    using model = await openRecorded(recorded, root);
    expect(await scoresDistance(recorded, model, { kind: 'openvino', precision: 'bfloat16' })).toBeLessThan(0.1);
  });

  test('the recording tells whether a feature is there', async () => {
    using model = await openRecorded(recorded, root);
    const features = ['ropeScaling', 'slidingWindow', 'queryScalar', 'logitSoftCap'] as const;
    const others = { ropeTheta: 3 * model.config.ropeTheta, normEpsilon: 1e-2 };
    const changes = [
      ...features.filter((key) => model.config[key] !== undefined).map((key) => ({ [key]: undefined })),
      ...Object.entries(others).map(([key, value]) => ({ [key]: value })),
    ];
    for (const change of changes) {
      const config = { ...model.config, ...change };
      if (model.config.queryScalar === model.config.headSize && 'queryScalar' in change) continue;
      const distance = await scoresDistance(recorded, { config, weights: model.weights }, onnxruntime);
      expect(distance, JSON.stringify(Object.keys(change))).toBeGreaterThan(1e-3);
    }
  });

  test('a short graft learns, and its exports say the same', async () => {
    using model = await openRecorded(recorded, root);
    await using executor = await openOnnxruntime(options);
    const grafted = await graftShortly(model, executor);
    expect(grafted.losses[1]).toBeLessThan(0.9 * grafted.losses[0]);
    const { huggingFace, gguf, lacks } = await exportDistances(grafted, join(root, 'exports', recorded.name));
    expect(huggingFace).toBeLessThan(1e-6);
    expect(lacks).toBe(lackingInLlamaCpp[recorded.name]);
    if (lacks !== undefined) return;
    expect(gguf?.inOurs).toBeLessThan(1e-4);
    // llama.cpp keeps keys and values in float16
    expect(gguf?.inLlamaCpp).toBeLessThan(0.01);
  });
});

import { expect, test } from 'vitest';
import { openOnnxruntime } from '../engine/executors/onnxruntime.ts';
import { openScorer } from '../engine/open-scorer.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from '../model/tiny-model.fixture.ts';
import { prefixTokenId, tinyTensors, tinyTrainSettings, tokenIds } from './tiny-training.fixture.ts';
import { chooseTrained } from './trained-parts.ts';
import { adapterOf, startLora } from './trained-tensors.ts';
import { openModelWatch } from './watch-model.ts';

test('sees base and adapter as they stand: what the merged model says, in training windows', async () => {
  const settings = tinyTrainSettings();
  const lora = startLora(tinyConfig, settings, chooseTrained(tinyConfig, settings));
  await using executor = await openOnnxruntime({ precision: 'float32', threads: 1 });
  await using watch = await openModelWatch(tinyConfig, tinyTensors, lora, settings, prefixTokenId, executor);
  const passages = [tokenIds(1, 12), tokenIds(2, 30), tokenIds(3, 32), tokenIds(4, 7), tokenIds(5, 20)];
  const before = await watch.bitsPerByte(passages, 300);
  // the adapter moves under the watch's eyes
  for (const [place, { name, weights }] of lora.entries()) {
    if (name.endsWith('.lora_b')) weights.set(pseudoRandom(900 + place, weights.length));
  }
  const after = await watch.bitsPerByte(passages, 300);
  expect(after).not.toBeCloseTo(before, 2);

  const adapter = adapterOf(lora, settings);
  const options = { kind: 'onnxruntime', precision: 'float32', threads: 1, adapter } as const;
  await using scorer = await openScorer({ config: tinyConfig, weights: tinyWeights(tinyConfig) }, options);
  const windows = passages.map((ids) => ({
    inputs: [prefixTokenId, ...ids.slice(0, -1)],
    targets: ids,
    scoredFrom: 0,
  }));
  const scores = await scorer.score(windows);
  const nats = -scores.flatMap((numbers) => [...numbers]).reduce((a, b) => a + b, 0);
  expect(after).toBeCloseTo(nats / 300 / Math.LN2, 5);

  const prompt = tokenIds(9, 40);
  const continued = await watch.continueText(prompt, undefined);
  // a row of 64 tokens less the prefix and the prompt
  expect(continued).toHaveLength(23);
  const text = [prefixTokenId, ...prompt, ...continued];
  const [top] = await scorer.topTwo([{ inputs: text, targets: text, scoredFrom: 0 }]);
  expect([...(top?.ids ?? [])].slice(prompt.length, -1)).toEqual(continued);
  expect(await watch.continueText(prompt, continued[0])).toEqual([]);
});

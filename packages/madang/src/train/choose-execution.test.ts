import { expect, test } from 'vitest';
import { catalogue } from '../model/catalogue.ts';
import { tinyConfig } from '../model/tiny-model.fixture.ts';
import { chooseExecution } from './choose-execution.ts';
import { trainSettingsSchema } from './contract.ts';
import { forecastMemory } from './memory-fit.ts';

const config = catalogue[0]?.config ?? tinyConfig;
const settings = trainSettingsSchema.parse({});
const choice = { engine: 'openvino', precision: 'bfloat16' } as const;
const choose = (bytes: number) => chooseExecution(config, settings, choice, bytes);
const needed = (execution: NonNullable<ReturnType<typeof choose>>) =>
  forecastMemory(config, settings, choice, undefined, execution);

test('one graph where it fits, else as many kept layers as fit, else nothing', () => {
  const whole = needed({ kind: 'one-graph' });
  expect(choose(whole)).toEqual({ kind: 'one-graph' });
  const least = needed({ kind: 'layer-by-layer', keptLayers: 0 });
  expect(least).toBeLessThan(0.7 * whole);
  expect(choose(least)).toEqual({ kind: 'layer-by-layer', keptLayers: 0 });
  expect(choose(least - 1)).toBeUndefined();
  for (const bytes of [0.2, 0.5, 0.9].map((share) => least + share * (whole - least))) {
    const chosen = choose(bytes);
    if (chosen?.kind !== 'layer-by-layer') throw new Error('layer by layer');
    expect(needed(chosen)).toBeLessThanOrEqual(Math.max(0.9 * bytes, least));
    expect(needed({ ...chosen, keptLayers: chosen.keptLayers + 1 })).toBeGreaterThan(0.9 * bytes);
  }
});

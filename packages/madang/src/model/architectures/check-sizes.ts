// Bounds on what a config may ask for, whatever file it came from.
import type { ModelConfig } from '../contract.ts';
import { modelError } from '../errors.ts';

/** The largest published models have under 200 layers. */
export const maximumLayers = 512;

export function checkSizes(path: string, config: ModelConfig): ModelConfig {
  const { headCount, keyValueHeadCount, headSize, layerCount, slidingWindow } = config;
  const fits = headCount % keyValueHeadCount === 0 && Number.isInteger(headSize) && headSize % 2 === 0;
  const problems = `heads ${headCount}, key-value heads ${keyValueHeadCount}, head size ${headSize}`;
  if (!fits) throw modelError('input', 'broken-config', { path, problems });
  const listed = slidingWindow?.layers.length ?? layerCount;
  if (listed === layerCount) return config;
  throw modelError('input', 'broken-config', { path, problems: `${listed} layer types of ${layerCount} layers` });
}

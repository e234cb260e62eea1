// Which layers have a sliding window, as transformers decides it: `layer_types` where it is given, else a rule of the
// architecture.
import type { ModelConfig } from '../contract.ts';
import { type HuggingFaceConfig, refuse } from './hugging-face-config.ts';

const sliding = 'sliding_attention';
const full = 'full_attention';

export function readSlidingWindow(
  json: HuggingFaceConfig,
  path: string,
  tokens: number | null | undefined,
  isSliding: (layer: number) => boolean,
): Pick<ModelConfig, 'slidingWindow'> {
  const listed = json.layer_types;
  const other = listed?.find((type) => type !== sliding && type !== full);
  if (other !== undefined) refuse(path, `layer_types ${other}`);
  const layers = Array.from({ length: json.num_hidden_layers }, (_, layer) => isSliding(layer));
  const chosen = listed?.map((type) => type === sliding) ?? layers;
  return tokens != null && chosen.includes(true) ? { slidingWindow: { tokens, layers: chosen } } : {};
}

export function writeLayerTypes({ slidingWindow, layerCount }: ModelConfig): string[] {
  return Array.from({ length: layerCount }, (_, layer) => (slidingWindow?.layers[layer] ? sliding : full));
}

/** Layers in groups of `period`, of which the last has no window. */
export function everyLayerBut(period: number): (layer: number) => boolean {
  return (layer) => (layer + 1) % period !== 0;
}

// One graph where it fits into the memory at hand; else layer by layer, with as many of the last layers kept as fit.
import type { EngineChoice } from '../engine/open-executor.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { Execution, TrainSettings } from './contract.ts';
import { forecastMemory } from './memory-fit.ts';

/** The forecast is within about a tenth; layers are kept only in what surely is left. */
const surelyFree = 0.9;

/** Undefined: not even the smallest fits. */
export function chooseExecution(
  config: ModelConfig,
  settings: TrainSettings,
  choice: EngineChoice,
  availableBytes: number,
  newRowsFrom?: number,
): Execution | undefined {
  const needed = (execution: Execution) => forecastMemory(config, settings, choice, newRowsFrom, execution);
  if (needed({ kind: 'one-graph' }) <= availableBytes) return { kind: 'one-graph' };
  const layerByLayer = (keptLayers: number): Execution => ({ kind: 'layer-by-layer', keptLayers });
  const least = needed(layerByLayer(0));
  if (least > availableBytes) return undefined;
  const perLayer = needed(layerByLayer(1)) - least;
  const fitting = Math.floor((surelyFree * availableBytes - least) / perLayer);
  return layerByLayer(Math.max(0, Math.min(config.layerCount, fitting)));
}

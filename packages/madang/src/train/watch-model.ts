// Looks at the model while it trains, with the adapter as it stands: bits per byte of a small held-out sample, and
// one prompt continued greedily. Changes nothing.
import type { Executor } from '../engine/executor.ts';
import { openForwardRunner } from '../engine/forward-runner.ts';
import type { WeightArray } from '../engine/weight-arrays.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { TrainedTensor } from './adamw.ts';
import type { TrainSettings } from './contract.ts';
import { packRows, piecesOfPassage } from './pack-rows.ts';
import { chooseTrained, loraShape } from './trained-parts.ts';
import { loraArrays } from './trained-tensors.ts';
import { linearsAsOf } from './weights-in-memory.ts';

const rows = 2;
const promptRowTokens = 64;

export interface ModelWatch extends AsyncDisposable {
  /** Of passages of token ids that hold `bytes` bytes of text, in windows of the training row's length. */
  bitsPerByte(passages: readonly (readonly number[])[], bytes: number): Promise<number>;
  /** The prompt's ids continued by the likeliest tokens, until the row is full or the text ends. */
  continueText(prompt: readonly number[], endTokenId: number | undefined): Promise<number[]>;
}

export async function openModelWatch(
  config: ModelConfig,
  weights: ReadonlyMap<string, WeightArray>,
  trained: readonly TrainedTensor[],
  settings: TrainSettings,
  prefixTokenId: number,
  executor: Executor,
  layerByLayer = false,
): Promise<ModelWatch> {
  const arrays = new Map<string, WeightArray>([...weights, ...loraArrays(trained)]);
  const linearsAs = linearsAsOf(weights, config);
  const array = (name: string) => arrays.get(name) ?? new Float32Array();
  const lora = loraShape(settings, chooseTrained(config, settings));
  const open = (rowCount: number, rowTokens: number, topTwo: boolean) =>
    openForwardRunner(config, array, { rows: rowCount, rowTokens, lora, topTwo, layerByLayer, linearsAs }, executor);
  await using opened = new AsyncDisposableStack();
  const scoring = opened.use(await open(rows, settings.rowTokens, false));
  const prompting = opened.use(await open(1, promptRowTokens, true));

  const closing = opened.move();
  return {
    async bitsPerByte(passages, bytes) {
      const pieces = passages.flatMap((ids) => piecesOfPassage(ids, prefixTokenId, settings.rowTokens));
      const packed = packRows(pieces, settings.rowTokens);
      let nats = 0;
      for (let start = 0; start < packed.length; start += rows) {
        for (const { logProbabilities } of await scoring.run(packed.slice(start, start + rows))) {
          for (const logProbability of logProbabilities) nats -= logProbability;
        }
      }
      return nats / bytes / Math.LN2;
    },
    async continueText(prompt, endTokenId) {
      const text = [prefixTokenId, ...prompt].slice(0, promptRowTokens - 1);
      const promptLength = text.length;
      while (text.length < promptRowTokens) {
        const [scores] = await prompting.run([[{ inputs: text, targets: [] }]]);
        const next = scores?.topIds[2 * (text.length - 1)] ?? 0;
        if (next === endTokenId) break;
        text.push(next);
      }
      return text.slice(promptLength);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

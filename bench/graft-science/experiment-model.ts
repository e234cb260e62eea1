// A model as the experiment trains it: all weights in memory, to be changed in place.
import type { ModelConfig } from '../../packages/madang/src/model/contract.ts';
import type { Tokenizer } from '../../packages/madang/src/tokenizer/encode.ts';

export interface ExperimentModel {
  readonly config: ModelConfig;
  readonly tokenizerJson: string;
  readonly tokenizer: Tokenizer;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

export function copyModel(model: ExperimentModel): ExperimentModel {
  return { ...model, weights: new Map([...model.weights].map(([name, values]) => [name, values.slice()])) };
}

// The control of a graft: the base trained for as many tokens on source-language text alone, and compared with the base
// on the same texts. What it gains is repair of quantisation, or style, not the language. Leaves `control.json` in the
// run's folder; its trainer works in a folder of its own there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompareInput, compare } from '../evaluate/compare.operation.ts';
import { type Comparison, comparisonSchema } from '../evaluate/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import type { Artifact } from '../kernel/store.ts';
import { readAdapter } from '../model/adapter.ts';
import type { OpenModel, Weights } from '../model/contract.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { mergeAdapter } from '../model/merge.ts';
import { controlFolder, type TrainInput, train } from '../train/train.operation.ts';

export interface ControlInput {
  readonly runFolder: string;
  readonly base: OpenModel;
  /** How the graft was trained. */
  readonly training: TrainInput;
  readonly trainedTokens: number;
  /** Source-language text, and the artifact that it lies in. */
  readonly replay: string;
  readonly material: Artifact;
  readonly comparison: Omit<CompareInput, 'adapter' | 'chat' | 'openGraftScorer' | 'graftTokenizer'>;
  readonly openScorer: (weights: Weights) => CompareInput['openGraftScorer'];
}

export async function trainControl(input: ControlInput, effects: Effects): Promise<Comparison> {
  const { base, training, material, comparison } = input;
  const quiet = progressOnly(effects);
  const { sourceReplay: _replay, ...files } = training.data;
  const adapter = await train(
    {
      ...training,
      runFolder: join(input.runFolder, controlFolder),
      base: { ...training.base, config: base.config },
      growth: undefined,
      corpus: material,
      data: { ...files, train: { path: input.replay, hash: material.hash } },
      budget: { maxTokens: input.trainedTokens },
    },
    quiet,
  );
  const weights = keepWeights(mergeAdapter(base.weights, await readAdapter(adapter.folder)));
  const graft = { openGraftScorer: input.openScorer(weights), graftTokenizer: comparison.baseTokenizer };
  const compared = await compare({ ...comparison, ...graft, adapter, chat: undefined }, quiet);
  const facts = comparisonSchema.parse(compared.record.facts.comparison);
  await writeFile(join(input.runFolder, 'control.json'), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}

/** Progress is shown; what would be taken for the graft's own is not. */
function progressOnly(effects: Effects): Effects {
  return {
    ...effects,
    emit: (event) => {
      if (event.type === 'step-progress') effects.emit(event);
    },
  };
}

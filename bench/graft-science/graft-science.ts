// Does the science of grafts hold here? Runs the arms on a small base that it makes, or on a real one, judges the
// conditions and writes docs/reference/graft-science.md with its picture. A run that was stopped goes on where it was.
//   node bench/graft-science/graft-science.ts [--seeds 3] [--steps 200] [--new-tokens 1000] [--results <folder>]
//   node bench/graft-science/graft-science.ts --base <model> --seeds 1 --steps 50 --new-tokens 4000 --no-sizes
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Executor } from '../../packages/madang/src/engine/executor.ts';
import { chooseEngine, openExecutor } from '../../packages/madang/src/engine/open-executor.ts';
import { openModel } from '../../packages/madang/src/model/open-model.ts';
import { openTokenizer } from '../../packages/madang/src/tokenizer/encode.ts';
import { type Arm, type ArmResult, plannedArms, runArm } from './arms.ts';
import { judgeConditions } from './conditions.ts';
import type { ExperimentModel } from './experiment-model.ts';
import { extendModel, extendTokenizer } from './extend-model.ts';
import { compareIds } from './same-ids.ts';
import { makeSmallBase } from './small-base.ts';
import { readTexts } from './texts.ts';
import { drawCurves, writePage } from './write-page.ts';

const { values: flags } = parseArgs({
  allowNegative: true,
  options: {
    base: { type: 'string', default: 'small' },
    seeds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '200' },
    'new-tokens': { type: 'string', default: '1000' },
    sizes: { type: 'boolean', default: true },
    results: { type: 'string', default: 'graft-science-results' },
    threads: { type: 'string', default: '2' },
  },
});
const [seeds, steps, newTokens] = [Number(flags.seeds), Number(flags.steps), Number(flags['new-tokens'])];
const isSmall = flags.base === 'small';
const sizes = flags.sizes ? [50, 200, 500, 1000, 2000, 4000] : [];
const shapes = {
  small: { rows: 16, rowTokens: 128, learningRate: 5e-4 },
  real: { rows: 8, rowTokens: 256, learningRate: 2e-4 },
};
const smallBase = { merges: 1800, hiddenSize: 128, layerCount: 4, steps: 1500 };

const name = isSmall ? 'small' : 'real';
mkdirSync(flags.results, { recursive: true });
const resultsPath = join(flags.results, `${name}.jsonl`);
const texts = await readTexts(2_000_000, isSmall ? 60_000 : 20_000);
const choice = isSmall
  ? ({ engine: 'onnxruntime', precision: 'float32' } as const)
  : await chooseEngine('auto', () => {});
await using executor = await openExecutor(choice, Number(flags.threads));
const base = isSmall
  ? await makeSmallBase(texts, { ...smallBase, ...shapes.small }, executor)
  : await readBase(flags.base);

const results = readResults();
for (const arm of plannedArms(newTokens, sizes, steps, seeds)) {
  if (results.some((result) => sameArm(result.arm, arm))) continue;
  results.push(await runAndKeep(arm, executor));
}
const extension = await extendTokenizer(base, texts, newTokens);
const extended = await extendModel(base, extension, 'mean of pieces', 1);
const ids = await compareIds(base, extended, extension, texts.korean.train, join(flags.results, 'extended.gguf'));
const conditions = judgeConditions(results, newTokens, steps);
const docs = fileURLToPath(new URL('../../docs/reference/', import.meta.url));
writeFileSync(join(docs, `graft-science-${name}.svg`), drawCurves(results, newTokens));
const parameters = [...base.weights.values()].reduce((sum, { length }) => sum + length, 0);
const page = writePage({
  name,
  base: isSmall ? 'made here' : flags.base,
  parameters,
  results,
  conditions,
  ids,
  newTokens,
  steps,
});
writeFileSync(join(docs, `graft-science-${name}.md`), page);
process.stdout.write(page);

async function runAndKeep(arm: Arm, on: Executor): Promise<ArmResult> {
  const grown = arm.newTokens > 0 ? await extendTokenizer(base, texts, arm.newTokens) : undefined;
  const result = await runArm(arm, base, grown, texts, shapes[name], on);
  appendFileSync(resultsPath, `${JSON.stringify(result)}\n`);
  process.stderr.write(`${JSON.stringify(result)}\n`);
  return result;
}

function readResults(): ArmResult[] {
  if (!existsSync(resultsPath)) return [];
  const lines = readFileSync(resultsPath, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'));
  return lines.map((line) => JSON.parse(line));
}

function sameArm(a: Arm, b: Arm): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

async function readBase(path: string): Promise<ExperimentModel> {
  using model = await openModel(path);
  const weights = new Map(model.weights.names.map((tensor) => [tensor, model.weights.read(tensor)]));
  const { config, tokenizerJson } = model;
  return { config, tokenizerJson, tokenizer: await openTokenizer(tokenizerJson), weights };
}

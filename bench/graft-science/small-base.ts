// A small base of the Llama family from nothing: a byte-level tokenizer with merges learned on English, weights of
// random numbers, and a training of English with a little Korean, so that it knows Korean only as bytes: what a real
// English base is to Korean, in a minute.
import type { Executor } from '../../packages/madang/src/engine/executor.ts';
import { randomFrom } from '../../packages/madang/src/kernel/random.ts';
import { modelTensors } from '../../packages/madang/src/model/architectures/tensors.ts';
import type { ModelConfig } from '../../packages/madang/src/model/contract.ts';
import { tinyConfig, tinyTokenizerMetadata } from '../../packages/madang/src/model/tiny-model.fixture.ts';
import { appendMerges, firstFreeId } from '../../packages/madang/src/tokenizer/append-merges.ts';
import { chooseMerges } from '../../packages/madang/src/tokenizer/choose-merges.ts';
import { openTokenizer } from '../../packages/madang/src/tokenizer/encode.ts';
import { tokenizerJsonFromGguf } from '../../packages/madang/src/tokenizer/from-gguf.ts';
import { segmentPieces } from '../../packages/madang/src/tokenizer/segment-pieces.ts';
import { splitterFrom } from '../../packages/madang/src/tokenizer/split-pieces.ts';
import type { ExperimentModel } from './experiment-model.ts';
import type { ExperimentTexts } from './texts.ts';
import { experimentSettings, trainModel } from './train-model.ts';

export interface SmallBaseShape {
  readonly merges: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly steps: number;
  readonly rows: number;
  readonly rowTokens: number;
}

/** Of the Korean text, what the base has seen of it. */
const seenBytes = 60_000;
const headSize = 16;

export async function makeSmallBase(
  { english, korean }: ExperimentTexts,
  shape: SmallBaseShape,
  executor: Executor,
): Promise<ExperimentModel> {
  const tokenizerJson = await englishTokenizer(english.train, shape.merges);
  const config: ModelConfig = {
    ...tinyConfig,
    hiddenSize: shape.hiddenSize,
    layerCount: shape.layerCount,
    headCount: shape.hiddenSize / headSize,
    keyValueHeadCount: shape.hiddenSize / headSize,
    headSize,
    intermediateSize: 3 * shape.hiddenSize,
    vocabularySize: firstFreeId(tokenizerJson),
  };
  const base = { config, tokenizerJson, tokenizer: await openTokenizer(tokenizerJson), weights: randomWeights(config) };
  const { rows, rowTokens, steps } = shape;
  const settings = experimentSettings({ rows, rowTokens, learningRate: 4e-3, sourceReplayShare: 0.1 });
  const seen = korean.train
    .slice(-40)
    .join('\n')
    .slice(0, seenBytes / 3);
  const training = { target: english.train, source: [seen], steps, settings };
  await trainModel(base, training, executor, { korean: [], english: [], looks: [] });
  return base;
}

async function englishTokenizer(texts: readonly string[], maximum: number): Promise<string> {
  const bytesJson = tokenizerJsonFromGguf('bytes', tinyTokenizerMetadata('smollm', []));
  const bytes = await openTokenizer(bytesJson);
  const pieces = await segmentPieces(texts, splitterFrom(bytesJson), bytes);
  const firstNewId = firstFreeId(bytesJson);
  const { merges } = chooseMerges(pieces, [], { maximum, firstNewId, idOf: bytes.idOf, tokenOf: bytes.tokenOf });
  return appendMerges(bytesJson, merges, firstNewId);
}

/** Normal: linears of deviation 1/√in, rows of tokens of 0.05; norms are one. */
function randomWeights(config: ModelConfig): Map<string, Float32Array> {
  const random = randomFrom(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const tensors = modelTensors(config).map(({ name, shape, kind }) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (kind === 'norm') return [name, values.fill(1)] as const;
    const deviation = kind === 'embedding' ? 0.05 : 1 / Math.sqrt(shape[1] ?? 1);
    return [name, values.map(() => deviation * normal())] as const;
  });
  return new Map(tensors);
}

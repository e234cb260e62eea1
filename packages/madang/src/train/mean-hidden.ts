// The mean hidden state before the head, [D], over the tokens of rows.
import { decoderFeeds, placePassages } from '../engine/decoder-feeds.ts';
import type { Executor, Feed } from '../engine/executor.ts';
import { toOnnx } from '../graph/onnx.ts';
import { createGraph } from '../graph/value.ts';
import { buildDecoder } from '../model/architectures/llama/forward.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { Row } from './pack-rows.ts';

export async function meanHidden(
  config: ModelConfig,
  weights: ReadonlyMap<string, Float32Array>,
  rows: readonly Row[],
  rowTokens: number,
  executor: Executor,
): Promise<Float64Array> {
  const width = config.hiddenSize;
  const graph = createGraph();
  const { hidden_TD } = buildDecoder(graph, config, { rows: 1, rowTokens });
  await using session = await executor.compile(toOnnx(graph, [hidden_TD]));
  const decoderInputs = decoderFeeds(width, 1, rowTokens);
  const inputs = new Map<string, Feed>([...weights, ...Object.entries(decoderInputs.arrays)]);
  const hidden = new Float32Array(rowTokens * width);
  const embedding = weights.get('model.embed_tokens.weight') ?? new Float32Array();

  const sum = new Float64Array(width);
  let tokens = 0;
  for (const row of rows) {
    decoderInputs.lay(embedding, [row]);
    await session.run(inputs, new Map([[hidden_TD.name, hidden]]));
    for (const { passage, start } of placePassages([row], rowTokens)) {
      const end = (start + passage.inputs.length) * width;
      for (let place = start * width; place < end; place++) {
        sum[place % width] = (sum[place % width] as number) + (hidden[place] as number);
      }
      tokens += passage.inputs.length;
    }
  }
  return sum.map((value) => value / tokens);
}

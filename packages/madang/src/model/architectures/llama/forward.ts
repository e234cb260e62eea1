// The Llama decoder as a graph: RMS norm, rotary grouped-query attention, SwiGLU (Touvron et al. 2023), reading
// weights by their Hugging Face names, with a LoRA update on every linear where one is asked for.

import { add } from '../../../graph/ops/add.ts';
import { causalAttention, splitMask } from '../../../graph/ops/causal-attention.ts';
import { linears, loraLinears } from '../../../graph/ops/linears.ts';
import { reshape } from '../../../graph/ops/reshape.ts';
import { rmsNorm } from '../../../graph/ops/rms-norm.ts';
import { type RotaryTable, rotary, rotaryTable } from '../../../graph/ops/rotary.ts';
import { siluGate } from '../../../graph/ops/silu-gate.ts';
import { transpose } from '../../../graph/ops/transpose.ts';
import { widen } from '../../../graph/ops/widen.ts';
import { at, type Graph, graphInput, type Value } from '../../../graph/value.ts';
import type { ModelConfig } from '../../contract.ts';

export interface DecoderShape {
  readonly rows: number;
  readonly rowTokens: number;
  /** How linears that are not trained themselves are bound; float32 when left out. */
  readonly linearsAs?: 'float32' | 'bfloat16' | undefined;
}

/** LoRA of one linear: graph inputs `<weight>.lora_a` [R, in] and `<weight>.lora_b` [out, R]. */
export interface LoraShape {
  readonly rank: number;
  readonly scale: number;
  /** Names of the linears that have one. */
  readonly linears: readonly string[];
}

export interface Decoder {
  readonly embedded_TD: Value;
  /** After the last norm, [T, D]. */
  readonly hidden_TD: Value;
  readonly embedding_VD: Value;
  /** LoRA inputs, empty without one; all others are frozen. */
  readonly loraInputs: readonly Value[];
}

/** Names of all linears, in order. */
export function linearNames(config: ModelConfig): string[] {
  return Array.from({ length: config.layerCount }, (_, layer) =>
    ['q', 'k', 'v', 'o']
      .map((kind) => `model.layers.${layer}.self_attn.${kind}_proj.weight`)
      .concat(['gate', 'up', 'down'].map((kind) => `model.layers.${layer}.mlp.${kind}_proj.weight`)),
  ).flat();
}

/** The same tensor in another layer. */
export function nameInLayer(name: string, layer: number): string {
  return name.replace(/^model\.layers\.\d+\./, `model.layers.${layer}.`);
}

/** Those of the names that lie in a layer, as if it were layer 0: how graphs that serve every layer are written. */
export function namesAsLayerZero(names: readonly string[], layer: number): string[] {
  return names.filter((name) => name.startsWith(`model.layers.${layer}.`)).map((name) => nameInLayer(name, 0));
}

/** [out, in] of a linear. */
export function linearShape(config: ModelConfig, name: string): readonly [number, number] {
  const queryWidth = config.headCount * config.headSize;
  const keyWidth = config.keyValueHeadCount * config.headSize;
  if (name.endsWith('q_proj.weight')) return [queryWidth, config.hiddenSize];
  if (name.endsWith('o_proj.weight')) return [config.hiddenSize, queryWidth];
  if (/[kv]_proj\.weight$/.test(name)) return [keyWidth, config.hiddenSize];
  if (name.endsWith('down_proj.weight')) return [config.hiddenSize, config.intermediateSize];
  return [config.intermediateSize, config.hiddenSize];
}

/** What every layer reads beside its weights. */
export interface LayerInputs {
  readonly positions_BS: Value;
  /** One for each block of queries. */
  readonly masks: readonly Value[];
  readonly angles: RotaryTable;
}

/**
 * Adds the decoder to the graph. Its inputs: `embedded` [T, D] (the looked-up embeddings), `positions` [B, S] int64,
 * `mask` [B, 1, S, S] (0 to attend, a large negative number not to), and the weights.
 */
export function buildDecoder(graph: Graph, config: ModelConfig, shape: DecoderShape, lora?: LoraShape): Decoder {
  const embedded_TD = graphInput(graph, 'embedded', [shape.rows * shape.rowTokens, config.hiddenSize]);
  const inputs = layerInputs(graph, config, shape);
  const loraInputs: Value[] = [];
  let x_TD = embedded_TD;
  for (let layer = 0; layer < config.layerCount; layer++) {
    const built = decoderLayer(graph, config, shape, inputs, x_TD, layer, lora);
    x_TD = built.x_TD;
    loraInputs.push(...built.loraInputs);
  }
  return { embedded_TD, ...decoderHead(graph, config, x_TD), loraInputs };
}

export function layerInputs(graph: Graph, config: ModelConfig, { rows, rowTokens }: DecoderShape): LayerInputs {
  return {
    positions_BS: graphInput(graph, 'positions', [rows, rowTokens], 'int64'),
    masks: splitMask(graph, graphInput(graph, 'mask', [rows, 1, rowTokens, rowTokens])),
    angles: rotaryTable(graph, rowTokens, config.headSize, config.ropeTheta),
  };
}

export function decoderLayer(
  graph: Graph,
  config: ModelConfig,
  shape: DecoderShape,
  inputs: LayerInputs,
  x_TD: Value,
  layer: number,
  lora?: LoraShape,
): { readonly x_TD: Value; readonly loraInputs: readonly Value[] } {
  const loraInputs: Value[] = [];
  /** The linears that read the same x, by their names. */
  const projectAll = (x: Value, names: readonly string[]): Value[] => {
    const weights = names.map((name) => linearInput(graph, config, shape, name));
    if (!lora || !names.every((name) => lora.linears.includes(name))) return linears(graph, x, weights);
    const pairs = names.map((name) => {
      const [out, inner] = linearShape(config, name);
      return {
        a: graphInput(graph, `${name}.lora_a`, [lora.rank, inner]),
        b: graphInput(graph, `${name}.lora_b`, [out, lora.rank]),
      };
    });
    loraInputs.push(...pairs.flatMap(({ a, b }) => [a, b]));
    return loraLinears(graph, x, weights, pairs, lora.scale);
  };
  const project = (x: Value, name: string): Value => at(projectAll(x, [name]), 0);

  const name = `model.layers.${layer}`;
  const attentionInput = norm(graph, config, x_TD, `${name}.input_layernorm.weight`);
  const [q, k, v] = projectAll(
    attentionInput,
    ['q', 'k', 'v'].map((kind) => `${name}.self_attn.${kind}_proj.weight`),
  ) as [Value, Value, Value];
  const attended = attend(graph, config, shape, inputs, { q, k, v });
  const middle_TD = add(graph, x_TD, project(attended, `${name}.self_attn.o_proj.weight`));
  const feedInput = norm(graph, config, middle_TD, `${name}.post_attention_layernorm.weight`);
  const [gate, up] = projectAll(
    feedInput,
    ['gate', 'up'].map((kind) => `${name}.mlp.${kind}_proj.weight`),
  ) as [Value, Value];
  return {
    x_TD: add(graph, middle_TD, project(siluGate(graph, gate, up), `${name}.mlp.down_proj.weight`)),
    loraInputs,
  };
}

function linearInput(graph: Graph, config: ModelConfig, { linearsAs = 'float32' }: DecoderShape, name: string): Value {
  const stored = graphInput(graph, name, linearShape(config, name), linearsAs);
  return linearsAs === 'float32' ? stored : widen(graph, stored);
}

/** The last norm, and the matrix of the output head. */
export function decoderHead(
  graph: Graph,
  config: ModelConfig,
  x_TD: Value,
): Pick<Decoder, 'hidden_TD' | 'embedding_VD'> {
  const headName = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  return {
    hidden_TD: norm(graph, config, x_TD, 'model.norm.weight'),
    embedding_VD: graphInput(graph, headName, [config.vocabularySize, config.hiddenSize]),
  };
}

function norm(graph: Graph, config: ModelConfig, x: Value, name: string): Value {
  return rmsNorm(graph, x, graphInput(graph, name, [config.hiddenSize]), config.normEpsilon);
}

/** From projections [T, heads·H] to the attended [T, N·H]. */
function attend(
  graph: Graph,
  config: ModelConfig,
  { rows, rowTokens }: DecoderShape,
  { angles, positions_BS, masks }: LayerInputs,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
): Value {
  const { headCount, keyValueHeadCount, headSize } = config;
  const group = headCount / keyValueHeadCount;
  const inRows = (x: Value, heads: number) => reshape(graph, x, [rows, rowTokens, heads * headSize]);
  const rotated_q = rotary(graph, inRows(q, headCount), positions_BS, angles);
  const rotated_k = rotary(graph, inRows(k, keyValueHeadCount), positions_BS, angles);

  const grouped_q = transpose(
    graph,
    reshape(graph, rotated_q, [rows, rowTokens, keyValueHeadCount, group, headSize]),
    [0, 2, 3, 1, 4],
  );
  const byHead = (x: Value) =>
    transpose(graph, reshape(graph, x, [rows, rowTokens, keyValueHeadCount, headSize]), [0, 2, 1, 3]);
  const out = causalAttention(graph, grouped_q, byHead(rotated_k), byHead(v), masks);
  const bySequence = transpose(graph, out, [0, 3, 1, 2, 4]);
  return reshape(graph, bySequence, [rows * rowTokens, headCount * headSize]);
}

// The decoder of every architecture as one graph: RMS norms, rotary grouped-query attention, a feed-forward with or
// without a gate (Vaswani et al. 2017, Touvron et al. 2023), as the architecture's features and the config say, reading
// weights by their Hugging Face names, with a LoRA update on every linear where one is asked for. Layers that differ are
// of several kinds; a graph of one layer serves all of its kind under the names of layer 0.
import { add } from '../../graph/ops/add.ts';
import { addBias } from '../../graph/ops/add-bias.ts';
import { causalAttention, splitMask } from '../../graph/ops/causal-attention.ts';
import { geluGate } from '../../graph/ops/gelu-gate.ts';
import { linears, loraLinears } from '../../graph/ops/linears.ts';
import { reshape } from '../../graph/ops/reshape.ts';
import { rmsNorm } from '../../graph/ops/rms-norm.ts';
import { type RotaryTable, rotary, rotaryTable } from '../../graph/ops/rotary.ts';
import { scale } from '../../graph/ops/scale.ts';
import { siluGate } from '../../graph/ops/silu-gate.ts';
import { slidingWindow } from '../../graph/ops/sliding-window.ts';
import { transpose } from '../../graph/ops/transpose.ts';
import { widen } from '../../graph/ops/widen.ts';
import { xielu } from '../../graph/ops/xielu.ts';
import { extentOf } from '../../graph/shapes.ts';
import { at, type Graph, graphConstant, graphInput, type Value } from '../../graph/value.ts';
import type { ModelConfig } from '../contract.ts';
import { architectureOf } from './index.ts';
import { rotaryFrequencies } from './rope-scaling.ts';
import { linearShape } from './tensors.ts';

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

/** What the attention of a kind of layer reads beside queries, keys and values. */
interface AttentionInputs {
  /** One for each block of queries. */
  readonly masks: readonly Value[];
  readonly angles: RotaryTable;
}

/** What layers read beside their weights; `sliding` where some have a window. */
export interface LayerInputs {
  readonly positions_BS: Value;
  readonly full: AttentionInputs;
  readonly sliding: AttentionInputs | undefined;
}

/** Of which layer a graph is made, and whose names its weights get. */
export interface LayerPlace {
  readonly layer: number;
  readonly namedAs: number;
}

/** Layers with the same key are computed by the same graph. */
export function layerKind(config: ModelConfig, layer: number): string {
  const isScaled = layer === 0 && architectureOf(config).decoder.embeddingsTimesRootWidth;
  return `${hasWindow(config, layer) ? 'sliding' : 'full'}${isScaled ? ', first' : ''}`;
}

function hasWindow({ slidingWindow: window }: ModelConfig, layer: number): boolean {
  return window?.layers[layer] ?? false;
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
    const built = decoderLayer(graph, config, shape, inputs, x_TD, { layer, namedAs: layer }, lora);
    x_TD = built.x_TD;
    loraInputs.push(...built.loraInputs);
  }
  return { embedded_TD, ...decoderHead(graph, config, x_TD), loraInputs };
}

export function layerInputs(graph: Graph, config: ModelConfig, { rows, rowTokens }: DecoderShape): LayerInputs {
  const positions_BS = graphInput(graph, 'positions', [rows, rowTokens], 'int64');
  const mask = graphInput(graph, 'mask', [rows, 1, rowTokens, rowTokens]);
  const angles = (isSliding: boolean, name: string) => {
    const { frequencies, magnitude } = rotaryFrequencies(config, isSliding);
    return rotaryTable(graph, rowTokens, frequencies, { magnitude, name });
  };
  const { slidingWindow: window } = config;
  return {
    positions_BS,
    full: { masks: splitMask(graph, mask), angles: angles(false, 'rotary') },
    sliding: window && {
      masks: splitMask(graph, slidingWindow(graph, mask, window.tokens)),
      angles: angles(true, 'sliding_rotary'),
    },
  };
}

export function decoderLayer(
  graph: Graph,
  config: ModelConfig,
  shape: DecoderShape,
  inputs: LayerInputs,
  x_TD: Value,
  { layer, namedAs }: LayerPlace,
  lora?: LoraShape,
): { readonly x_TD: Value; readonly loraInputs: readonly Value[] } {
  const { norms, activation, embeddingsTimesRootWidth } = architectureOf(config).decoder;
  const { attentionBias, feedForwardBias = false } = config;
  const name = `model.layers.${namedAs}`;
  const loraInputs: Value[] = [];
  /** The linears that read the same x, by their names; those that have a bias with it. */
  const projectAll = (x: Value, parts: readonly string[], hasBias: boolean): Value[] => {
    const names = parts.map((part) => `${name}.${part}.weight`);
    const weights = names.map((weight) => linearInput(graph, config, shape, weight));
    const isAdapted = lora && names.every((weight) => lora.linears.includes(weight));
    const pairs = isAdapted ? names.map((weight) => loraPair(graph, config, lora, weight)) : [];
    loraInputs.push(...pairs.flatMap(({ a, b }) => [a, b]));
    const outputs = isAdapted ? loraLinears(graph, x, weights, pairs, lora.scale) : linears(graph, x, weights);
    if (!hasBias) return outputs;
    return outputs.map((y, place) => {
      return addBias(graph, y, graphInput(graph, `${name}.${parts[place]}.bias`, [extentOf(y.shape, -1)]));
    });
  };
  const project = (x: Value, part: string, hasBias: boolean): Value => at(projectAll(x, [part], hasBias), 0);
  const normed = (x: Value, part: string | undefined): Value =>
    part === undefined ? x : norm(graph, config, x, `${name}.${part}.weight`);

  const isScaled = layer === 0 && embeddingsTimesRootWidth;
  const start_TD = isScaled ? scale(graph, x_TD, Math.sqrt(config.hiddenSize)) : x_TD;
  const [q, k, v] = projectAll(
    normed(start_TD, norms.attentionInput),
    ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
    attentionBias !== undefined,
  ) as [Value, Value, Value];
  const ofKind = (hasWindow(config, layer) ? inputs.sliding : undefined) ?? inputs.full;
  const heads = {
    q: normHeads(graph, config, q, `${name}.self_attn.q_norm.weight`),
    k: normHeads(graph, config, k, `${name}.self_attn.k_norm.weight`),
    v,
  };
  const attended = attend(graph, config, shape, { ...ofKind, positions_BS: inputs.positions_BS }, heads);
  const out = project(attended, 'self_attn.o_proj', attentionBias === 'all');
  const middle_TD = add(graph, start_TD, normed(out, norms.attentionOutput));

  const feedInput = normed(middle_TD, norms.feedForwardInput);
  const activated = () => {
    if (activation === 'xielu')
      return xielu(graph, project(feedInput, 'mlp.up_proj', feedForwardBias), xieluOf(graph, name));
    const [gate, up] = projectAll(feedInput, ['mlp.gate_proj', 'mlp.up_proj'], feedForwardBias) as [Value, Value];
    return activation === 'silu' ? siluGate(graph, gate, up) : geluGate(graph, gate, up);
  };
  const fed = project(activated(), 'mlp.down_proj', feedForwardBias);
  return { x_TD: add(graph, middle_TD, normed(fed, norms.feedForwardOutput)), loraInputs };
}

function linearInput(graph: Graph, config: ModelConfig, { linearsAs = 'float32' }: DecoderShape, name: string): Value {
  const stored = graphInput(graph, name, linearShape(config, name), linearsAs);
  return linearsAs === 'float32' ? stored : widen(graph, stored);
}

function loraPair(graph: Graph, config: ModelConfig, { rank }: LoraShape, name: string) {
  const [out, inner] = linearShape(config, name);
  return {
    a: graphInput(graph, `${name}.lora_a`, [rank, inner]),
    b: graphInput(graph, `${name}.lora_b`, [out, rank]),
  };
}

function xieluOf(graph: Graph, name: string) {
  const number = (part: string) => graphInput(graph, `${name}.mlp.act_fn.${part}`, [1]);
  return { alphaP: number('alpha_p'), alphaN: number('alpha_n'), beta: number('beta'), epsilon: number('eps') };
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

/** Over the last axis of x. */
function norm(graph: Graph, config: ModelConfig, x: Value, name: string): Value {
  const width = extentOf(x.shape, -1);
  const stored = graphInput(graph, name, [width]);
  const { normsAddOne } = architectureOf(config).decoder;
  const ones = () => graphConstant(graph, `ones for ${name}`, [width], new Float32Array(width).fill(1));
  return rmsNorm(graph, x, normsAddOne ? add(graph, stored, ones()) : stored, config.normEpsilon);
}

/** Queries or keys [T, heads·H], normed where the architecture does so. */
function normHeads(graph: Graph, config: ModelConfig, x: Value, name: string): Value {
  const { queryKeyNorm } = architectureOf(config).decoder;
  if (queryKeyNorm === undefined) return x;
  if (queryKeyNorm === 'width') return norm(graph, config, x, name);
  const [tokens = 0, width = 0] = x.shape;
  const byHead = reshape(graph, x, [tokens, width / config.headSize, config.headSize]);
  return reshape(graph, norm(graph, config, byHead, name), x.shape);
}

/** From projections [T, heads·H] to the attended [T, N·H]. */
function attend(
  graph: Graph,
  config: ModelConfig,
  { rows, rowTokens }: DecoderShape,
  { angles, positions_BS, masks }: AttentionInputs & Pick<LayerInputs, 'positions_BS'>,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
): Value {
  const { headCount, keyValueHeadCount, headSize, queryScalar = headSize } = config;
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
  const out = causalAttention(graph, grouped_q, byHead(rotated_k), byHead(v), masks, 1 / Math.sqrt(queryScalar));
  const bySequence = transpose(graph, out, [0, 3, 1, 2, 4]);
  return reshape(graph, bySequence, [rows * rowTokens, headCount * headSize]);
}

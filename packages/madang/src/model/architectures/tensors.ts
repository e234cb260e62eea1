// The tensors that a model must have, made from its architecture's features: Hugging Face name, where GGUF keeps it, shape.
import type { ModelConfig } from '../contract.ts';
import type { DecoderFeatures } from './architecture.ts';
import { architectureOf } from './index.ts';

export interface ModelTensor {
  readonly name: string;
  readonly ggufName: string;
  readonly shape: readonly number[];
  /** `activation` and `constant` belong to an activation; constants are never trained. */
  readonly kind: 'embedding' | 'linear' | 'norm' | 'bias' | 'activation' | 'constant';
  /** GGUF may interleave the rows within each head (`rotary-rows.ts`). */
  readonly rotary: boolean;
  /** GGUF keeps it as one number of a list in the metadata. */
  readonly ggufPlace?: number;
}

type Part = Omit<ModelTensor, 'name' | 'ggufName'> & { readonly name: string; readonly gguf: string };

export function modelTensors(config: ModelConfig): readonly ModelTensor[] {
  const { layerCount, hiddenSize, vocabularySize, tiedEmbeddings } = config;
  const { decoder } = architectureOf(config);
  const rows = { shape: [vocabularySize, hiddenSize], kind: 'embedding', rotary: false } as const;
  const parts = layerParts(config, decoder);
  const layers = Array.from({ length: layerCount }, (_, layer) =>
    parts.map(({ name, gguf, ...part }): ModelTensor => {
      const isNumber = part.kind === 'activation' || part.kind === 'constant';
      const place = isNumber ? { ggufName: gguf, ggufPlace: layer } : { ggufName: `blk.${layer}.${gguf}` };
      return { ...part, name: `model.layers.${layer}.${name}`, ...place };
    }),
  );
  return [
    { name: 'model.embed_tokens.weight', ggufName: 'token_embd.weight', ...rows },
    ...layers.flat(),
    { name: 'model.norm.weight', ggufName: 'output_norm.weight', shape: [hiddenSize], kind: 'norm', rotary: false },
    ...(tiedEmbeddings ? [] : [{ name: 'lm_head.weight', ggufName: 'output.weight', ...rows }]),
  ];
}

/** Of one layer, with names below `model.layers.N.` and `blk.N.`. */
function layerParts(config: ModelConfig, decoder: DecoderFeatures): Part[] {
  const { hiddenSize, headSize, attentionBias, feedForwardBias = false } = config;
  const querySize = config.headCount * headSize;
  const keySize = config.keyValueHeadCount * headSize;
  const norm = (name: string | undefined, gguf: string, width = hiddenSize): Part[] =>
    name === undefined
      ? []
      : [{ name: `${name}.weight`, gguf: `${gguf}.weight`, shape: [width], kind: 'norm', rotary: false }];
  const linear = (name: string, gguf: string, hasBias: boolean, rotary = false): Part[] => {
    const [out, into] = linearShape(config, `${name}.weight`);
    const part: Part = { name: `${name}.weight`, gguf: `${gguf}.weight`, shape: [out, into], kind: 'linear', rotary };
    const bias: Part = { ...part, name: `${name}.bias`, gguf: `${gguf}.bias`, shape: [out], kind: 'bias' };
    return hasBias ? [part, bias] : [part];
  };
  const number = (name: string, gguf: string, kind: 'activation' | 'constant'): Part => ({
    ...{
      name: `mlp.act_fn.${name}`,
      gguf: `xielu.${gguf}`,
      shape: kind === 'activation' ? [1] : [],
      kind,
      rotary: false,
    },
  });
  const isHead = decoder.queryKeyNorm === 'head';
  const queryNorm = decoder.queryKeyNorm && 'self_attn.q_norm';
  const keyNorm = decoder.queryKeyNorm && 'self_attn.k_norm';
  const hasGate = decoder.activation !== 'xielu';
  return [
    ...norm(decoder.norms.attentionInput, 'attn_norm'),
    ...linear('self_attn.q_proj', 'attn_q', attentionBias !== undefined, true),
    ...linear('self_attn.k_proj', 'attn_k', attentionBias !== undefined, true),
    ...linear('self_attn.v_proj', 'attn_v', attentionBias !== undefined),
    ...linear('self_attn.o_proj', 'attn_output', attentionBias === 'all'),
    ...norm(queryNorm, 'attn_q_norm', isHead ? headSize : querySize),
    ...norm(keyNorm, 'attn_k_norm', isHead ? headSize : keySize),
    ...norm(decoder.norms.attentionOutput, 'post_attention_norm'),
    ...norm(decoder.norms.feedForwardInput, 'ffn_norm'),
    ...(hasGate ? linear('mlp.gate_proj', 'ffn_gate', feedForwardBias) : []),
    ...linear('mlp.up_proj', 'ffn_up', feedForwardBias),
    ...linear('mlp.down_proj', 'ffn_down', feedForwardBias),
    ...(hasGate ? [] : [number('alpha_p', 'alpha_p', 'activation'), number('alpha_n', 'alpha_n', 'activation')]),
    ...(hasGate ? [] : [number('beta', 'beta', 'constant'), number('eps', 'eps', 'constant')]),
    ...norm(decoder.norms.feedForwardOutput, 'post_ffw_norm'),
  ];
}

/** Names of all linears, in order. */
export function linearNames(config: ModelConfig): string[] {
  return modelTensors(config).flatMap(({ name, kind }) => (kind === 'linear' ? [name] : []));
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

/** The same tensor in another layer. */
export function nameInLayer(name: string, layer: number): string {
  return name.replace(/^model\.layers\.\d+\./, `model.layers.${layer}.`);
}

/** Those of the names that lie in a layer, as if it were layer 0: how graphs that serve several layers are written. */
export function namesAsLayerZero(names: readonly string[], layer: number): string[] {
  return names.filter((name) => name.startsWith(`model.layers.${layer}.`)).map((name) => nameInLayer(name, 0));
}

// The tensors that a Llama model must have: Hugging Face name, GGUF name, shape, and which rows GGUF stores permuted.
import type { ModelConfig } from '../../contract.ts';

export interface LlamaTensor {
  readonly name: string;
  readonly ggufName: string;
  readonly shape: readonly number[];
  readonly kind: 'embedding' | 'linear' | 'norm';
  /** GGUF permutes the rows within each head (see rotary-rows.ts). */
  readonly rotary: boolean;
}

export function llamaTensors(config: ModelConfig): readonly LlamaTensor[] {
  const { hiddenSize, intermediateSize, vocabularySize } = config;
  const querySize = config.headCount * config.headSize;
  const keySize = config.keyValueHeadCount * config.headSize;
  const norm = (name: string, ggufName: string): LlamaTensor => ({
    ...{ name, ggufName, shape: [hiddenSize], kind: 'norm', rotary: false },
  });
  const linear = (name: string, ggufName: string, out: number, into: number, rotary = false): LlamaTensor => ({
    ...{ name, ggufName, shape: [out, into], kind: 'linear', rotary },
  });
  const embedding = (name: string, ggufName: string): LlamaTensor => ({
    ...{ name, ggufName, shape: [vocabularySize, hiddenSize], kind: 'embedding', rotary: false },
  });

  const tensors = [embedding('model.embed_tokens.weight', 'token_embd.weight')];
  for (let layer = 0; layer < config.layerCount; layer += 1) {
    const hub = `model.layers.${layer}`;
    const gguf = `blk.${layer}`;
    tensors.push(
      norm(`${hub}.input_layernorm.weight`, `${gguf}.attn_norm.weight`),
      linear(`${hub}.self_attn.q_proj.weight`, `${gguf}.attn_q.weight`, querySize, hiddenSize, true),
      linear(`${hub}.self_attn.k_proj.weight`, `${gguf}.attn_k.weight`, keySize, hiddenSize, true),
      linear(`${hub}.self_attn.v_proj.weight`, `${gguf}.attn_v.weight`, keySize, hiddenSize),
      linear(`${hub}.self_attn.o_proj.weight`, `${gguf}.attn_output.weight`, hiddenSize, querySize),
      norm(`${hub}.post_attention_layernorm.weight`, `${gguf}.ffn_norm.weight`),
      linear(`${hub}.mlp.gate_proj.weight`, `${gguf}.ffn_gate.weight`, intermediateSize, hiddenSize),
      linear(`${hub}.mlp.up_proj.weight`, `${gguf}.ffn_up.weight`, intermediateSize, hiddenSize),
      linear(`${hub}.mlp.down_proj.weight`, `${gguf}.ffn_down.weight`, hiddenSize, intermediateSize),
    );
  }
  tensors.push(norm('model.norm.weight', 'output_norm.weight'));
  if (!config.tiedEmbeddings) tensors.push(embedding('lm_head.weight', 'output.weight'));
  return tensors;
}

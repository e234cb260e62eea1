// What a member of the family states: which norms, biases and activation its layers have, how its config is written in
// Hugging Face's `config.json` and in GGUF metadata, and what llama.cpp does otherwise than transformers. `decoder.ts` and
// `tensors.ts` are made from it; a member has no graph of its own.
import type { ModelConfig } from '../contract.ts';
import type { GgufValue } from '../formats/gguf-types.ts';
import type { GgufKeys } from './gguf-config.ts';
import type { HuggingFaceConfig } from './hugging-face-config.ts';

export interface Architecture {
  readonly name: ModelConfig['architecture'];
  readonly decoder: DecoderFeatures;
  readonly huggingFace: HuggingFaceForm;
  readonly gguf: GgufForm;
}

/** What all checkpoints of an architecture share. */
export interface DecoderFeatures {
  /** The norms that a layer has, by what they apply to: names below `model.layers.N.`. */
  readonly norms: {
    readonly attentionInput?: string;
    readonly attentionOutput?: string;
    readonly feedForwardInput?: string;
    readonly feedForwardOutput?: string;
  };
  /** Queries and keys are normed: each head by itself, or all heads as one vector. */
  readonly queryKeyNorm?: 'head' | 'width';
  /** Norms multiply by 1 + weight. */
  readonly normsAddOne?: boolean;
  /** `silu` and `gelu-tanh` multiply a gate; `xielu` has none. */
  readonly activation: 'silu' | 'gelu-tanh' | 'xielu';
  /** Looked-up embeddings are multiplied by √D. */
  readonly embeddingsTimesRootWidth?: boolean;
}

export type ConfigFeatures = Partial<Omit<ModelConfig, 'architecture'>>;

export interface HuggingFaceForm {
  /** In `architectures` of `config.json`. */
  readonly className: string;
  readonly modelType: string;
  /** What transformers takes where `config.json` says nothing. */
  readonly defaults: { readonly tiedEmbeddings: boolean; readonly ropeTheta: number; readonly headSize?: number };
  /** `hidden_act`, or the key that stands in its place. */
  readonly activation: { readonly key: 'hidden_act' | 'hidden_activation'; readonly name: string };
  /** Features beyond sizes and rotary positions; throws for one that the decoder lacks. */
  read(json: HuggingFaceConfig, path: string): ConfigFeatures;
  write(config: ModelConfig): Readonly<Record<string, unknown>>;
}

export interface GgufForm {
  /** `general.architecture`, and the beginning of its keys. */
  readonly architecture: string;
  /** llama.cpp rotates neighbours: rows of q and k are interleaved (`rotary-rows.ts`). */
  readonly interleavesRotaryRows?: boolean;
  /** llama.cpp does not take the embedding as head by itself. */
  readonly needsHead?: boolean;
  /** llama.cpp reads llama3's scaling as the tensor `rope_freqs.weight`. */
  readonly readsRopeFactors?: boolean;
  /** Biases that llama.cpp adds. */
  readonly biases: readonly ('query-key-value' | 'attention-output' | 'feed-forward')[];
  /** It knows layers with a window; others are read up to the window only. */
  readonly knowsSlidingWindow?: boolean;
  read?(keys: GgufKeys, config: ModelConfig): ConfigFeatures;
  write?(config: ModelConfig): readonly (readonly [string, GgufValue])[];
  /** A feature of this config that llama.cpp's implementation lacks. */
  lacks?(config: ModelConfig): string | undefined;
}

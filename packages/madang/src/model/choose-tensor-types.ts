// Which tensor of a GGUF gets which type: llama.cpp's own rule (`llama_tensor_get_type` in src/llama-quant.cpp) for the
// file types that we write. Norms and biases stay float32; the output matrix, or the tied embedding that serves as one, gets
// 6 bits or more; the mixes give attn_v and ffn_down of every third layer and of the first and last eighth 6 bits.
// Rows that are no multiple of a type's block (256 for the K types) fall back to the next type of 32, else to F16.
import type { GgufFileType } from './contract.ts';
import { blockTypes, type WrittenType } from './formats/blocks/index.ts';

export interface TensorToType {
  /** In GGUF. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Fallback {
  readonly name: string;
  readonly columns: number;
  readonly wanted: WrittenType;
  readonly used: WrittenType;
}

export interface TensorTypes {
  readonly types: ReadonlyMap<string, WrittenType>;
  readonly fallbacks: readonly Fallback[];
}

interface HeadsAndLayers {
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly tiedEmbeddings: boolean;
}

const plainTypes: Readonly<Record<GgufFileType, WrittenType>> = {
  ...{ F32: 'F32', F16: 'F16', BF16: 'BF16', Q8_0: 'Q8_0', Q6_K: 'Q6_K' },
  ...{ Q5_K_M: 'Q5_K', Q5_1: 'Q5_1', Q4_K_M: 'Q4_K', Q4_1: 'Q4_1', Q4_0: 'Q4_0' },
};

export function chooseTensorTypes(
  fileType: GgufFileType,
  tensors: readonly TensorToType[],
  config: HeadsAndLayers,
): TensorTypes {
  const types = new Map<string, WrittenType>();
  const fallbacks: Fallback[] = [];
  for (const { name, shape } of tensors) {
    const columns = shape.at(-1) ?? 0;
    const wanted = shape.length < 2 ? 'F32' : wantedType(fileType, name, config);
    const used = fallback(wanted, columns);
    types.set(name, used);
    if (used !== wanted) fallbacks.push({ name, columns, wanted, used });
  }
  return { types, fallbacks };
}

function wantedType(fileType: GgufFileType, name: string, config: HeadsAndLayers): WrittenType {
  const plain = plainTypes[fileType];
  if (blockTypes[plain].blockValues === 1 || plain === 'Q8_0') return plain;
  if (name === 'output.weight' || (config.tiedEmbeddings && name === 'token_embd.weight')) return 'Q6_K';
  if (fileType !== 'Q4_K_M' && fileType !== 'Q5_K_M') return plain;

  const [, layer, part] = /^blk\.(\d+)\.(\w+)\.weight$/.exec(name) ?? [];
  if (part === 'attn_qkv') return plain === 'Q4_K' ? 'Q5_K' : 'Q6_K';
  const isKept = part === 'attn_v' || part === 'ffn_down';
  if (isKept && deservesMoreBits(Number(layer), config.layerCount)) return 'Q6_K';
  // of the 70B models 8 heads share one attn_v: small, and it tells
  const isSharedWidely = config.layerCount === 80 && config.headCount !== config.keyValueHeadCount;
  return part === 'attn_v' && isSharedWidely && plain === 'Q4_K' ? 'Q5_K' : plain;
}

function deservesMoreBits(layer: number, layerCount: number): boolean {
  const eighth = Math.floor(layerCount / 8);
  return layer < eighth || layer >= Math.floor((7 * layerCount) / 8) || (layer - eighth) % 3 === 2;
}

const fallbackTypes: Partial<Readonly<Record<WrittenType, WrittenType>>> = { Q4_K: 'Q5_0', Q5_K: 'Q5_1', Q6_K: 'Q8_0' };

function fallback(wanted: WrittenType, columns: number): WrittenType {
  const fills = (type: WrittenType) => columns % blockTypes[type].blockValues === 0;
  if (fills(wanted)) return wanted;
  const smaller = fallbackTypes[wanted] ?? wanted;
  return fills(smaller) ? smaller : 'F16';
}

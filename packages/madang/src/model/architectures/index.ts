// The family of architectures: found by Hugging Face's class name, by GGUF's `general.architecture`, by our own name.
import { z } from 'zod';
import type { ModelConfig } from '../contract.ts';
import { modelError } from '../errors.ts';
import type { GgufMetadata, GgufValue } from '../formats/gguf-types.ts';
import { apertus } from './apertus.ts';
import type { Architecture } from './architecture.ts';
import { gemma3 } from './gemma3.ts';
import { type GgufTensorFacts, ggufLacks, readGgufConfig, writeGgufConfig } from './gguf-config.ts';
import { readHuggingFaceConfig, writeHuggingFaceConfig } from './hugging-face-config.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { olmo2 } from './olmo2.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';

export const architectures: readonly Architecture[] = [llama, mistral, qwen2, qwen3, olmo2, gemma3, apertus];

export function architectureOf({ architecture }: Pick<ModelConfig, 'architecture'>): Architecture {
  const found = architectures.find(({ name }) => name === architecture);
  if (found) return found;
  throw new Error(`no architecture ${architecture}`);
}

export function configFromHuggingFace(path: string, json: unknown): ModelConfig {
  const named = z.looseObject({ architectures: z.array(z.string()) }).safeParse(json).data?.architectures[0];
  const found = architectures.find(({ huggingFace }) => huggingFace.className === named);
  if (!found) throw unsupported(path, named);
  return readHuggingFaceConfig(found, path, json);
}

/** Of members that share a GGUF name the first is taken. `facts` are read off the tensors. */
export function configFromGguf(path: string, metadata: GgufMetadata, facts: GgufTensorFacts): ModelConfig {
  const named = metadata.get('general.architecture')?.value;
  const found = architectures.find(({ gguf }) => gguf.architecture === named);
  if (!found) throw unsupported(path, named);
  return readGgufConfig(found, path, metadata, facts);
}

export function huggingFaceFromConfig(config: ModelConfig, type: 'F32' | 'F16' | 'BF16'): Record<string, unknown> {
  return writeHuggingFaceConfig(architectureOf(config), config, type);
}

/** Throws where llama.cpp would compute something else. */
export function ggufFromConfig(path: string, config: ModelConfig): [string, GgufValue][] {
  const architecture = architectureOf(config);
  const feature = ggufLacks(architecture, config);
  const named = architecture.gguf.architecture;
  if (feature) throw modelError('input', 'gguf-lacks-feature', { path, feature, architecture: named });
  return [['general.architecture', { type: 'string', value: named }], ...writeGgufConfig(architecture, config)];
}

function unsupported(path: string, found: unknown): Error {
  const supported = architectures.map(({ huggingFace }) => huggingFace.className).join(', ');
  const inGguf = [...new Set(architectures.map(({ gguf }) => gguf.architecture))].join(', ');
  return modelError('input', 'unsupported-architecture', {
    ...{ path, found: `${found ?? 'none named'}`, supported, inGguf },
  });
}

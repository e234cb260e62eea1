// A GGUF file of the Llama family as an OpenModel. Rows of q_proj and k_proj are put back into Hugging Face order, and
// every tensor that the config asks for must be there in its shape.
import { basename } from 'node:path';
import { tokenizerJsonFromGguf } from '../tokenizer/from-gguf.ts';
import { configFromGguf } from './architectures/llama/config.ts';
import { rowsFromGguf } from './architectures/llama/rotary-rows.ts';
import { llamaTensors } from './architectures/llama/tensor-names.ts';
import { checkTensors, mostUsedType } from './check-tensors.ts';
import type { ModelConfig, OpenModel, Weights } from './contract.ts';
import { modelError } from './errors.ts';
import type { GgufFile } from './formats/gguf-read.ts';
import { openGgufFiles } from './formats/gguf-shards.ts';
import { hashOfFiles } from './hash-of-files.ts';

export async function openGgufModel(path: string): Promise<OpenModel & Disposable> {
  const file = openGgufFiles(path);
  try {
    const config = configFromGguf(path, file.metadata, readOffTensors(path, file));
    const tokenizerJson = tokenizerJsonFromGguf(path, file.metadata);
    const hash = hashOfFiles(file.files, tokenizerJson);
    const text = (key: string) => {
      const value = file.metadata.get(key)?.value;
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    return {
      path,
      format: 'gguf',
      config,
      tokenizerJson,
      chatTemplate: text('tokenizer.chat_template'),
      weights: weightsOf(path, file, config),
      get hash() {
        return hash();
      },
      storedAs: mostUsedType(file.tensors.values()),
      licence: text('general.license'),
      name: text('general.name') ?? basename(path, '.gguf'),
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

function readOffTensors(path: string, file: GgufFile) {
  const embedding = file.tensors.get('token_embd.weight');
  if (!embedding) throw modelError('input', 'tensor-missing', { path, name: 'token_embd.weight' });
  return { vocabularySize: embedding.shape[0] ?? 0, tiedEmbeddings: !file.tensors.has('output.weight') };
}

function weightsOf(path: string, file: GgufFile, config: ModelConfig): Weights {
  const expected = llamaTensors(config);
  checkTensors(
    path,
    file.tensors,
    expected.map(({ ggufName, shape }) => ({ name: ggufName, shape })),
  );
  const byName = new Map(expected.map((tensor) => [tensor.name, tensor]));
  const find = (name: string) => {
    const tensor = byName.get(name);
    if (!tensor) throw modelError('input', 'tensor-missing', { path, name });
    return tensor;
  };
  return {
    names: [...byName.keys()],
    shape: (name) => find(name).shape,
    read: (name) => {
      const { ggufName, rotary, shape } = find(name);
      const values = file.read(ggufName);
      return rotary ? rowsFromGguf(values, config.headSize, shape[1] ?? 0) : values;
    },
  };
}

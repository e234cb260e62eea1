// A GGUF file as an OpenModel. Values are put back into Hugging Face's form (`architectures/gguf-tensors.ts`), and every
// tensor that the config asks for must be there in its shape.
import { basename } from 'node:path';
import { tokenizerJsonFromGguf } from '../tokenizer/from-gguf.ts';
import { type GgufTensorFacts, ropeFactorsName } from './architectures/gguf-config.ts';
import { checkNumbers, storedTensors, valuesFromGguf } from './architectures/gguf-tensors.ts';
import { configFromGguf } from './architectures/index.ts';
import { modelTensors } from './architectures/tensors.ts';
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

function readOffTensors(path: string, file: GgufFile): GgufTensorFacts {
  const embedding = file.tensors.get('token_embd.weight');
  if (!embedding) throw modelError('input', 'tensor-missing', { path, name: 'token_embd.weight' });
  const has = (name: string) => file.tensors.has(name);
  const attentionBias = has('blk.0.attn_output.bias') ? 'all' : 'query-key-value';
  return {
    vocabularySize: embedding.shape[0] ?? 0,
    tiedEmbeddings: !has('output.weight'),
    ...(has('blk.0.attn_q.bias') ? { attentionBias } : {}),
    ...(has('blk.0.ffn_up.bias') ? { feedForwardBias: true } : {}),
    ...(has(ropeFactorsName) ? { ropeFactors: file.read(ropeFactorsName) } : {}),
  };
}

function weightsOf(path: string, file: GgufFile, config: ModelConfig): Weights {
  const found = new Map([...file.tensors].filter(([name]) => name !== ropeFactorsName));
  checkTensors(
    path,
    found,
    storedTensors(config).map(({ ggufName, shape }) => ({ name: ggufName, shape })),
  );
  checkNumbers(path, config, file.metadata);
  const byName = new Map(modelTensors(config).map((tensor) => [tensor.name, tensor]));
  const find = (name: string) => {
    const tensor = byName.get(name);
    if (!tensor) throw modelError('input', 'tensor-missing', { path, name });
    return tensor;
  };
  return {
    names: [...byName.keys()],
    shape: (name) => find(name).shape,
    read: (name) => valuesFromGguf(config, find(name), file.metadata, file.read),
  };
}

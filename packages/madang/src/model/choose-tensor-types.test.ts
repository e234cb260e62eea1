import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseTensorTypes } from './choose-tensor-types.ts';
import { type GgufFileType, ggufFileTypes } from './contract.ts';

interface Recorded {
  readonly config: Parameters<typeof chooseTensorTypes>[2];
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** One for each shape, in order. */
  readonly types: Readonly<Record<GgufFileType, string>>;
}
const path = join(import.meta.dirname, '../../../../test/recordings/tensor-types.json');
const recording = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Recorded>;

describe.each(Object.entries(recording))('%s', (_name, { config, shapes, types }) => {
  const tensors = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));

  it.each(ggufFileTypes.filter((type) => type !== 'F32'))('gets the types that llama-quantize gives: %s', (type) => {
    const found = chooseTensorTypes(type, tensors, config);
    const named = types[type].split(' ').map((recorded, index) => [tensors[index]?.name, recorded]);
    expect([...found.types]).toEqual(named);
  });
});

describe('fallbacks', () => {
  const config = { layerCount: 8, headCount: 9, keyValueHeadCount: 3, tiedEmbeddings: true };
  const tensors = [
    { name: 'token_embd.weight', shape: [49_152, 576] },
    { name: 'blk.2.ffn_down.weight', shape: [576, 1536] },
    { name: 'blk.2.attn_q.weight', shape: [576, 576] },
    { name: 'blk.2.attn_norm.weight', shape: [576] },
  ];

  it('are told, with the width that does not fit', () => {
    expect(chooseTensorTypes('Q4_K_M', tensors, config).fallbacks).toEqual([
      { name: 'token_embd.weight', columns: 576, wanted: 'Q6_K', used: 'Q8_0' },
      { name: 'blk.2.attn_q.weight', columns: 576, wanted: 'Q4_K', used: 'Q5_0' },
    ]);
  });

  it('are none where everything fits', () => {
    expect(chooseTensorTypes('Q8_0', tensors, config).fallbacks).toEqual([]);
    expect(chooseTensorTypes('F32', tensors, config).types.get('token_embd.weight')).toBe('F32');
  });
});

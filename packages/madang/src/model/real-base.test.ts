import { describe, expect, it } from 'vitest';
import { openModel } from './open-model.ts';
import { realBase } from './real-base.fixture.ts';

const path = await realBase();

describe.skipIf(path === undefined)('the catalogue base (skipped where neither hub nor package index answers)', () => {
  it('opens with the shapes that were published', async () => {
    using model = await openModel(path ?? '');
    expect(model.config).toMatchObject({ hiddenSize: 576, layerCount: 30, headCount: 9, keyValueHeadCount: 3 });
    expect(model.config).toMatchObject({ vocabularySize: 49_152, ropeTheta: 100_000, tiedEmbeddings: true });
    const { weights } = model;
    expect(weights.names).toHaveLength(1 + 30 * 9 + 1);
    expect(weights.shape('model.embed_tokens.weight')).toEqual([49_152, 576]);
    expect(weights.shape('model.layers.29.self_attn.k_proj.weight')).toEqual([192, 576]);
    expect(weights.shape('model.layers.29.mlp.down_proj.weight')).toEqual([576, 1536]);
    for (const name of ['model.layers.0.self_attn.q_proj.weight', 'model.norm.weight']) {
      const values = weights.read(name);
      expect(values).toHaveLength(weights.shape(name).reduce((a, b) => a * b, 1));
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(model.chatTemplate).toContain('<|im_start|>');
    expect(model.licence).toBe('apache-2.0');
  });
});

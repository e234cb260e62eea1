import { describe, expect, it } from 'vitest';
import type { Adapter } from './adapter.ts';
import { mergeAdapter } from './merge.ts';
import { pseudoRandom, tinyConfig, tinyWeights } from './tiny-model.fixture.ts';

const weights = tinyWeights(tinyConfig);
const name = 'model.layers.1.mlp.gate_proj.weight';
const [out = 0, into = 0] = weights.shape(name);

function adapterOf(rank: number, alpha: number, a: Float32Array, b: Float32Array): Adapter {
  return { rank, alpha, rankStabilized: false, modules: new Map([[name, { a, b }]]), trainedRows: new Map() };
}

/** W + alpha / rank * B A, one product at a time. */
function mergedPlainly(values: Float32Array, { rank, alpha, modules }: Adapter): Float32Array {
  const { a, b } = modules.get(name) ?? { a: [], b: [] };
  return values.map((value, index) => {
    const row = Math.floor(index / into);
    const column = index % into;
    let sum = 0;
    for (let inner = 0; inner < rank; inner += 1) sum += (b[row * rank + inner] ?? 0) * (a[inner * into + column] ?? 0);
    return value + (alpha / rank) * sum;
  });
}

describe('mergeAdapter', () => {
  it.each([1, 3, 4, 6, 16])('equals the plain loop at rank %i', (rank) => {
    const adapter = adapterOf(rank, 2 * rank, pseudoRandom(1, rank * into), pseudoRandom(2, out * rank));
    const merged = mergeAdapter(weights, adapter).read(name);
    const expected = mergedPlainly(weights.read(name), adapter);
    merged.forEach((value, index) => {
      expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThanOrEqual(2 ** -23 * Math.max(1, Math.abs(value)));
    });
  });

  it('is exact on small whole numbers', () => {
    const whole = (seed: number, length: number) => pseudoRandom(seed, length).map((value) => Math.round(value * 8));
    const adapter = adapterOf(5, 10, whole(1, 5 * into), whole(2, out * 5));
    const flat = { ...weights, read: () => whole(3, out * into) };
    expect(mergeAdapter(flat, adapter).read(name)).toEqual(mergedPlainly(flat.read(), adapter));
  });

  it('scales rank-stabilised LoRA by the root of its rank', () => {
    const plain = adapterOf(4, 8, pseudoRandom(1, 4 * into), pseudoRandom(2, out * 4));
    const stabilized = mergeAdapter(weights, { ...plain, alpha: 4, rankStabilized: true }).read(name);
    expect(stabilized).toEqual(mergeAdapter(weights, plain).read(name));
  });

  it('puts trained rows in the place of the last ones, and whole tensors in the place of their own', () => {
    const [embedding, norm] = ['model.embed_tokens.weight', 'model.norm.weight'];
    const rows = pseudoRandom(7, 3 * tinyConfig.hiddenSize);
    const whole = pseudoRandom(8, tinyConfig.hiddenSize);
    const trainedRows = new Map([
      [embedding, rows],
      [norm, whole],
    ]);
    const lora = adapterOf(1, 1, pseudoRandom(1, into), pseudoRandom(2, out));
    const merged = mergeAdapter(weights, { ...lora, trainedRows });
    const before = weights.read(embedding);
    expect([...merged.read(embedding)]).toEqual([...before.slice(0, -rows.length), ...rows]);
    expect(merged.read(norm)).toEqual(whole);
    const misfit = { ...lora, trainedRows: new Map([[embedding, rows.slice(1)]]) };
    expect(() => mergeAdapter(weights, misfit)).toThrow(expect.objectContaining({ code: 'model/bad-shape' }));
  });

  it('leaves other tensors and the base as they are', () => {
    const merged = mergeAdapter(weights, adapterOf(1, 1, pseudoRandom(1, into), pseudoRandom(2, out)));
    for (const other of weights.names.filter((each) => each !== name)) {
      expect(merged.read(other)).toEqual(weights.read(other));
    }
    expect(merged.read(name)).not.toEqual(weights.read(name));
    expect(weights.read(name)).toEqual(tinyWeights(tinyConfig).read(name));
    expect(merged.names).toEqual(weights.names);
  });

  it('refuses an adapter of another base', () => {
    const misfit = adapterOf(2, 2, new Float32Array(2 * into), new Float32Array(out));
    expect(() => mergeAdapter(weights, misfit)).toThrow(expect.objectContaining({ code: 'model/bad-shape' }));
    const elsewhere: Adapter = {
      ...misfit,
      modules: new Map([
        [
          'model.layers.9.mlp.up_proj.weight',
          misfit.modules.get(name) ?? { a: new Float32Array(), b: new Float32Array() },
        ],
      ]),
    };
    expect(() => mergeAdapter(weights, elsewhere)).toThrow(
      expect.objectContaining({ code: 'model/tensor-unexpected' }),
    );
  });
});

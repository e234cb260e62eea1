import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Adapter, readAdapter, writeAdapter } from './adapter.ts';
import { openSafetensors } from './formats/safetensors-read.ts';
import { writeSafetensors } from './formats/safetensors-write.ts';
import { pseudoRandom } from './tiny-model.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-adapter-'));
afterAll(() => rmSync(root, { recursive: true }));

const adapter: Adapter = {
  rank: 2,
  alpha: 4,
  rankStabilized: false,
  modules: new Map([
    ['model.layers.0.self_attn.q_proj.weight', { a: pseudoRandom(1, 6), b: pseudoRandom(2, 8) }],
    ['model.layers.1.mlp.down_proj.weight', { a: pseudoRandom(3, 10), b: pseudoRandom(4, 6) }],
  ]),
  trainedRows: new Map([['model.embed_tokens.weight', pseudoRandom(5, 12)]]),
};
const base = { baseName: 'org/base', baseHash: 'ab'.repeat(32), storedAs: 'Q4_1' };

async function writeChanged(name: string, change: (config: Record<string, unknown>) => object): Promise<string> {
  const folder = join(root, name);
  await writeAdapter(folder, adapter, base);
  const path = join(folder, 'adapter_config.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  return folder;
}

describe('adapter', () => {
  it('comes back as it was written, under PEFT names', async () => {
    const folder = join(root, 'plain');
    await writeAdapter(folder, adapter, base);
    expect(await readAdapter(folder)).toEqual(adapter);

    using file = openSafetensors(join(folder, 'adapter_model.safetensors'));
    const shapes = [...file.tensors.values()].map(({ name, shape }) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': [2, 3],
      'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight': [4, 2],
      'base_model.model.model.layers.1.mlp.down_proj.lora_A.weight': [2, 5],
      'base_model.model.model.layers.1.mlp.down_proj.lora_B.weight': [3, 2],
    });
    expect(JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8'))).toEqual({
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: 'org/base',
      r: 2,
      lora_alpha: 4,
      lora_dropout: 0,
      bias: 'none',
      fan_in_fan_out: false,
      use_rslora: false,
      use_dora: false,
      inference_mode: true,
      target_modules: ['down_proj', 'q_proj'],
    });
    expect(JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8'))).toEqual({
      name: 'org/base',
      sha256: base.baseHash,
      storedAs: 'Q4_1',
    });
  });

  it('rank-stabilised, or of trained tensors alone', async () => {
    const folder = join(root, 'other');
    await writeAdapter(folder, { ...adapter, rankStabilized: true }, base);
    expect(await readAdapter(folder)).toEqual({ ...adapter, rankStabilized: true });
    const whole = join(root, 'whole');
    await writeAdapter(whole, { ...adapter, modules: new Map() }, base);
    expect(readdirSync(whole).sort()).toEqual(['base.json', 'trained_rows.safetensors']);
    expect(await readAdapter(whole)).toMatchObject({ modules: new Map(), trainedRows: adapter.trainedRows });
  });

  it('refuses variants of LoRA that merge otherwise', async () => {
    for (const change of [{ use_dora: true }, { rank_pattern: { q_proj: 8 } }, { peft_type: 'IA3' }]) {
      const folder = await writeChanged('variant', (config) => ({ ...config, ...change }));
      await expect(readAdapter(folder)).rejects.toMatchObject({ code: 'model/broken-config' });
    }
  });

  it('refuses another rank, a missing half, a pickle and an empty folder', async () => {
    const rank = await writeChanged('rank', (config) => ({ ...config, r: 3 }));
    await expect(readAdapter(rank)).rejects.toMatchObject({ code: 'model/bad-shape' });

    for (const half of ['lora_A', 'lora_B'] as const) {
      const folder = await writeChanged(half, (config) => config);
      const shape = half === 'lora_A' ? [2, 3] : [3, 2];
      const lone = {
        name: `base_model.model.x.${half}.weight`,
        shape,
        type: 'F32' as const,
        read: () => new Float32Array(6),
      };
      await writeSafetensors(join(folder, 'adapter_model.safetensors'), [lone]);
      await expect(readAdapter(folder)).rejects.toMatchObject({ code: 'model/tensor-missing' });
    }

    const pickle = await writeChanged('pickle', (config) => config);
    rmSync(join(pickle, 'adapter_model.safetensors'));
    writeFileSync(join(pickle, 'adapter_model.bin'), 'x');
    await expect(readAdapter(pickle)).rejects.toMatchObject({ code: 'model/pickle' });

    const empty = join(root, 'empty');
    mkdirSync(empty);
    await expect(readAdapter(empty)).rejects.toMatchObject({ code: 'model/file-missing' });
  });
});

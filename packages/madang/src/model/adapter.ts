// A LoRA adapter as PEFT keeps it: `adapter_config.json` beside `adapter_model.safetensors` with tensors
// `base_model.model.<module>.lora_A.weight` [rank, in] and `.lora_B.weight` [out, rank] (Hu et al., arXiv 2106.09685).
// Rows that were trained whole lie beside them in `trained_rows.safetensors`, which PEFT does not know.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelError } from './errors.ts';
import { refuseCode } from './formats/refuse-code.ts';
import { openSafetensors } from './formats/safetensors-read.ts';
import { writeSafetensors } from './formats/safetensors-write.ts';
import { writeTextBeside } from './formats/write-beside.ts';

export interface AdapterModule {
  /** [rank, in], row-major. */
  readonly a: Float32Array;
  /** [out, rank], row-major. */
  readonly b: Float32Array;
}

export interface Adapter {
  readonly rank: number;
  /** The update is scaled by alpha / rank. */
  readonly alpha: number;
  /** Scaled by alpha / √rank instead (rsLoRA, Kalajdzievski 2023). */
  readonly rankStabilized: boolean;
  /** By the base's tensor name: `model.layers.0.self_attn.q_proj.weight`. */
  readonly modules: ReadonlyMap<string, AdapterModule>;
  /** The last rows of a tensor, or all of it, which take the place of its own. */
  readonly trainedRows: ReadonlyMap<string, Float32Array>;
}

/** The base that an adapter was trained on. */
export interface AdapterBase {
  readonly baseName: string;
  readonly baseHash: string;
  /** Stored type that the base's weights were dequantised from. */
  readonly storedAs: string;
}

const configFile = 'adapter_config.json';
/** Of the base: name, hash of weights and tokenizer, stored type that they were dequantised from. */
const baseFile = 'base.json';
const weightsFile = 'adapter_model.safetensors';
const rowsFile = 'trained_rows.safetensors';
const prefix = 'base_model.model.';

const adapterConfigSchema = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.number().int().positive(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().default(false),
  use_dora: z.literal(false).default(false),
  fan_in_fan_out: z.literal(false).default(false),
  rank_pattern: z.strictObject({}).nullish(),
  alpha_pattern: z.strictObject({}).nullish(),
});

export async function readAdapter(folder: string): Promise<Adapter> {
  const configPath = join(folder, configFile);
  const trainedRows = readRows(join(folder, rowsFile));
  if (!existsSync(configPath) && trainedRows.size > 0) return { ...noLora, trainedRows };
  const weightsPath = join(folder, weightsFile);
  if (!existsSync(configPath)) throw modelError('missing', 'file-missing', { path: configPath });
  if (!existsSync(weightsPath)) {
    const pickle = join(folder, 'adapter_model.bin');
    if (existsSync(pickle)) refuseCode(pickle);
    throw modelError('missing', 'file-missing', { path: weightsPath });
  }
  const {
    r: rank,
    lora_alpha: alpha,
    use_rslora: rankStabilized,
  } = parseConfig(configPath, await readFile(configPath, 'utf8'));

  using file = openSafetensors(weightsPath);
  const modules = new Map<string, AdapterModule>();
  for (const { name, shape } of file.tensors.values()) {
    const [, module, side] = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(name) ?? [];
    if (module === undefined) throw modelError('input', 'tensor-unexpected', { path: weightsPath, name });
    if (shape.length !== 2 || shape[side === 'A' ? 0 : 1] !== rank) {
      const expected = side === 'A' ? `[${rank}, in]` : `[out, ${rank}]`;
      throw modelError('input', 'bad-shape', { path: weightsPath, name, found: `[${shape.join(', ')}]`, expected });
    }
    if (side !== 'A') continue;
    const other = `${prefix}${module}.lora_B.weight`;
    modules.set(`${module}.weight`, { a: file.read(name), b: file.read(other) });
  }
  const unpaired = [...file.tensors.keys()].find((name) => !modules.has(moduleOf(name)));
  if (unpaired !== undefined)
    throw modelError('input', 'tensor-missing', { path: weightsPath, name: unpaired.replace('lora_B', 'lora_A') });
  return { rank, alpha, rankStabilized, modules, trainedRows };
}

const noLora = { rank: 1, alpha: 1, rankStabilized: false, modules: new Map() };

/** What B A is multiplied by. */
export function loraScale({ rank, alpha, rankStabilized }: Pick<Adapter, 'rank' | 'alpha' | 'rankStabilized'>): number {
  return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
}

function readRows(path: string): Map<string, Float32Array> {
  if (!existsSync(path)) return new Map();
  using file = openSafetensors(path);
  return new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
}

function moduleOf(name: string): string {
  return name.slice(prefix.length).replace(/\.lora_[AB]\.weight$/, '.weight');
}

function parseConfig(path: string, text: string) {
  try {
    return adapterConfigSchema.parse(JSON.parse(text));
  } catch (cause) {
    const problems = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw modelError('input', 'broken-config', { path, problems }, cause);
  }
}

/**
 * Writes the PEFT folder where there is LoRA, and beside its two files the base's own, since PEFT warns of keys that it
 * does not know.
 */
export async function writeAdapter(folder: string, adapter: Adapter, base: AdapterBase): Promise<void> {
  await mkdir(folder, { recursive: true });
  const modules = [...adapter.modules].map(([name, module]) => ({ module: name.replace(/\.weight$/, ''), ...module }));
  const { rank, alpha } = adapter;
  const tensors = modules.flatMap(({ module, a, b }) => [
    { name: `${prefix}${module}.lora_A.weight`, shape: [rank, a.length / rank], type: 'F32' as const, read: () => a },
    { name: `${prefix}${module}.lora_B.weight`, shape: [b.length / rank, rank], type: 'F32' as const, read: () => b },
  ]);
  if (modules.length > 0) await writeSafetensors(join(folder, weightsFile), tensors, { format: 'pt' });
  const config = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base.baseName,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    use_rslora: adapter.rankStabilized,
    use_dora: false,
    inference_mode: true,
    target_modules: [...new Set(modules.map(({ module }) => module.split('.').at(-1) ?? module))].sort(),
  };
  const rows = [...adapter.trainedRows].map(([name, values]) => ({
    name,
    shape: [values.length],
    type: 'F32' as const,
    read: () => values,
  }));
  if (rows.length > 0) await writeSafetensors(join(folder, rowsFile), rows);
  const { baseName: name, baseHash: sha256, storedAs } = base;
  await writeTextBeside(join(folder, baseFile), `${JSON.stringify({ name, sha256, storedAs }, null, 2)}\n`);
  if (modules.length > 0) await writeTextBeside(join(folder, configFile), `${JSON.stringify(config, null, 2)}\n`);
}

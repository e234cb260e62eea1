// New rows for new tokens, what makes a base a larger one: a folder with the extended tokenizer.json, growth.json and
// rows.safetensors, which holds the rows from the first new id to the end, under the names of the matrices that get
// them (the input embedding, and the output head where it is not tied).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig, OpenModel, Weights } from './contract.ts';
import { openSafetensors } from './formats/safetensors-read.ts';
import { writeSafetensors } from './formats/safetensors-write.ts';
import { writeTextBeside } from './formats/write-beside.ts';

const growthFile = 'growth.json';
const rowsFile = 'rows.safetensors';
const tokenizerFile = 'tokenizer.json';

export const growthSchema = z.object({
  /** Rows from here on are new; rows of the base beyond its last token are taken first. */
  firstNewId: z.number().int().nonnegative(),
  newTokens: z.number().int().positive(),
  /** Of each matrix in all, padding included. */
  rows: z.number().int().positive(),
  /** How the rows were started. */
  initialiser: z.string(),
});

export interface Growth extends z.infer<typeof growthSchema> {
  readonly tokenizerJson: string;
  /** [rows − firstNewId, D] by the name of the matrix. */
  readonly newRows: ReadonlyMap<string, Float32Array>;
}

/** The matrices that hold a row for each token. */
export function rowMatrices({ tiedEmbeddings }: Pick<ModelConfig, 'tiedEmbeddings'>): string[] {
  return tiedEmbeddings ? ['model.embed_tokens.weight'] : ['model.embed_tokens.weight', 'lm_head.weight'];
}

export async function writeGrowth(folder: string, growth: Growth): Promise<void> {
  const { tokenizerJson, newRows, ...facts } = growth;
  const count = growth.rows - growth.firstNewId;
  const tensors = [...newRows].map(([name, values]) => ({
    name,
    shape: [count, values.length / count],
    type: 'F32' as const,
    read: () => values,
  }));
  await writeSafetensors(join(folder, rowsFile), tensors);
  await writeTextBeside(join(folder, tokenizerFile), tokenizerJson);
  await writeTextBeside(join(folder, growthFile), `${JSON.stringify(growthSchema.parse(facts), null, 2)}\n`);
}

export async function readGrowth(folder: string): Promise<Growth> {
  const facts = growthSchema.parse(JSON.parse(await readFile(join(folder, growthFile), 'utf8')));
  using file = openSafetensors(join(folder, rowsFile));
  const newRows = new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
  return { ...facts, newRows, tokenizerJson: await readFile(join(folder, tokenizerFile), 'utf8') };
}

/** The base with the new tokens: every other tensor is its own. `hash` is that of the larger model. */
export function growModel<M extends OpenModel>(base: M, growth: Growth, hash: string): M {
  const { tokenizerJson, rows } = growth;
  const config = { ...base.config, vocabularySize: rows };
  return { ...base, config, tokenizerJson, weights: growWeights(base.weights, growth), hash };
}

function growWeights(weights: Weights, { rows, firstNewId, newRows }: Growth): Weights {
  return {
    names: weights.names,
    shape: (name) => (newRows.has(name) ? [rows, ...weights.shape(name).slice(1)] : weights.shape(name)),
    read: (name) => {
      const values = weights.read(name);
      const added = newRows.get(name);
      if (!added) return values;
      const width = added.length / (rows - firstNewId);
      const grown = new Float32Array(rows * width);
      grown.set(values.subarray(0, firstNewId * width));
      grown.set(added, firstNewId * width);
      return grown;
    },
  };
}

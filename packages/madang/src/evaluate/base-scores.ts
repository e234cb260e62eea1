// The base's scores of a set of texts, kept as an artifact of their own (`base-scores`), so that the next graft of
// the same base does not score it again. scores.jsonl: {id, logLikelihood, tokens, bytes} a line.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ArtifactSpec } from '../kernel/record.ts';
import type { Artifact } from '../kernel/store.ts';
import type { ScoredItem, ScoreSet } from './score-sets.ts';

const lineSchema = z.object({ id: z.string(), logLikelihood: z.number(), tokens: z.number(), bytes: z.number() });

export interface ScoringConditions {
  readonly baseHash: string;
  readonly window: number;
  readonly prefixTokenId: number;
  readonly engine: string;
}

export function baseScoresSpec(set: ScoreSet, conditions: ScoringConditions): ArtifactSpec {
  const { baseHash, ...settings } = conditions;
  return {
    kind: 'base-scores',
    operation: 'compare',
    revision: 3,
    inputs: {
      base: { address: `base:${baseHash.slice(0, 12)}`, hash: baseHash },
      text: { address: `held-out:${set.side}`, hash: set.textHash },
    },
    settings: { ...settings, side: set.side, precision: 'float32' },
  };
}

export async function writeScores(
  path: string,
  items: readonly ScoredItem[],
  logLikelihoods: readonly number[],
): Promise<void> {
  const lines = items.map(({ id, bytes, tokens, countedFrom }, index) =>
    JSON.stringify({ id, logLikelihood: logLikelihoods[index], tokens: tokens.length - countedFrom, bytes }),
  );
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
}

/** Log-likelihoods by item id. */
export async function readScores(artifact: Artifact): Promise<Map<string, number>> {
  const text = await readFile(join(artifact.folder, 'scores.jsonl'), 'utf8');
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => lineSchema.parse(JSON.parse(line)))
      .map(({ id, logLikelihood }) => [id, logLikelihood]),
  );
}

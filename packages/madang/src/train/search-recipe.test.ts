import { describe, expect, test } from 'vitest';
import { type TrainSettings, trainSettingsSchema } from './contract.ts';
import { recipesAround, searchRecipe, type Trial } from './search-recipe.ts';

const current = trainSettingsSchema.parse({});
const secondsAToken = 1 / 400;
const overheadSeconds = 20;
const settings = { maxSeconds: 3600, leastTokens: 40_000, sourceWorseBy: 0.03 };

/** A training whose end depends on the recipe, and less and less on chance: longer trials are lower. */
function simulated(gainOf: (recipe: TrainSettings) => number, sourceOf: (recipe: TrainSettings) => number = () => 0) {
  const asked: { changes: Partial<TrainSettings>; tokens: number }[] = [];
  const run = async (changes: Partial<TrainSettings>, tokens: number): Promise<Trial> => {
    asked.push({ changes, tokens });
    const recipe = { ...current, ...changes };
    return {
      changes,
      trainedTokens: tokens,
      seconds: overheadSeconds + tokens * secondsAToken,
      bitsPerByte: 3 - gainOf(recipe) - 0.1 * Math.log10(tokens),
      sourceChange: sourceOf(recipe),
    };
  };
  const seconds = () => asked.reduce((sum, { tokens }) => sum + overheadSeconds + tokens * secondsAToken, 0);
  return { run, asked, seconds };
}

describe('recipesAround', () => {
  test('begins with the recipe as it is, and every candidate is a recipe', () => {
    const recipes = recipesAround(current);
    expect(recipes[0]).toEqual({});
    expect(new Set(recipes.map((changes) => JSON.stringify(changes))).size).toBe(recipes.length);
    for (const changes of recipes) expect(trainSettingsSchema.parse({ ...current, ...changes })).toMatchObject(changes);
    // the scale of LoRA stays what it was
    for (const { rank, alpha } of recipes) if (rank !== undefined) expect((alpha ?? 0) / rank).toBe(2);
    expect(recipesAround({ ...current, method: 'full' }).some(({ rank }) => rank !== undefined)).toBe(false);
    expect(recipesAround({ ...current, rows: 1 }).every(({ rows }) => rows !== 0)).toBe(true);
  });
});

describe('searchRecipe', () => {
  test('finds the better recipe, in its time, the best ones trained longest', async () => {
    const { run, asked, seconds } = simulated(({ learningRate }) => (learningRate === 2e-3 ? 0.1 : 0));
    const { winner, trials } = await searchRecipe(recipesAround(current), settings, run);
    expect(winner.changes).toEqual({ learningRate: 2e-3 });
    expect(seconds()).toBeLessThan(settings.maxSeconds);
    expect(seconds()).toBeGreaterThan(settings.maxSeconds / 3);
    expect(trials).toHaveLength(asked.length);
    const longest = Math.max(...asked.map(({ tokens }) => tokens));
    expect(asked.filter(({ tokens }) => tokens === longest).length).toBeLessThan(asked.length / 2);
    expect(asked.at(-1)?.tokens).toBe(longest);
  });

  test('keeps the recipe where nothing beats it by more than chance', async () => {
    const { run } = simulated(({ learningRate }) => (learningRate === 2e-3 ? 0.005 : 0));
    expect((await searchRecipe(recipesAround(current), settings, run)).winner.changes).toEqual({});
  });

  test('a recipe that loses the source language is out', async () => {
    const { run } = simulated(
      ({ learningRate }) => (learningRate === 2e-3 ? 0.2 : learningRate === 5e-4 ? 0.1 : 0),
      ({ learningRate }) => (learningRate === 2e-3 ? 0.05 : 0),
    );
    expect((await searchRecipe(recipesAround(current), settings, run)).winner.changes).toEqual({ learningRate: 5e-4 });
  });

  test.each([1, 200, 600, 1800])('ends soon after %d s, with something compared', async (maxSeconds) => {
    const { run, asked, seconds } = simulated(() => 0);
    const { trials } = await searchRecipe(recipesAround(current), { ...settings, maxSeconds }, run);
    expect(trials.length).toBeGreaterThanOrEqual(2);
    const longestTrial = Math.max(...asked.map(({ tokens }) => overheadSeconds + tokens * secondsAToken));
    expect(seconds()).toBeLessThan(Math.max(maxSeconds, 2 * longestTrial) + longestTrial);
  });
});

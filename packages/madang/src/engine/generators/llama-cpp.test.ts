import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportGguf } from '../../model/export-gguf.ts';
import { tinyConfig, tinyModel } from '../../model/tiny-model.fixture.ts';
import { openTokenizer } from '../../tokenizer/encode.ts';
import { openLlama } from './llama-cpp.ts';
import { plainForward, plainScorer } from './plain-forward.fixture.ts';

const model = tinyModel();
const text = 'In the courtyard, the 12 doors are open. 마당의 문은 열려 있다.';
let folder: string;
let path: string;

async function writeTiny(name: string, seed = 1): Promise<string> {
  const { config, tokenizerJson, chatTemplate, weights } = tinyModel(tinyConfig, seed);
  const target = join(folder, name);
  await exportGguf(target, { config, tokenizerJson, chatTemplate, weights, type: 'F32', name: 'tiny', licence: 'mit' });
  return target;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-llama-'));
  path = await writeTiny('tiny.gguf');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a GGUF of ours in llama.cpp', () => {
  test('says what it is', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    expect(llama).toMatchObject({ name: 'tiny', beginToken: '<|im_start|>', endToken: '<|im_end|>' });
    expect(llama.chatTemplate).toBe(model.chatTemplate);
  });

  test('cuts text as our tokenizer does', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    const tokenizer = await openTokenizer(model.tokenizerJson);
    const chat = `<|im_start|>user\n${text}<|im_end|>\n`;
    expect(llama.tokenize(text)).toEqual(await tokenizer.encode(text));
    expect(llama.tokenize(chat, { special: true })).toEqual(await tokenizer.encode(chat));
    expect(llama.tokenize('<|im_end|>')).not.toContain(2);
  });

  test('scores as a plain forward pass does, twice alike', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    const ids = llama.tokenize(text);
    const window = { inputs: ids.slice(0, -1), targets: ids.slice(1), scoredFrom: 0 };
    const scorer = plainScorer(model);
    const [expected] = await scorer.score([window]);
    const [top] = await scorer.topTwo([window]);
    const [found] = await llama.scoreWindows([window, window], { margins: true });
    expect(largestDifference(found?.logProbabilities, expected)).toBeLessThan(0.005);
    expect(largestDifference(found?.margins, top?.margin)).toBeLessThan(0.005);
    expect([...(found?.likeliest ?? [])]).toEqual([...(top?.ids ?? [])]);
    expect(largestDifference(await llama.scoreTokens(ids), expected)).toBeLessThan(0.005);
    const [withoutMargins] = await llama.score([window]);
    expect(largestDifference(withoutMargins, expected)).toBeLessThan(0.005);
  });

  test('a window that fills the context forgets nothing', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 255 });
    const ids = Array.from({ length: llama.contextTokens + 1 }, (_, at) => 3 + ((at * 37) % 250));
    const window = { inputs: ids.slice(0, -1), targets: ids.slice(1), scoredFrom: 0 };
    const [expected] = await plainScorer(model).score([window]);
    const [found] = await llama.score([window]);
    expect(found?.length).toBe(llama.contextTokens);
    expect(largestDifference(found, expected)).toBeLessThan(0.002);
    const filling = await llama.complete('the', { maxTokens: 1000, temperature: 1, seed: 3 });
    expect(filling.tokens).toBeLessThanOrEqual(llama.contextTokens);
  });

  test('continues a prompt with the likeliest tokens, whatever came before', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    const prompt = 'the doors';
    const expected = greedy(llama.tokenize(prompt), 6);
    const streamed: string[] = [];
    await llama.complete('something else first', { maxTokens: 3 });
    const answer = await llama.complete(prompt, { maxTokens: 6, onText: (piece) => streamed.push(piece) });
    const tokenizer = await openTokenizer(model.tokenizerJson);
    expect(answer.text).toBe((await tokenizer.decode(expected.ids)).replace(/\uFFFD+$/, ''));
    expect(answer).toMatchObject({ ended: expected.ended, tokens: expected.ids.length });
    expect(streamed.join('')).toBe(answer.text);
    const again = await llama.complete(prompt, { maxTokens: 6, keepSharedPrefix: true });
    expect(again).toEqual(answer);
  });

  test('answers several prompts as it answers each alone', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 128, sequences: 2 });
    const prompts = ['the', 'doors are', '마당'];
    const together = await llama.completeAll(prompts, { maxTokens: 5 });
    for (const [at, prompt] of prompts.entries()) {
      expect(together[at]).toEqual(await llama.complete(prompt, { maxTokens: 5 }));
    }
  });

  test('stops when asked and ends where the model ends', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    const controller = new AbortController();
    const stopped = await llama.complete('the', {
      maxTokens: 100,
      signal: controller.signal,
      onText: () => controller.abort(),
    });
    expect(stopped.tokens).toBeLessThan(100);
    expect(stopped.ended).toBe(false);
    const { signal } = controller;
    await expect(llama.completeAll(['the', 'doors'], { maxTokens: 5, signal })).rejects.toThrow(/abort/i);
    const ending = await findEnding(llama);
    expect(ending).toMatchObject({ ended: true });
    expect(ending?.text).not.toContain('<|im_end|>');
  });
});

describe('what cannot be', () => {
  test('is explained', async () => {
    await expect(openLlama(join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'engine/generators/no-file' });
    const cut = await writeTiny('cut.gguf');
    await truncate(cut, 100_000);
    await expect(openLlama(cut)).rejects.toMatchObject({ code: 'engine/generators/unreadable-gguf', kind: 'input' });
    const text = join(folder, 'text.gguf');
    await writeFile(text, 'not a model');
    await expect(openLlama(text)).rejects.toMatchObject({ code: 'engine/generators/unreadable-gguf' });
  });

  test('a prompt or window that fills the context is refused, not shortened', async () => {
    await using llama = await openLlama(path, { threads: 1, contextTokens: 256 });
    const long = 'x'.repeat(llama.contextTokens);
    await expect(llama.complete(long, { maxTokens: 1 })).rejects.toMatchObject({
      code: 'engine/generators/prompt-too-long',
    });
    const inputs = new Array<number>(llama.contextTokens + 1).fill(5);
    await expect(llama.score([{ inputs, targets: inputs, scoredFrom: 0 }])).rejects.toMatchObject({
      code: 'engine/generators/window-too-long',
    });
  });
});

function greedy(prompt: readonly number[], count: number) {
  const ids = [...prompt];
  for (let step = 0; step < count; step++) {
    const logits = plainForward(model.config, model.weights, ids).at(-1) ?? new Float64Array();
    const likeliest = logits.indexOf(Math.max(...logits));
    if (likeliest === model.config.endTokenId) return { ids: ids.slice(prompt.length), ended: true };
    ids.push(likeliest);
  }
  return { ids: ids.slice(prompt.length), ended: false };
}

/** Some one-letter prompt whose sampled continuation reaches the end token within 400. */
async function findEnding(llama: Awaited<ReturnType<typeof openLlama>>) {
  for (let seed = 1; seed < 20; seed++) {
    const answer = await llama.complete('the', { maxTokens: 200, temperature: 2, seed });
    if (answer.ended) return answer;
  }
  return undefined;
}

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || a.length !== b?.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (b[at] ?? Number.NaN))), 0);
}

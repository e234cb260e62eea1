import { expect, test } from 'vitest';
import { type ChatPrompt, readChatPrompts } from './chat-prompts.ts';

const prompts = await readChatPrompts();
const gate = prompts.filter(({ use }) => use === 'gate');
const replay = prompts.filter(({ use }) => use === 'replay');

test('forty prompts judge, at least twenty by a fact; more than seven hundred are replayed; none stands twice', () => {
  expect(gate).toHaveLength(40);
  expect(gate.filter(({ facts }) => facts).length).toBeGreaterThanOrEqual(20);
  expect(replay.length).toBeGreaterThanOrEqual(700);
  expect(replay.some(({ facts }) => facts)).toBe(false);
  expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
  expect(new Set(prompts.map(({ prompt }) => prompt.toLowerCase())).size).toBe(prompts.length);
});

test('no replayed prompt shares half of its words with one that judges', () => {
  const near = replay.flatMap((candidate) =>
    gate.filter((judged) => sharedWords(candidate, judged) >= 0.5).map((judged) => [candidate.prompt, judged.prompt]),
  );
  expect(near).toEqual([]);
});

/** Jaccard index of the two sets of words. */
function sharedWords(a: ChatPrompt, b: ChatPrompt): number {
  const [first, second] = [wordsOf(a), wordsOf(b)];
  const shared = [...first].filter((word) => second.has(word)).length;
  return shared / (first.size + second.size - shared);
}

function wordsOf({ prompt }: ChatPrompt): Set<string> {
  return new Set(prompt.toLowerCase().match(/[a-z0-9]+/g));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CardFacts } from './card-facts.ts';
import { modelCard } from './model-card.ts';

const golden = join(import.meta.dirname, '../../../../../test/golden/model-card');
const cases = readdirSync(golden).map((name) => ({ name, folder: join(golden, name) }));
const factsOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8')) as CardFacts;

test('there are cases', () => expect(cases.length).toBeGreaterThanOrEqual(2));

describe.each(cases)('$name', ({ folder }) => {
  test('gives the recorded card', async () => {
    expect(existsSync(join(folder, 'expected.md'))).toBe(true);
    await expect(modelCard(factsOf(folder))).toMatchFileSnapshot(join(folder, 'expected.md'));
  });

  test('has front matter that the hub reads', () => {
    const card = modelCard(factsOf(folder));
    const [, frontMatter = ''] = /^---\n([\s\S]*?)\n---\n/.exec(card) ?? [];
    expect(parse(frontMatter)).toMatchObject({ language: ['ko', 'en'], library_name: 'transformers' });
  });
});

test('a failed gate is said before anything else', () => {
  const card = modelCard(factsOf(join(golden, 'failed-gate-local-use')));
  const [, , afterFrontMatter = ''] = card.split(/^---$/m);
  expect(afterFrontMatter.trim()).toMatch(/^> \*\*FAILED GATE\.\*\*.*source-kept 0\.0412 > 0\.03/);
});

test('text from outside stays text', () => {
  const card = modelCard(factsOf(join(golden, 'released')));
  expect(card).not.toContain('javascript:');
  expect(card).not.toContain('<b>');
  const rows = card.split('\n').filter((line) => line.includes('odd'));
  expect(rows).toHaveLength(1);
});

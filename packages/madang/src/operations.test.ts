import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readInput } from './cli/flags.ts';
import { operationHelp, overview } from './cli/help.ts';
import { displayWidth } from './kernel/display-width.ts';
import { operations } from './operations.ts';

const locales = ['en', 'ko'] as const;

describe.each(operations)('madang $name', (line) => {
  test('the table tells the truth about it', async () => {
    const operation = await line.load();
    expect(operation.name).toBe(line.name);
    expect(operation.summary).toBe(line.summary.en);
    expect(line.source.split('/')[0]).toBe(line.domain);
  });

  test('its example is a command that it understands', async () => {
    const operation = await line.load();
    const words = operation.example.split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((word) => word.replaceAll('"', ''));
    const name = line.name.split(' ');
    expect(words.slice(0, name.length + 1)).toEqual(['madang', ...name]);
    const parsed = operation.input.safeParse(readInput(operation, words.slice(name.length + 1)));
    expect(parsed.error).toBeUndefined();
  });

  test.each(locales)('its help fits 80 columns and names its source (%s)', async (locale) => {
    const lines = await operationHelp(line, locale);
    for (const text of lines.filter((it) => !/(example|예|source|소스):/i.test(it))) {
      expect(displayWidth(text), text).toBeLessThanOrEqual(80);
    }
    expect(lines.at(-1)).toContain(line.source);
    expect(existsSync(join(import.meta.dirname, line.source))).toBe(true);
  });

  test('every flag says what it is for', async () => {
    const { flagsOf } = await import('./cli/flags.ts');
    const silent = flagsOf(await line.load()).filter((flag) => !flag.schema.description);
    expect(silent.map((flag) => flag.name)).toEqual([]);
  });
});

test('names are given once', () => {
  expect(new Set(operations.map((line) => line.name)).size).toBe(operations.length);
});

test.each(locales)('the overview names every operation in 80 columns (%s)', (locale) => {
  const lines = overview(locale);
  for (const text of lines) expect(displayWidth(text), text).toBeLessThanOrEqual(80);
  for (const line of operations) expect(lines.some((text) => text.includes(`    ${line.name} `))).toBe(true);
});

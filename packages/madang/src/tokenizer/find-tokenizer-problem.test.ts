import { describe, expect, it } from 'vitest';
import { tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from './encode.ts';
import { findTokenizerProblem } from './find-tokenizer-problem.ts';

const { tokenizerJson } = tinyModel();

function changed(change: (model: Record<string, unknown> & { merges: unknown[] }) => void): string {
  const json = JSON.parse(tokenizerJson);
  change(json.model);
  return JSON.stringify(json);
}

describe('a tokenizer.json', () => {
  it('without a problem is opened', async () => {
    expect(findTokenizerProblem(tokenizerJson)).toBeUndefined();
    const tokenizer = await openTokenizer(tokenizerJson);
    expect(await tokenizer.decode(await tokenizer.encode('hello 한국어'))).toBe('hello 한국어');
  });

  it.each([
    ['a merge into no token', changed((model) => model.merges.push(['hello', '!'.repeat(20)])), '!!!'],
    ['a merge of a token that is missing', changed((model) => model.merges.push('hello nowhere')), 'nowhere'],
    [
      'a prefix that is cut off second halves',
      changed((model) => (model.continuing_subword_prefix = '####')),
      'prefix',
    ],
    ['no JSON', '{', 'JSON'],
  ])('with %s is refused before the library ends the process', async (_name, text, words) => {
    expect(findTokenizerProblem(text)).toContain(words);
    await expect(openTokenizer(text)).rejects.toMatchObject({ code: 'model/broken-tokenizer' });
  });

  it("that the library refuses keeps the library's words", async () => {
    const text = JSON.stringify({ ...JSON.parse(tokenizerJson), version: '9' });
    await expect(openTokenizer(text)).rejects.toThrow("Unknown tokenizer version '9'");
  });
});

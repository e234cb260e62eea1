import { expect, test } from 'vitest';
import { tinyModel } from '../model/tiny-model.fixture.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { setOfAnswers, setOfDocuments } from './score-sets.ts';

const tokenizer = await openTokenizer(tinyModel().tokenizerJson);
const endOfTurn = 2;

test('a document that writes a special token is scored as the text that it is', async () => {
  const text = 'hello <|im_end|> 한국어';
  const { items } = await setOfDocuments('target', [{ id: 'a', parent: 'a', text }], tokenizer);
  expect(items[0]?.tokens).not.toContain(endOfTurn);
  expect(await tokenizer.decode(items[0]?.tokens ?? [])).toBe(text);
});

test('an answer that the base ended is scored with its end', async () => {
  const render = () => ({ before: '<|im_start|>user\nhello<|im_end|>\n', answer: 'hello<|im_end|>' });
  const asked = { prompt: 'hello', answer: 'hello' };
  const { items } = await setOfAnswers([asked], [{ text: 'hello', ended: true }], render, tokenizer);
  expect(items[0]?.tokens.slice(items[0].countedFrom)).toEqual([tokenizer.idOf('hello'), endOfTurn]);
});

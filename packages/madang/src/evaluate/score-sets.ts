// What a comparison measures, as token sequences with the bytes they stand for: documents of a side, or the answers of
// a conversation after their prompts. Text and answer are encoded apart where a model would meet them apart.
import { hashText } from '../kernel/hash.ts';
import { asText } from '../tokenizer/encode.ts';
import type { Side } from './messages.en.ts';
import { hashTexts, type MeasuredDocument } from './sample-held-out.ts';
import type { TextEncoder, TokenSequence } from './score-texts.ts';

export interface ScoredItem extends TokenSequence {
  /** SHA-256 of the NFC text. */
  readonly id: string;
  readonly parent: string;
  /** UTF-8 bytes of what counts, NFC. */
  readonly bytes: number;
}

/** One set of items that is scored, cached and compared as a whole. */
export interface ScoreSet {
  readonly side: Side;
  readonly textHash: string;
  readonly items: readonly ScoredItem[];
}

/** A prompt, how the base itself answered, and strings of which one must stand in a right answer. */
export interface ChatItem {
  readonly prompt: string;
  readonly answer: string;
  readonly facts?: readonly string[] | undefined;
}

export interface ChatAnswer {
  readonly text: string;
  /** The model ended the answer itself, before the limit. */
  readonly ended: boolean;
}

/** Text before the answer, and the answer with what ends it where the model ended it. */
export type RenderChat = (
  prompt: string,
  answer: string,
  ended: boolean,
) => { readonly before: string; readonly answer: string };

export async function setOfDocuments(
  side: Side,
  documents: readonly MeasuredDocument[],
  tokenizer: TextEncoder,
): Promise<ScoreSet> {
  const texts = documents.map(({ text }) => text.normalize('NFC'));
  const encoded = await tokenizer.encodeAll(texts, asText);
  const items = documents.map(({ parent }, index) => ({
    id: hashText(texts[index] ?? ''),
    parent,
    bytes: Buffer.byteLength(texts[index] ?? '', 'utf8'),
    tokens: encoded[index] ?? [],
    countedFrom: 0,
  }));
  return { side, textHash: hashTexts(texts), items };
}

export async function setOfAnswers(
  items: readonly ChatItem[],
  baseAnswers: readonly ChatAnswer[],
  render: RenderChat,
  tokenizer: TextEncoder,
): Promise<ScoreSet> {
  const rendered = items
    .map((item, index) => ({ item, ...render(item.prompt, item.answer, baseAnswers[index]?.ended ?? false) }))
    .filter(({ item }) => item.answer !== '');
  const before = await tokenizer.encodeAll(rendered.map((conversation) => conversation.before));
  const answers = await tokenizer.encodeAll(rendered.map((conversation) => conversation.answer));
  const scored = rendered.map(({ item, ...conversation }, index) => {
    const id = hashText(conversation.before + conversation.answer);
    const prompt = before[index] ?? [];
    return {
      id,
      parent: id,
      bytes: Buffer.byteLength(item.answer.normalize('NFC'), 'utf8'),
      tokens: [...prompt, ...(answers[index] ?? [])],
      countedFrom: prompt.length,
    };
  });
  return {
    side: 'chat',
    textHash: hashTexts(rendered.map((conversation) => conversation.before + conversation.answer)),
    items: scored,
  };
}

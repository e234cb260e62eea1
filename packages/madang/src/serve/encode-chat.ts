// A conversation as token ids, in which the template alone makes special tokens: `<|im_end|>` in a message is ten
// characters and ends no turn. A noncharacter between its characters keeps it from being found in the rendered text; what
// stands between the template's own tokens is then cut as text, the noncharacters left out. Other conversations are cut
// as they stand.
import type { LlamaGenerator } from '../engine/generators/llama-cpp.ts';
import { type ChatMessage, renderChat } from './chat-template.ts';

export type ChatModel = Pick<
  LlamaGenerator,
  'chatTemplate' | 'beginToken' | 'endToken' | 'tokenize' | 'specialTextsIn'
>;

const guard = '\uFDD0';

/** Ends with the opening of an assistant message. */
export function encodeChat(model: ChatModel, messages: readonly ChatMessage[]): number[] {
  const guarded = messages.map((message) => ({ ...message, content: guardSpecialTexts(message.content, model) }));
  const rendered = renderChat(model.chatTemplate, guarded, {
    addGenerationPrompt: true,
    bosToken: model.beginToken,
    eosToken: model.endToken,
  });
  if (!rendered.includes(guard)) return model.tokenize(rendered, { special: true });
  const ids: number[] = [];
  let at = 0;
  const cutText = (end: number) => ids.push(...model.tokenize(rendered.slice(at, end).replaceAll(guard, '')));
  for (const special of model.specialTextsIn(rendered)) {
    const start = rendered.indexOf(special, at);
    if (start < 0) continue;
    cutText(start);
    ids.push(...model.tokenize(special, { special: true }));
    at = start + special.length;
  }
  cutText(rendered.length);
  return ids;
}

function guardSpecialTexts(content: string, model: ChatModel): string {
  let guarded = content.replaceAll(guard, '');
  // again, because what is guarded may have hidden another that shares a character with it
  for (let found = longer(model.specialTextsIn(guarded)); found.length > 0; ) {
    for (const text of found) guarded = guarded.replaceAll(text, [...text].join(guard));
    found = longer(model.specialTextsIn(guarded));
  }
  return guarded;
}

/** Nothing fits between the characters of one. */
function longer(texts: readonly string[]): string[] {
  return texts.filter((text) => [...text].length > 1);
}

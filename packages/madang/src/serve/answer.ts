// One model's side of a conversation: it renders the messages so far, leaves the oldest out when they no longer fit,
// and answers.
import type { Completion, CompletionSettings, LlamaGenerator } from '../engine/generators/llama-cpp.ts';
import type { ChatMessage } from './chat-template.ts';
import { encodeChat } from './encode-chat.ts';

export interface Speaker {
  readonly name: string;
  readonly generator: LlamaGenerator;
}

export interface Turn {
  readonly completion: Completion;
  /** Messages that were left out for want of room. */
  readonly leftOut: number;
}

export async function answer(
  { generator }: Speaker,
  messages: readonly ChatMessage[],
  settings: CompletionSettings,
): Promise<Turn> {
  const count = (kept: readonly ChatMessage[]): number => encodeChat(generator, kept).length;
  const room = Math.max(generator.contextTokens - settings.maxTokens, Math.floor(generator.contextTokens / 2));
  const kept = fitMessages(messages, count, room);
  const completion = await generator.complete(encodeChat(generator, kept), { ...settings, keepSharedPrefix: true });
  return { completion, leftOut: messages.length - kept.length };
}

/** Drops the oldest exchanges until the rest fits; a system message and the last message always stay. */
export function fitMessages(
  messages: readonly ChatMessage[],
  count: (messages: readonly ChatMessage[]) => number,
  limit: number,
): readonly ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system');
  let rest = messages.filter(({ role }) => role !== 'system');
  while (rest.length > 1 && count([...system, ...rest]) > limit) rest = rest.slice(Math.min(2, rest.length - 1));
  return [...system, ...rest];
}

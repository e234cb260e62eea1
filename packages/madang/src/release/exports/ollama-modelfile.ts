// Ollama's Modelfile beside the GGUF. Ollama does not read a Jinja template, so the model's template is held against
// the families below; only where it renders a conversation exactly as the family does is the family's Go template
// written (docs.ollama.com/template). A default system message of the template becomes SYSTEM.
import { type ChatMessage, renderChat } from '../../serve/chat-template.ts';

interface TemplateFamily {
  readonly name: string;
  readonly beforeRole: string;
  readonly afterRole: string;
  readonly afterContent: string;
  readonly stop: string;
}

const families: readonly TemplateFamily[] = [
  { name: 'ChatML', beforeRole: '<|im_start|>', afterRole: '\n', afterContent: '<|im_end|>\n', stop: '<|im_end|>' },
  {
    name: 'Llama 3',
    beforeRole: '<|start_header_id|>',
    afterRole: '<|end_header_id|>\n\n',
    afterContent: '<|eot_id|>',
    stop: '<|eot_id|>',
  },
];

export interface ModelfileFacts {
  readonly ggufFile: string;
  readonly chatTemplate: string | undefined;
  readonly licence: string | undefined;
}

export function ollamaModelfile({ ggufFile, chatTemplate, licence }: ModelfileFacts): string {
  const lines = [`FROM ./${ggufFile}`];
  const family = chatTemplate === undefined ? undefined : findFamily(chatTemplate);
  if (chatTemplate !== undefined && family) {
    const system = defaultSystemOf(chatTemplate, family);
    lines.push(`TEMPLATE """${goTemplateOf(family)}"""`, `PARAMETER stop "${family.stop}"`);
    if (system !== undefined) lines.push(`SYSTEM """${system}"""`);
  } else {
    lines.push('# No chat template of a known family: prompts are continued as they stand.');
    lines.push('TEMPLATE """{{ .Prompt }}"""');
  }
  if (licence !== undefined) lines.push(`LICENSE """${licence}"""`);
  return `${lines.join('\n')}\n`;
}

export function goTemplateOf({ beforeRole, afterRole, afterContent }: TemplateFamily): string {
  const message = `${beforeRole}{{ .Role }}${afterRole}{{ .Content }}${afterContent}`;
  return `{{ range .Messages }}${message}{{ end }}${beforeRole}assistant${afterRole}`;
}

const conversation: readonly ChatMessage[] = [
  { role: 'system', content: 'Rules stand here.' },
  { role: 'user', content: '첫 물음?' },
  { role: 'assistant', content: 'A first answer.' },
  { role: 'user', content: 'And a second question?' },
];

export function findFamily(chatTemplate: string): TemplateFamily | undefined {
  const rendered = tryRender(chatTemplate, conversation);
  return families.find((family) => rendered === renderFamily(family, conversation));
}

/** The system message that the template adds where the conversation has none. */
function defaultSystemOf(chatTemplate: string, family: TemplateFamily): string | undefined {
  const user = conversation.slice(1, 2);
  const rendered = tryRender(chatTemplate, user);
  const tail = renderFamily(family, user);
  const head = `${family.beforeRole}system${family.afterRole}`;
  if (!rendered?.startsWith(head) || !rendered.endsWith(family.afterContent + tail)) return undefined;
  return rendered.slice(head.length, -(family.afterContent + tail).length);
}

function renderFamily(
  { beforeRole, afterRole, afterContent }: TemplateFamily,
  messages: readonly ChatMessage[],
): string {
  const rendered = messages.map(({ role, content }) => beforeRole + role + afterRole + content + afterContent);
  return `${rendered.join('')}${beforeRole}assistant${afterRole}`;
}

/** Begin-of-text tokens are left out: llama.cpp adds them itself where the GGUF asks for it. */
function tryRender(chatTemplate: string, messages: readonly ChatMessage[]): string | undefined {
  try {
    return renderChat(chatTemplate, messages, { addGenerationPrompt: true, bosToken: '', eosToken: '' });
  } catch {
    return undefined;
  }
}

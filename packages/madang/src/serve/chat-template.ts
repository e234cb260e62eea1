// Renders a conversation as the text that the model was trained on: the model's own Jinja template, in the dialect of
// Hugging Face's `apply_chat_template`. A model without a template gets its messages as plain text to continue.
import { Template } from '@huggingface/jinja';
import { serveError } from './errors.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** An assistant's, and what answers it: as OpenAI writes them. */
  readonly tool_calls?: readonly object[] | undefined;
  readonly tool_call_id?: string | undefined;
  readonly name?: string | undefined;
}

export interface RenderSettings {
  /** Ends with the opening of an assistant message, so that the model answers. */
  readonly addGenerationPrompt: boolean;
  readonly bosToken?: string | undefined;
  readonly eosToken?: string | undefined;
  /** JSON Schemas of functions. */
  readonly tools?: readonly object[] | undefined;
}

export function renderChat(
  template: string | undefined,
  messages: readonly ChatMessage[],
  settings: RenderSettings,
): string {
  if (template === undefined) return messages.map(({ content }) => content).join('\n\n');
  try {
    return new Template(template).render({
      messages,
      tools: settings.tools ?? null,
      documents: null,
      add_generation_prompt: settings.addGenerationPrompt,
      bos_token: settings.bosToken ?? '',
      eos_token: settings.eosToken ?? '',
    });
  } catch (cause) {
    throw serveError('input', 'template-refuses', { reason: cause instanceof Error ? cause.message : '' }, cause);
  }
}

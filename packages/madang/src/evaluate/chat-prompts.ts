// The prompts by which a graft of a chat base is held to the base's answers (`replay`, trained on) and judged (`gate`,
// never trained on). One JSON line each; assets/chat/README.md tells how they were made.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export const chatPromptSchema = z.strictObject({
  id: z.string(),
  prompt: z.string().min(1),
  use: z.enum(['gate', 'replay']),
  /** Accepted strings; any of them makes the answer hold the fact. */
  facts: z.array(z.string()).min(1).optional(),
});
export type ChatPrompt = z.infer<typeof chatPromptSchema>;

/** English prompts that come with Madang. */
export const shippedChatPrompts = new URL('../../assets/chat/prompts.jsonl', import.meta.url);

export async function readChatPrompts(path: string | URL = shippedChatPrompts): Promise<ChatPrompt[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => chatPromptSchema.parse(JSON.parse(line)));
}

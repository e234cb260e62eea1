// Talks with a release in the terminal; with --compare the base and the graft answer the same message side by side;
// with --prompt gives one answer for scripts.
import { z } from 'zod';
import { openLlama } from '../engine/generators/llama-cpp.ts';
import type { Effects } from '../kernel/effects.ts';
import { defineOperation } from '../kernel/operation.ts';
import { answer, type Speaker } from './answer.ts';
import { baseGguf } from './base-gguf.ts';
import type { ChatMessage } from './chat-template.ts';
import { printable } from './columns.ts';
import { serveError, serveNotice } from './errors.ts';
import { findRelease, type Servable } from './find-release.ts';
import { type Terminal, talk } from './talk.ts';

const inputSchema = z.object({
  release: z.string().default('.').describe('release folder, .gguf file, or a graft folder for its newest release'),
  compare: z.boolean().default(false).describe('let the base answer beside the graft, both from F16'),
  prompt: z.string().optional().describe('one message; its answer is the result'),
  system: z.string().optional().describe("system message in place of the template's own"),
  maxTokens: z.number().int().positive().default(256).describe('longest answer in tokens'),
  temperature: z.number().min(0).default(0).describe('0 always takes the likeliest token'),
  contextTokens: z.number().int().min(64).default(2048).describe('tokens of conversation that are kept in mind'),
  threads: z.number().int().positive().optional().describe('default: the cores less one'),
});
export type ChatInput = z.output<typeof inputSchema>;

export interface ChatAnswer {
  readonly model: string;
  readonly text: string;
  /** The model ended by itself; else the answer was cut. */
  readonly ended: boolean;
  readonly tokens: number;
}

export type ChatResult =
  | (ChatAnswer & { readonly prompt: string; readonly base?: ChatAnswer })
  | { readonly turns: number };

export async function chat(input: ChatInput, effects: Effects, terminal: Terminal = process): Promise<ChatResult> {
  const release = await findRelease(input.release);
  await using opened = await openSpeakers(input, release, effects);
  const { speakers, files } = opened;
  for (const [at, { name, generator }] of speakers.entries()) {
    effects.emit(serveNotice('chat-with', { model: name, file: files[at] ?? '' }));
    if (generator.chatTemplate === undefined) effects.emit(serveNotice('no-template', { model: name }));
  }
  const opening: ChatMessage[] = input.system === undefined ? [] : [{ role: 'system', content: input.system }];
  if (input.prompt === undefined) return { turns: await talk(speakers, opening, input, effects, terminal) };

  const messages: ChatMessage[] = [...opening, { role: 'user', content: input.prompt }];
  const settings = { maxTokens: input.maxTokens, temperature: input.temperature, signal: effects.signal };
  const answers = await Promise.all(
    speakers.map(async (speaker): Promise<ChatAnswer> => {
      const { completion } = await answer(speaker, messages, settings);
      return { model: speaker.name, ...completion };
    }),
  );
  const [graft, base] = answers as [ChatAnswer, ChatAnswer | undefined];
  return { prompt: input.prompt, ...graft, ...(base ? { base } : {}) };
}

interface Opened extends AsyncDisposable {
  /** The graft, then the base where it is compared. */
  readonly speakers: readonly Speaker[];
  readonly files: readonly string[];
}

async function openSpeakers(input: ChatInput, release: Servable, effects: Effects): Promise<Opened> {
  const settings = {
    contextTokens: input.contextTokens,
    ...(input.threads === undefined ? {} : { threads: input.threads }),
  };
  const files = [ggufOf(release, input.compare)];
  const names = [release.name];
  if (input.compare) {
    if (release.baseRef === undefined) throw serveError('input', 'no-base-named', { path: input.release });
    files.push(await baseGguf(release.baseRef, effects));
    names.push(release.baseRef);
  }
  await using stack = new AsyncDisposableStack();
  const speakers: Speaker[] = [];
  for (const [at, file] of files.entries()) {
    speakers.push({ name: names[at] ?? '', generator: stack.use(await openLlama(file, settings)) });
  }
  const owned = stack.move();
  return { speakers, files, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function ggufOf({ ggufPaths }: Servable, compare: boolean): string {
  const wanted = compare ? ggufPaths.find((path) => path.endsWith('-F16.gguf')) : undefined;
  return wanted ?? (ggufPaths[0] as string);
}

/** For scripts: the bare answer; with the base's below it where both were asked. */
function answerLines({ model, text, base }: ChatAnswer & { readonly base?: ChatAnswer }): string[] {
  if (!base) return [printable(text)];
  return [{ model, text }, base].flatMap((one) => [`── ${one.model}`, printable(one.text), '']);
}

export const chatOperation = defineOperation({
  name: 'chat',
  summary: 'talk with a release in the terminal',
  input: inputSchema,
  positional: ['release'],
  example: 'madang chat my-graft --compare',
  renderResult: (result: ChatResult) => ('text' in result ? answerLines(result) : []),
  run: (input, effects) => chat(input, effects),
});

// The conversation loop. Ctrl-C stops the answer that is being given; Ctrl-C between answers leaves, as do /bye and
// the end of the input. /new begins again. One model streams; two answer side by side.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Effects } from '../kernel/effects.ts';
import { MadangError } from '../kernel/errors.ts';
import { warningFrom } from '../kernel/events.ts';
import { answer, type Speaker, type Turn } from './answer.ts';
import type { ChatMessage } from './chat-template.ts';
import { besideEachOther, printable } from './columns.ts';
import { serveNotice } from './errors.ts';

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

export interface TalkSettings {
  readonly maxTokens: number;
  readonly temperature: number;
}

/** Gives the number of messages that were answered. */
export async function talk(
  speakers: readonly Speaker[],
  opening: readonly ChatMessage[],
  { maxTokens, temperature }: TalkSettings,
  effects: Effects,
  { stdin, stdout }: Terminal,
): Promise<number> {
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const lines = createInterface({
    input: stdin,
    output: stdout,
    terminal: interactive,
    prompt: interactive ? '> ' : '',
  });
  let closed = false;
  lines.on('close', () => {
    closed = true;
  });
  const ask = () => (closed ? undefined : lines.prompt());
  let answering: AbortController | undefined;
  const stop = () => (answering && !answering.signal.aborted ? answering.abort() : lines.close());
  const leave = () => {
    answering?.abort();
    lines.close();
  };
  lines.on('SIGINT', stop);
  effects.signal.addEventListener('abort', leave, { once: true });

  let histories = speakers.map(() => [...opening]);
  let turns = 0;
  if (interactive) effects.emit(serveNotice('how-to-leave', {}));
  ask();
  try {
    for await (const line of lines) {
      const message = line.trim();
      if (message === '/bye' || effects.signal.aborted) break;
      if (message === '/new') histories = speakers.map(() => [...opening]);
      else if (message !== '') {
        answering = new AbortController();
        const settings = { maxTokens, temperature, signal: answering.signal };
        for (const history of histories) history.push({ role: 'user', content: message });
        turns += await sayTurn(speakers, histories, settings, effects, stdout);
        answering = undefined;
      }
      ask();
    }
  } finally {
    effects.signal.removeEventListener('abort', leave);
    lines.close();
  }
  if (interactive) stdout.write('\n');
  return turns;
}

/** Answers once and adds the answers to the histories; a refusal is told and the message taken back. */
async function sayTurn(
  speakers: readonly Speaker[],
  histories: readonly ChatMessage[][],
  settings: TalkSettings & { readonly signal: AbortSignal },
  effects: Effects,
  stdout: Terminal['stdout'],
): Promise<number> {
  const alone = speakers.length === 1;
  const onText = alone ? (text: string) => void stdout.write(printable(text)) : undefined;
  try {
    const turns = await Promise.all(
      speakers.map((speaker, at) =>
        answer(speaker, histories[at] ?? [], { ...settings, ...(onText ? { onText } : {}) }),
      ),
    );
    const texts = turns.map(({ completion }) => completion.text);
    const [graft, base] = speakers.map(({ name }, at) => ({ heading: name, text: texts[at] ?? '' }));
    stdout.write(alone || !graft || !base ? '\n' : besideEachOther(base, graft, stdout.columns ?? 80));
    for (const [at, history] of histories.entries()) history.push({ role: 'assistant', content: texts[at] ?? '' });
    tellLimits(turns, speakers, settings, effects);
    return 1;
  } catch (error) {
    if (!(error instanceof MadangError)) throw error;
    effects.emit(warningFrom(error));
    for (const history of histories) history.pop();
    return 0;
  }
}

function tellLimits(
  turns: readonly Turn[],
  speakers: readonly Speaker[],
  { maxTokens }: TalkSettings,
  effects: Effects,
): void {
  if (turns.some(({ completion }) => !completion.ended && completion.tokens >= maxTokens)) {
    effects.emit(serveNotice('cut', { tokens: maxTokens }));
  }
  if (turns.some(({ leftOut }) => leftOut > 0)) {
    effects.emit(serveNotice('no-room', { limit: speakers[0]?.generator.contextTokens ?? 0 }));
  }
}

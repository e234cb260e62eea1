// llama.cpp through node-llama-cpp: text, chat prompts and log-probabilities from a GGUF file on the processor.
// The one file that imports the native library, and only on use. Prebuilt binaries only: nothing is fetched or built.
// Scores are log softmax of the raw logits: logit - largest - ln(sum of exp(logit - largest)). The largest comes from
// the greedy pick or the top two; node-llama-cpp 3.22.1 leaves it out under `includeMax`, and a temperature would cut
// the sum short. It keeps one place of a context free and, at the last one, would forget the beginning without a word:
// the context is opened one place longer than asked, and forgetting is an error.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ControlledEvaluateInputItem, Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { ScoringWindow } from '../../evaluate/contract.ts';
import { errorsOf } from '../../kernel/errors.ts';
import { en } from './messages.en.ts';
import { wholeCharacters } from './whole-characters.ts';

const generatorError = errorsOf('engine/generators', en.errors);

export interface LlamaSettings {
  /** Defaults to the cores less one, at least 1: Node itself needs one. */
  readonly threads?: number;
  /** Tokens that prompt and answer may hold together. */
  readonly contextTokens?: number;
  /** Prompts answered at the same time by `completeAll`. */
  readonly sequences?: number;
}

export interface CompletionSettings {
  readonly maxTokens: number;
  readonly signal?: AbortSignal;
  /** Called with each stretch of whole characters. */
  readonly onText?: (text: string) => void;
  /** 0, the default, takes the likeliest token each time. */
  readonly temperature?: number;
  readonly seed?: number;
  /** Keeps what the prompt shares with the one before, for a conversation that grows. Else the context is emptied. */
  readonly keepSharedPrefix?: boolean;
}

export interface Completion {
  readonly text: string;
  /** The model itself ended with an end-of-generation token. */
  readonly ended: boolean;
  readonly tokens: number;
}

/** Per position of one window. */
export interface ScoredWindow {
  /** Of the target, nats. */
  readonly logProbabilities: Float32Array;
  readonly likeliest: Int32Array;
  /** Lead of the likeliest token over the second, nats; NaN where not asked for. */
  readonly margins: Float32Array;
}

export interface WindowScoring {
  /** Gives `margins` too; a third slower. */
  readonly margins?: boolean;
  readonly onScored?: ((tokens: number) => void) | undefined;
}

export interface LlamaGenerator extends AsyncDisposable {
  readonly contextTokens: number;
  /** What the file says of itself. */
  readonly name: string | undefined;
  /** Jinja source. */
  readonly chatTemplate: string | undefined;
  readonly beginToken: string | undefined;
  readonly endToken: string | undefined;
  /** Adds no token of its own; with `special`, text such as `<|im_start|>` becomes that token. */
  tokenize(text: string, options?: { readonly special?: boolean }): number[];
  /** Of the special tokens that `tokenize` would find with `special`, in their order. */
  specialTextsIn(text: string): string[];
  /** Continues a prompt as it stands; text of special tokens in a string becomes those tokens. Stopped, it gives what it has. */
  complete(prompt: string | readonly number[], settings: CompletionSettings): Promise<Completion>;
  /** Throws when stopped: an answer that was cut would be counted as one that did not end. */
  completeAll(prompts: readonly string[], settings: CompletionSettings): Promise<Completion[]>;
  /** Log-probability of each id after the first, given all before it. */
  scoreTokens(ids: readonly number[]): Promise<Float32Array>;
  /** Log-probabilities of each window's targets; a `Scorer`. */
  score(windows: readonly ScoringWindow[], onScored?: (tokens: number) => void): Promise<Float32Array[]>;
  scoreWindows(windows: readonly ScoringWindow[], scoring?: WindowScoring): Promise<ScoredWindow[]>;
}

export async function openLlama(ggufPath: string, settings: LlamaSettings = {}): Promise<LlamaGenerator> {
  if (!existsSync(ggufPath)) throw generatorError('missing', 'no-file', { path: ggufPath });
  const llama = await loadLlama();
  const threads = settings.threads ?? Math.max(1, availableParallelism() - 1);
  const model = await llama.loadModel({ modelPath: ggufPath, gpuLayers: 0 }).catch((cause: unknown) => {
    throw generatorError('input', 'unreadable-gguf', { path: ggufPath, reason: messageOf(cause) }, cause);
  });
  const sequenceCount = settings.sequences ?? 1;
  const contextTokens = Math.min(settings.contextTokens ?? 2048, model.trainContextSize);
  const context = await model
    .createContext({ contextSize: contextTokens + keptFree, sequences: sequenceCount, threads })
    .catch(async (cause: unknown) => {
      await model.dispose();
      throw generatorError('resources', 'no-context', { contextTokens, reason: messageOf(cause) }, cause);
    });
  const contextShift = { strategy: refuseToForget };
  const sequences = Array.from({ length: sequenceCount }, () => context.getSequence({ contextShift }));
  const first = sequences[0] as LlamaContextSequence;

  const tokenize = (text: string, options: { readonly special?: boolean } = {}): number[] =>
    model.tokenize(text, options.special ?? false);

  function specialTextsIn(text: string): string[] {
    const special = tokenize(text, { special: true }).filter((id) => {
      const { control, unknown } = model.getTokenAttributes(id as Token);
      return control || unknown;
    });
    const texts = special.map((id) => model.detokenize([id as Token], true));
    // a character that the vocabulary lacks is unknown too
    return texts.filter((found) => found !== '' && text.includes(found));
  }

  async function completeAll(prompts: readonly string[], completion: CompletionSettings): Promise<Completion[]> {
    const answers: Completion[] = [];
    const queue = [...prompts.entries()];
    await Promise.all(
      sequences.map(async (sequence) => {
        for (let next = queue.shift(); next && !completion.signal?.aborted; next = queue.shift()) {
          answers[next[0]] = await completeOn(sequence, model, next[1], completion);
        }
      }),
    );
    completion.signal?.throwIfAborted();
    return answers;
  }

  async function scoreWindows(windows: readonly ScoringWindow[], scoring: WindowScoring = {}): Promise<ScoredWindow[]> {
    const scored: ScoredWindow[] = [];
    for (const window of windows) {
      if (window.inputs.length > roomOf(first)) {
        throw generatorError('usage', 'window-too-long', { tokens: window.inputs.length, limit: roomOf(first) });
      }
      scored.push(await scoreOn(first, window, scoring.margins ?? false));
      scoring.onScored?.(window.inputs.length);
    }
    return scored;
  }

  return {
    contextTokens: roomOf(first),
    name: model.fileInfo.metadata.general?.name,
    chatTemplate: model.fileInfo.metadata.tokenizer?.chat_template || undefined,
    beginToken: model.tokens.bosString ?? undefined,
    endToken: model.tokens.eosString ?? undefined,
    tokenize,
    specialTextsIn,
    complete: (prompt, completion) => completeOn(first, model, prompt, completion),
    completeAll,
    scoreTokens: async (ids) => {
      const window = { inputs: ids.slice(0, -1), targets: ids.slice(1), scoredFrom: 0 };
      return (await scoreWindows([window]))[0]?.logProbabilities ?? new Float32Array(0);
    },
    score: async (windows, onScored) =>
      (await scoreWindows(windows, { onScored })).map(({ logProbabilities }) => logProbabilities),
    scoreWindows,
    [Symbol.asyncDispose]: async () => {
      await context.dispose();
      await model.dispose();
    },
  };
}

async function completeOn(
  sequence: LlamaContextSequence,
  model: LlamaModel,
  prompt: string | readonly number[],
  settings: CompletionSettings,
): Promise<Completion> {
  const promptIds = typeof prompt === 'string' ? model.tokenize(prompt, true) : (prompt as readonly Token[]).slice();
  const room = roomOf(sequence) - promptIds.length;
  if (room < 1) {
    throw generatorError('usage', 'prompt-too-long', { tokens: promptIds.length, limit: roomOf(sequence) });
  }
  const unread = settings.keepSharedPrefix ? await keepSharedPrefix(sequence, promptIds) : promptIds;
  if (!settings.keepSharedPrefix) await sequence.clearHistory();

  const pieces = wholeCharacters((ids, before) => model.detokenize(ids as Token[], false, before as Token[]));
  const maxTokens = Math.min(settings.maxTokens, room);
  const temperature = settings.temperature ?? 0;
  let text = '';
  let tokens = 0;
  let ended = false;
  const say = (piece: string): void => {
    text += piece;
    if (piece !== '') settings.onText?.(piece);
  };
  if (maxTokens > 0 && !settings.signal?.aborted) {
    const seed = settings.seed === undefined ? {} : { seed: settings.seed };
    for await (const token of sequence.evaluate(unread, { temperature, yieldEogToken: true, ...seed })) {
      ended = model.isEogToken(token);
      if (ended) break;
      tokens += 1;
      say(pieces.push(token));
      if (tokens >= maxTokens || settings.signal?.aborted) break;
    }
  }
  say(pieces.end());
  return { text, ended, tokens };
}

const keptFree = 1;

function roomOf(sequence: LlamaContextSequence): number {
  return sequence.contextSize - keptFree;
}

function refuseToForget(): never {
  throw new Error('the context is full');
}

/** Forgets what differs; gives the tokens still to be read, at least the last, whose logits are needed. */
async function keepSharedPrefix(sequence: LlamaContextSequence, ids: readonly Token[]): Promise<Token[]> {
  await sequence.adaptStateToTokens(ids.slice(0, -1), false);
  return ids.slice(sequence.nextTokenIndex);
}

async function scoreOn(sequence: LlamaContextSequence, window: ScoringWindow, margins: boolean): Promise<ScoredWindow> {
  await sequence.clearHistory();
  const input = window.inputs.map((id, at): ControlledEvaluateInputItem => {
    const tokens = [(window.targets[at] ?? 0) as Token];
    const filter = margins ? { tokens, includeTop: 2 } : { tokens, includeSelected: true };
    return [id as Token, { generateNext: { token: true, logits: { filter }, totalLogitWeight: true } }];
  });
  const length = input.length;
  const scored = {
    logProbabilities: new Float32Array(length),
    likeliest: new Int32Array(length),
    margins: new Float32Array(length),
  };
  const outputs = await sequence.controlledEvaluate(input);
  for (let at = 0; at < length; at++) {
    const next = outputs[at]?.next;
    const ranked = [...(next?.logits ?? [])].sort((a, b) => b[1] - a[1]);
    const target = next?.logits?.get(window.targets[at] as Token) ?? Number.NaN;
    const [likeliest, largest] = ranked[0] ?? [-1, Number.NaN];
    scored.logProbabilities[at] = target - largest - Math.log(next?.totalLogitWeight ?? Number.NaN);
    scored.likeliest[at] = likeliest;
    scored.margins[at] = margins ? largest - (ranked[1]?.[1] ?? Number.NaN) : Number.NaN;
  }
  return scored;
}

let loading: Promise<Llama> | undefined;

/** One native instance a process; threads are set per context. */
function loadLlama(): Promise<Llama> {
  process.env.NODE_LLAMA_CPP_SKIP_DOWNLOAD ??= 'true';
  loading ??= import('node-llama-cpp').then(({ getLlama, LlamaLogLevel }) =>
    getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.error,
      logger: () => {},
      maxThreads: 0,
    }).catch((cause: unknown) => {
      loading = undefined;
      throw generatorError('unavailable', 'no-binary', { platform: `${process.platform}-${process.arch}` }, cause);
    }),
  );
  return loading;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

// What a running operation says while it works: one flat union, noun-verb names, one JSON line each.
// The same lines come from Node, from Python and from cluster jobs; terminal and web only render them.
import { z } from 'zod';
import type { MadangError } from './errors.ts';

const values = z.record(z.string(), z.union([z.string(), z.number()]).optional());
const explained = { code: z.string(), values, found: z.string(), expected: z.string(), next: z.string() };

const bodies = [
  z.object({
    type: z.literal('step-start'),
    step: z.string(),
    total: z.number().optional(),
    unit: z.string().optional(),
  }),
  z.object({
    type: z.literal('step-progress'),
    step: z.string(),
    done: z.number(),
    total: z.number().optional(),
    unit: z.string(),
    /** units per second */
    rate: z.number().optional(),
    secondsLeft: z.number().optional(),
  }),
  z.object({ type: z.literal('step-end'), step: z.string(), seconds: z.number(), reused: z.boolean() }),
  /** One measured number, for curves: `at` counts what `axis` names (training steps, trained tokens). */
  z.object({
    type: z.literal('metric'),
    name: z.string(),
    value: z.number(),
    unit: z.string(),
    at: z.number().optional(),
    axis: z.string().optional(),
  }),
  /** The model continued a prompt: shown while training, and before and after. */
  z.object({ type: z.literal('sample'), prompt: z.string(), text: z.string(), at: z.number().optional() }),
  z.object({ type: z.literal('artifact-ready'), kind: z.string(), folder: z.string(), hash: z.string() }),
  /** Something a person should know that needs no action: which source served, which engine runs and why. */
  z.object({ type: z.literal('notice'), code: z.string(), values: values.default({}), text: z.string() }),
  z.object({ type: z.literal('warning'), ...explained }),
  z.object({ type: z.literal('result'), operation: z.string(), value: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('error'), kind: z.string(), ...explained }),
] as const;

export const eventSchema = z.discriminatedUnion('type', [...bodies]);
export const eventLineSchema = z.intersection(
  eventSchema,
  z.object({ v: z.literal(1), seq: z.number().int(), time: z.string() }),
);

export type MadangEvent = z.infer<typeof eventSchema>;
export type EventLine = z.infer<typeof eventLineSchema>;
export type Emit = (event: MadangEvent) => void;

/** Reads event lines; a torn last line (the writer was killed) is left out, any other broken line is an error. */
export function parseEventLines(text: string): EventLine[] {
  const lines = text.split('\n');
  const torn = lines.pop();
  if (torn) {
    try {
      lines.push(JSON.stringify(JSON.parse(torn)));
    } catch {
      // a torn last line
    }
  }
  return lines.filter((line) => line !== '').map((line) => eventLineSchema.parse(JSON.parse(line)));
}

/** Runs one named step: announces it, times it, closes it. */
export async function runStep<T>(
  effects: { readonly emit: Emit; readonly clock: () => number },
  step: string,
  work: () => Promise<T>,
  wasReused: (result: T) => boolean = () => false,
): Promise<T> {
  const startedMs = effects.clock();
  effects.emit({ type: 'step-start', step });
  const result = await work();
  const seconds = (effects.clock() - startedMs) / 1000;
  effects.emit({ type: 'step-end', step, seconds, reused: wasReused(result) });
  return result;
}

/** Counts work done and emits `step-progress` at most four times a second, with rate and time left. */
export function progressOf(
  effects: { readonly emit: Emit; readonly clock: () => number },
  step: string,
  unit: string,
  total?: number,
) {
  const startedMs = effects.clock();
  let saidMs = startedMs;
  let done = 0;
  return (amount: number): void => {
    done += amount;
    const nowMs = effects.clock();
    if (nowMs - saidMs < 250 && done !== total) return;
    saidMs = nowMs;
    const elapsedSeconds = (nowMs - startedMs) / 1000;
    const rate = elapsedSeconds > 0 ? done / elapsedSeconds : undefined;
    effects.emit({
      type: 'step-progress',
      step,
      done,
      unit,
      ...(total === undefined ? {} : { total }),
      ...(rate === undefined ? {} : { rate }),
      ...(rate && total !== undefined ? { secondsLeft: (total - done) / rate } : {}),
    });
  };
}

/** Makes a domain's notices: `const notice = noticesOf('model', en.notices)`, then `emit(notice('served-by', { … }))`. */
// biome-ignore lint/suspicious/noExplicitAny: each code has its own values, given back typed
export function noticesOf<Sentences extends Readonly<Record<string, (values: any) => string>>>(
  domain: string,
  sentences: Sentences,
) {
  return <Code extends keyof Sentences & string>(code: Code, values: Parameters<Sentences[Code]>[0]): MadangEvent => {
    const say = sentences[code];
    if (!say) throw new Error(`no sentence for ${domain}/${code}`);
    return { type: 'notice', code: `${domain}/${code}`, values: values ?? {}, text: say(values) };
  };
}

export function warningFrom(error: MadangError): MadangEvent {
  const { code, values, found, expected, next } = error;
  return { type: 'warning', code, values, found, expected, next };
}

export function errorEventFrom(error: MadangError): MadangEvent {
  const { kind, code, values, found, expected, next } = error;
  return { type: 'error', kind, code, values, found, expected, next };
}

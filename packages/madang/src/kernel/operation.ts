// One definition per operation: its zod schema gives flags, help, JSON Schema and error texts.
import type { z } from 'zod';
import type { Effects } from './effects.ts';
import type { OutcomeKind } from './errors.ts';

export type Locale = 'en' | 'ko';

export interface Operation<Input extends z.ZodObject = z.ZodObject, Result = unknown> {
  readonly name: string;
  readonly summary: string;
  /** Flags are the schema's keys in kebab case; `describe()` texts are the help. */
  readonly input: Input;
  /** Keys of `input` that are given by position on the command line, in order; the last may take many. */
  readonly positional: readonly (keyof z.output<Input> & string)[];
  /** One runnable command, shown in help. */
  readonly example: string;
  /** One-letter flags: `{ o: 'folder' }`. */
  readonly shortFlags?: Readonly<Record<string, keyof z.output<Input> & string>>;
  /** Schema whose leaves `--set key=value` reaches; what was set comes as `input.set`, with defaults left out. */
  readonly settings?: z.ZodObject;
  /** The operation's own closing lines on a terminal; without it the result is printed as keys and values. */
  readonly renderResult?: (value: Result, locale: Locale) => readonly string[] | Promise<readonly string[]>;
  /** What `--json` carries of a result; without it all of it. */
  readonly resultFields?: (value: Result) => object;
  /** Names the failure that a returned result is all the same (a failed gate); it decides the exit code. */
  readonly outcomeOf?: (value: Result) => OutcomeKind | undefined;
  readonly run: (input: z.output<Input>, effects: Effects) => Promise<Result>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds operations of every input and result
export type AnyOperation = Operation<any, any>;

export function defineOperation<Input extends z.ZodObject, Result>(
  operation: Operation<Input, Result>,
): Operation<Input, Result> {
  return operation;
}

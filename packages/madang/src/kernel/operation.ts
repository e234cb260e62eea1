// One definition per operation: its zod schema gives flags, help, JSON Schema and error texts.
import type { z } from 'zod';
import type { Effects } from './effects.ts';

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
  readonly run: (input: z.output<Input>, effects: Effects) => Promise<Result>;
}

export function defineOperation<Input extends z.ZodObject, Result>(
  operation: Operation<Input, Result>,
): Operation<Input, Result> {
  return operation;
}

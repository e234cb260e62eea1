// An operation's flags, derived from its zod schema, and the reading of a command line by them.
//   --name value, --name=value, -x value; --switch and --no-switch; a list is given by repeating its flag
//   --set key=value reaches nested settings; `--` ends the flags
import { errorsOf } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { type JsonSchema, jsonSchemaOf, kebabCase, typesOf, valueFromText } from './input-schema.ts';
import { en } from './messages.en.ts';
import { applySetting } from './settings.ts';

const cliError = errorsOf('cli', en.errors);

export interface Flag {
  /** Key of the operation's input. */
  readonly key: string;
  /** Kebab case, without dashes. */
  readonly name: string;
  readonly letter: string | undefined;
  readonly isSwitch: boolean;
  readonly isList: boolean;
  readonly schema: JsonSchema;
}

/** Flags in the schema's order; nested objects and `set` are reached by `--set`, positional keys have a flag too. */
export function flagsOf(operation: AnyOperation): Flag[] {
  const letters = Object.entries(operation.shortFlags ?? {});
  return Object.entries(jsonSchemaOf(operation.input).properties ?? {})
    .filter(([key, schema]) => key !== 'set' && !schema.properties)
    .map(([key, schema]) => ({
      key,
      name: kebabCase(key),
      letter: letters.find(([, target]) => target === key)?.[0],
      isSwitch: typesOf(schema).length === 1 && typesOf(schema)[0] === 'boolean',
      isList: typesOf(schema).includes('array'),
      schema,
    }));
}

/** What `--set` reaches: the operation's own `settings`, else the nested objects of its input. */
export function settingsSchemaOf(operation: AnyOperation): JsonSchema | undefined {
  if (operation.settings) return jsonSchemaOf(operation.settings);
  const schema = jsonSchemaOf(operation.input);
  const nested = Object.values(schema.properties ?? {}).some((inner) => inner.properties);
  return nested ? schema : undefined;
}

/** Reads arguments into a raw input, for the operation's zod schema to check. */
export function readInput(operation: AnyOperation, commandLine: readonly string[]): Record<string, unknown> {
  const flags = flagsOf(operation);
  const settings = settingsSchemaOf(operation);
  const input: Record<string, unknown> = {};
  const words: string[] = [];
  const args = [...commandLine];

  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--') {
      words.push(...args.splice(0));
    } else if (isFlag(arg)) {
      const { name, value } = splitFlag(arg);
      if (name === '--set' && settings) set(input, takeValue(name, value, args), settings, operation);
      else give(input, flags, { operation, name, value, args, settable: settings !== undefined });
    } else {
      words.push(arg);
    }
  }
  givePositionals(input, words, flags, operation);
  return input;
}

interface GivenFlag {
  readonly operation: AnyOperation;
  readonly name: string;
  readonly value: string | undefined;
  readonly args: string[];
  readonly settable: boolean;
}

function give(input: Record<string, unknown>, flags: readonly Flag[], given: GivenFlag): void {
  const { name, value } = given;
  const flag = flags.find((known) => name === `--${known.name}` || name === `-${known.letter}`);
  const negated = flags.find((known) => known.isSwitch && name === `--no-${known.name}`);
  if (negated) {
    input[negated.key] = false;
  } else if (!flag) {
    throw unknownFlag(name, flags, given.settable, given.operation.name);
  } else if (flag.isSwitch) {
    input[flag.key] = value === undefined ? true : valueFromText(value, flag.schema);
  } else {
    put(input, flag, takeValue(name, value, given.args));
  }
}

/** A list grows with every occurrence; of a single value, the last one counts. */
function put(input: Record<string, unknown>, flag: Flag, text: string): void {
  const value = valueFromText(text, flag.schema);
  const before = input[flag.key];
  input[flag.key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
}

function set(input: Record<string, unknown>, text: string, schema: JsonSchema, operation: AnyOperation): void {
  const target = operation.settings ? ((input.set ?? {}) as Record<string, unknown>) : input;
  applySetting(target, text, schema);
  if (operation.settings) input.set = target;
}

function givePositionals(
  input: Record<string, unknown>,
  words: readonly string[],
  flags: readonly Flag[],
  operation: AnyOperation,
): void {
  const keys = operation.positional;
  for (const [index, word] of words.entries()) {
    const last = flags.find((known) => known.key === keys.at(-1));
    const flag = index < keys.length ? flags.find((known) => known.key === keys[index]) : last?.isList && last;
    if (!flag) throw cliError('usage', 'too-many-words', { word, operation: operation.name });
    put(input, flag, word);
  }
}

function takeValue(name: string, inline: string | undefined, args: string[]): string {
  if (inline !== undefined) return inline;
  const next = args[0];
  if (next === undefined || next.startsWith('--')) throw cliError('usage', 'missing-value', { flag: name });
  args.shift();
  return next;
}

function unknownFlag(name: string, flags: readonly Flag[], settable: boolean, operation: string) {
  const known = flags.flatMap((flag) => [`--${flag.name}`, ...(flag.isSwitch ? [`--no-${flag.name}`] : [])]);
  const everywhere = ['--json', '--locale', '--quiet', '--debug', '--help', ...(settable ? ['--set'] : [])];
  const guess = nearest(name, [...known, ...everywhere]);
  return cliError('usage', 'unknown-flag', { flag: name, operation, nearest: guess });
}

/** `-5` and `-` are values, `-o` and `--name` are flags. */
function isFlag(arg: string): boolean {
  return /^--?[^-\d.]/.test(arg);
}

function splitFlag(arg: string): { name: string; value: string | undefined } {
  const equals = arg.indexOf('=');
  return equals < 0 ? { name: arg, value: undefined } : { name: arg.slice(0, equals), value: arg.slice(equals + 1) };
}

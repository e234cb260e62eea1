// Flags that every operation has. They may stand anywhere on the command line, before a `--`.
import { errorsOf } from '../kernel/errors.ts';
import type { Locale } from '../kernel/operation.ts';
import { isLocale, localeOf } from './locale.ts';
import { en } from './messages.en.ts';

const cliError = errorsOf('cli', en.errors);

export interface GlobalFlags {
  /** Every event as a JSON line on standard output. */
  readonly json: boolean;
  readonly locale: Locale;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** Show the stack of an unexpected failure. */
  readonly debug: boolean;
}

const switches: Readonly<Record<string, 'json' | 'quiet' | 'help' | 'version' | 'debug'>> = {
  '--json': 'json',
  '--quiet': 'quiet',
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '--debug': 'debug',
};

/** Takes the global flags out of the arguments; the rest belongs to the operation. */
export function takeGlobalFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { flags: GlobalFlags; rest: string[] } {
  const given = { json: false, quiet: false, help: false, version: false, debug: environment.MADANG_DEBUG === '1' };
  let locale = localeOf(environment);
  const rest: string[] = [];
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const name = index < end ? switches[arg] : undefined;
    if (name) {
      given[name] = true;
    } else if (index < end && (arg === '--locale' || arg.startsWith('--locale='))) {
      const text = arg === '--locale' ? args[index + 1] : arg.slice('--locale='.length);
      if (arg === '--locale') index += 1;
      locale = checkedLocale(text);
    } else {
      rest.push(arg);
    }
  }
  return { flags: { ...given, locale }, rest };
}

function checkedLocale(text: string | undefined): Locale {
  if (text !== undefined && isLocale(text)) return text;
  throw cliError('usage', 'unknown-locale', { locale: text ?? '' });
}

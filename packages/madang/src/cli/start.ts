// One command from its arguments to its exit code. The overview, --version and refused words load no operation.
import { outcomes } from '../kernel/errors.ts';
import { chooseOperation } from './choose-operation.ts';
import { explainFailure } from './explain-failure.ts';
import { type GlobalFlags, takeGlobalFlags } from './global-flags.ts';
import { operationHelp, overview } from './help.ts';
import { localeOf } from './locale.ts';
import { type Output, outputFor } from './output.ts';

export async function start(args: readonly string[]): Promise<void> {
  endQuietlyOnBrokenPipe();
  const output = { current: outputFor(flagsBeforeReading(args)) };
  process.on('uncaughtException', (failure) => {
    void fail(failure, output.current).then((code) => process.exit(code));
  });
  const exitCode = await command(args, output).catch((failure: unknown) => fail(failure, output.current));
  await new Promise((written) => process.stdout.write('', written));
  process.exit(exitCode);
}

async function command(args: readonly string[], output: { current: Output }): Promise<number> {
  const { flags, rest } = takeGlobalFlags(args, process.env);
  output.current = outputFor(flags);
  if (flags.version) {
    const { default: packageJson } = await import('../../package.json', { with: { type: 'json' } });
    output.current.print([packageJson.version]);
    return 0;
  }
  const asksForHelp = flags.help || rest[0] === 'help';
  const words = rest[0] === 'help' ? rest.slice(1) : rest;
  if (words.length === 0) {
    output.current.print(overview(flags.locale));
    return 0;
  }
  const chosen = chooseOperation(words);
  if (asksForHelp) {
    output.current.print(await operationHelp(chosen.line, flags.locale));
    return 0;
  }
  const { runOperation } = await import('./run-operation.ts');
  return await runOperation(await chosen.line.load(), chosen.rest, output.current);
}

async function fail(failure: unknown, output: Output): Promise<number> {
  const error = explainFailure(failure, output.operation, output.signal.aborted);
  await output.fail(error, failure);
  return outcomes[error.kind].exitCode;
}

/** Flags for failures that come before the flags are read. */
function flagsBeforeReading(args: readonly string[]): GlobalFlags {
  const locale = localeOf(process.env);
  const debug = args.includes('--debug');
  return { json: args.includes('--json'), locale, quiet: false, help: false, version: false, debug };
}

/** A reader that has seen enough (`madang … | head`) is no failure. */
function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

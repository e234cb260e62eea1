// Runs one operation: reads its input from the arguments, gives it its effects, prints its result.
// The first Ctrl-C or SIGTERM asks it to stop at a safe point, the second ends the process at once.
import { outcomes } from '../kernel/errors.ts';
import { noticesOf } from '../kernel/events.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { openStore } from '../kernel/store.ts';
import { explainInput } from './explain-failure.ts';
import { readInput } from './flags.ts';
import { en } from './messages.en.ts';
import type { Output } from './output.ts';

const notice = noticesOf('cli', en.notices);

export async function runOperation(operation: AnyOperation, args: readonly string[], output: Output): Promise<number> {
  output.operation = operation.name;
  const raw = readInput(operation, args);
  const input = operation.input.safeParse(raw);
  if (!input.success) throw explainInput(input.error, raw, operation);

  stopOnSignals(output);
  const effects = {
    emit: output.emit,
    signal: output.signal,
    store: openStore,
    clock: Date.now,
    confirm: output.confirm,
  };
  const value: unknown = await operation.run(input.data, effects);
  await output.succeed(operation, value);
  const failed = operation.outcomeOf?.(value);
  return failed ? outcomes[failed].exitCode : 0;
}

function stopOnSignals(output: Output): void {
  const stop = (): void => {
    if (output.signal.aborted) process.exit(outcomes.interrupted.exitCode);
    output.emit(notice('stopping', {}));
    output.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

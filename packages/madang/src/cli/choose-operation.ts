// Which operation a command line asks for: its leading words, the longest name that fits ("base get").
import { errorsOf } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { type OperationLine, operations } from '../operations.ts';
import { en } from './messages.en.ts';

const cliError = errorsOf('cli', en.errors);

export function chooseOperation(args: readonly string[]): { line: OperationLine; rest: string[] } {
  for (const count of [2, 1]) {
    const name = args.slice(0, count).join(' ');
    const line = operations.find((known) => known.name === name);
    if (line) return { line, rest: args.slice(count) };
  }
  const word = args[0] ?? '';
  const names = operations.map((known) => known.name);
  const sameStart = names.find((name) => name.startsWith(`${word} `));
  throw cliError('usage', 'unknown-operation', { word, nearest: sameStart ?? nearest(word, names) });
}

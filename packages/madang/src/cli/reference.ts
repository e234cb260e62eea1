// The reference page of all operations, as Markdown: each one's own help.
import { operations } from '../operations.ts';
import { operationHelp } from './help.ts';

export async function referenceText(): Promise<string> {
  const chapters: string[] = [];
  for (const line of operations) {
    const [summary, , ...rest] = await operationHelp(line, 'en');
    chapters.push(`## madang ${line.name}`, '', `${summary}.`, '', '```text', ...rest, '```', '');
  }
  return [
    '# Operations',
    '',
    'Written by `npm run reference` from the operations; `madang help <operation>` prints the same.',
    '',
    ...chapters,
  ].join('\n');
}

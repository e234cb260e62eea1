// `madang runs`: the runs of a graft and what became of them.
import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { findRuns } from './find-runs.ts';

export const runs = defineOperation({
  name: 'runs',
  summary: 'list the runs of a graft and what became of them',
  input: z.object({
    folder: z.string().default('.').describe('a graft folder, or a folder with graft folders in it'),
  }),
  positional: ['folder'],
  example: 'madang runs korean-graft',
  run: async ({ folder }) => ({ runs: findRuns(folder) }),
  renderResult: async ({ runs: found }, locale) => {
    const { notices } = locale === 'ko' ? (await import('./messages.ko.ts')).ko : (await import('./messages.en.ts')).en;
    if (found.length === 0) return [notices['no-runs']({})];
    return found.map(({ id, state, step, startedAt }) =>
      [id, notices[`run-${state}`]({}), startedAt?.slice(0, 16).replace('T', ' ') ?? '', step ?? '']
        .join('  ')
        .trimEnd(),
    );
  },
});

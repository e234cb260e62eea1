type Nothing = Readonly<Record<string, never>>;

export const en = {
  errors: {
    'no-run': (v: { folder: string }) => ({
      found: `There is no run in ${v.folder}.`,
      expected: 'A graft folder in which "madang graft" has worked, or the folder of one run.',
      next: 'madang runs <graft folder>',
    }),
    'not-running': (v: { folder: string }) => ({
      found: `No run in ${v.folder} is under way.`,
      expected: 'A run whose process lives.',
      next: `madang runs ${v.folder}`,
    }),
    'still-running': (v: { run: string; pid: number; seconds: number }) => ({
      found: `Run ${v.run} (pid ${v.pid}) was asked to end and still works after ${v.seconds} seconds.`,
      expected: 'That it ends at its next safe point.',
      next: `Give the same command again to wait longer, or end it hard with "kill -9 ${v.pid}"; it resumes from its last checkpoint.`,
    }),
    'run-died': (v: { run: string }) => ({
      found: `The process of run ${v.run} ended before the run did.`,
      expected: 'A run that reaches its end.',
      next: 'Give the same graft command again: it goes on from the last checkpoint.',
    }),
  },
  notices: {
    'no-runs': (_: Nothing) => 'No runs here yet.',
    'run-running': (_: Nothing) => 'running',
    'run-finished': (_: Nothing) => 'finished',
    'run-failed': (_: Nothing) => 'failed',
    'run-interrupted': (_: Nothing) => 'interrupted',
  },
};

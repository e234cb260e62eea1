export const en = {
  errors: {
    locked: (v: { folder: string; holder: string }) => ({
      found: `Another Madang process (${v.holder}) is working in ${v.folder}.`,
      expected: 'One process a graft folder at a time.',
      next: `Wait for it, follow it with "madang attach ${v.folder}", end it with "madang stop ${v.folder}", or use another folder with -o.`,
    }),
    interrupted: (v: { what: string }) => ({
      found: `${v.what} was interrupted.`,
      expected: 'A run that reaches its end.',
      next: 'Give the same command again: it goes on from the last checkpoint.',
    }),
    'no-space': (v: { path: string }) => ({
      found: `No space is left on the disk while writing ${v.path}.`,
      expected: 'Room for the artifact; nothing half-written was kept.',
      next: 'Free some space, or choose another disk with -o, and give the same command again.',
    }),
  },
};

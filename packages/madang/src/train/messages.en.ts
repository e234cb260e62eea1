export const en = {
  errors: {
    'not-enough-memory': (v: { needed: string; available: string; rows: number; accumulate: number }) => ({
      found: `Training would need about ${v.needed} of memory; ${v.available} are free.`,
      expected: 'Enough free memory for the whole step.',
      next: `Take smaller micro-batches: --set train.rows=${v.rows} --set train.accumulate=${v.accumulate}.`,
    }),
    'not-enough-disk': (v: { needed: string; available: string; folder: string }) => ({
      found: `Checkpoints and the adapter would need about ${v.needed} on the disk of ${v.folder}; ${v.available} are free.`,
      expected: 'Room for two checkpoints and the adapter.',
      next: 'Free some space, choose another folder with -o, or a smaller rank: --set train.rank=16.',
    }),
    'trainer-killed': (v: { rows: number; accumulate: number }) => ({
      found: 'The trainer was killed by the system (signal KILL), most likely because memory ran out.',
      expected: 'A trainer that lives until its last step.',
      next: `Give the same command again to go on from the last checkpoint, or take smaller micro-batches: --set train.rows=${v.rows} --set train.accumulate=${v.accumulate}.`,
    }),
    'nothing-trained': (v: { frozen: number; layers: number }) => ({
      found: `Nothing would be trained: ${v.frozen} of ${v.layers} layers are frozen, and no rows are trained.`,
      expected: 'At least one layer, or rows of tokens, to train.',
      next: 'Set train.frozenLayers lower, or train.embeddings=all.',
    }),
    stopped: (_: Record<never, never>) => ({
      found: 'Training was stopped; its last step is saved.',
      expected: 'A run that reaches its last step.',
      next: 'Give the same command again: it goes on from there.',
    }),
    'no-space-for-checkpoints': (_: Record<never, never>) => ({
      found: 'The disk is full: the trainer could not write its checkpoint.',
      expected: 'Room for two checkpoints.',
      next: 'Free some space and give the same command again: it goes on from the last whole checkpoint.',
    }),
    'trainer-failed': (v: { reason: string; exit: string }) => ({
      found: `The trainer ended with ${v.exit}: ${v.reason}`,
      expected: 'A trainer that reaches its last step.',
      next: 'Give the same command again; if it fails the same way, try --engine onnxruntime and report it.',
    }),
    'no-training-text': (_: Record<never, never>) => ({
      found: 'After curation no text is left to train on.',
      expected: 'At least one passage in the target language.',
      next: 'See what was dropped and why with "madang curate <graft folder>", and add texts or loosen curate settings.',
    }),
  },
  notices: {
    compiling: (v: { engine: string; precision: string }) =>
      `Compiling the training graph for ${v.engine} in ${v.precision}.`,
    'layer-by-layer': (v: { kept: number }) =>
      `Training layer by layer, to fit into memory; the last ${v.kept} layers keep their forward for the backward.`,
    probing: (_: Record<never, never>) => 'Timing five steps to turn the budget into steps.',
    forecast: (v: { steps: number; tokens: number; minutes: string; memory: string; disk: string }) =>
      `Forecast: ${v.steps} steps, ${v.tokens} tokens, ${v.minutes} minutes, ${v.memory} of memory, ${v.disk} of disk for checkpoints.`,
    resumed: (v: { step: number; steps: number }) => `Going on from step ${v.step} of ${v.steps}.`,
    truth: (v: { tokens: number; minutes: string; memory: string; rate: number }) =>
      `Trained ${v.tokens} tokens in ${v.minutes} minutes at ${v.rate} tokens/s, ${v.memory} of memory at most.`,
  },
};

export const en = {
  errors: {
    'gate-failed': (v: { conditions: string }) => ({
      found: `The gate failed: ${v.conditions}.`,
      expected: 'Every measured condition of the gate passes before a graft is released. Nothing was written.',
      next: 'Train differently (more text, more replay, a lower rate) and give the command again, or release it as it is with --allow-failed-gate; its card then says so.',
    }),
    'proofs-failed': (v: { proofs: string; bytes: number }) => ({
      found: `The exported files do not say the same as the trained model: ${v.proofs}.`,
      expected: `Every proof within its bound on ${v.bytes} bytes of held-out text. Nothing was released.`,
      next: 'Give the same command again; if it fails again, report it with this message: the exporter has a defect for this model.',
    }),
    'record-incomplete': (v: { artifact: string; problems: string }) => ({
      found: `The record of the ${v.artifact} artifact lacks what the model card needs: ${v.problems}`,
      expected: 'A record written by this version of Madang.',
      next: `Run "madang graft" again so that the ${v.artifact} step writes its record anew.`,
    }),
  },
  notices: {
    'local-use-only': (v: { parts: string }) =>
      `This release is for local use only, because of the licences of: ${v.parts}. Its card says why, and what to do.`,
    'version-taken': (v: { wanted: string; version: string }) =>
      `Version ${v.wanted} is there already with other contents and stays; this release becomes ${v.version}.`,
    'failed-gate-allowed': (v: { conditions: string }) =>
      `Released although the gate failed, as asked: ${v.conditions}. The card says so at its top.`,
    'coarse-blocks-do-not-fit': (v: { file: string; count: number; columns: string; types: string }) =>
      `${v.file}: the rows of ${v.count} tensors (${v.columns} wide) do not fill the blocks of their type, and another is used as llama.cpp does: ${v.types}.`,
    'reference-by-llama-cpp': (_v: object) =>
      'The engine gives no second-best tokens; margins are taken from a float32 GGUF in llama.cpp.',
  },
};

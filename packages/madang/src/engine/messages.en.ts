export const en = {
  errors: {
    'no-openvino': (v: { reason: string }) => ({
      found: `OpenVINO could not be had: ${v.reason}.`,
      expected: 'The engine that was asked for by name.',
      next: 'Use --engine auto or --engine onnxruntime, or give this machine Python 3 with pip and a package index.',
    }),
  },
  notices: {
    'fetch-openvino': (_: Record<never, never>) =>
      'Fetching the OpenVINO engine 2026.4.1 (Apache-2.0, 59 MB) through pip; "--engine onnxruntime" does without it.',
    'engine-chosen': (v: { engine: string; precision: string; reason: string }) =>
      `Engine: ${v.engine} in ${v.precision} (${v.reason}).`,
  },
  reasons: {
    asked: 'asked for',
    noOpenvino: (v: { reason: string }) => `OpenVINO could not be had: ${v.reason}`,
    timed: (v: { bfloat16: number; float32: number }) =>
      `timed products: bfloat16 ${v.bfloat16} GFLOP/s, float32 ${v.float32} GFLOP/s`,
  },
};

import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'no-openvino': (v) => ({
      found: `OpenVINO 를 얻을 수 없습니다: ${v.reason}.`,
      expected: '이름을 대어 고른 엔진.',
      next: '--engine auto 나 --engine onnxruntime 을 쓰거나, 이 기계에 pip 가 있는 Python 3 과 패키지 저장소를 마련하십시오.',
    }),
  },
  notices: {
    'fetch-openvino': (_) =>
      'OpenVINO 엔진 2026.4.1 (Apache-2.0, 59 MB)을 pip 로 받습니다. "--engine onnxruntime" 을 주면 받지 않습니다.',
    'engine-chosen': (v) => `엔진: ${v.engine}, ${v.precision} (${v.reason}).`,
  },
  reasons: {
    asked: '지정됨',
    noOpenvino: (v) => `OpenVINO 를 얻을 수 없음: ${v.reason}`,
    timed: (v) => `행렬 곱을 재어 보니 bfloat16 ${v.bfloat16} GFLOP/s, float32 ${v.float32} GFLOP/s`,
  },
} satisfies Messages<typeof en>;

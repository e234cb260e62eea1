import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'gate-failed': (v) => ({
      found: `관문을 통과하지 못했습니다: ${v.conditions}.`,
      expected: '배포하려면 잰 조건을 모두 통과해야 합니다. 아무것도 쓰지 않았습니다.',
      next: '글이나 되새김을 늘리거나 학습률을 낮추어 다시 학습한 뒤 같은 명령을 주십시오. 이대로 배포하려면 --allow-failed-gate 를 붙이십시오. 그 사실은 모델 카드에 적힙니다.',
    }),
    'proofs-failed': (v) => ({
      found: `내보낸 파일이 학습된 모델과 같은 답을 내지 않습니다: ${v.proofs}.`,
      expected: `따로 남겨 둔 글 ${v.bytes}바이트에서 모든 증명이 한도 안에 드는 것. 아무것도 배포하지 않았습니다.`,
      next: '같은 명령을 다시 주십시오. 또 실패하면 이 모델에 대한 내보내기 결함이니 이 메시지와 함께 알려 주십시오.',
    }),
    'record-incomplete': (v) => ({
      found: `${v.artifact} 산출물의 기록에 모델 카드에 필요한 것이 빠져 있습니다: ${v.problems}`,
      expected: '이 버전의 Madang이 쓴 기록.',
      next: `"madang graft" 를 다시 실행해 ${v.artifact} 단계의 기록을 새로 쓰십시오.`,
    }),
  },
  notices: {
    'local-use-only': (v) =>
      `이 배포판은 밖으로 나눌 수 없고 내부에서만 쓸 수 있습니다. 다음 자료의 이용 조건 때문입니다: ${v.parts}. 까닭과 할 일은 모델 카드에 있습니다.`,
    'version-taken': (v) =>
      `${v.wanted} 버전은 내용이 다른 채로 이미 있어 그대로 두고, 이번 배포판은 ${v.version} 버전으로 합니다.`,
    'failed-gate-allowed': (v) =>
      `요청대로 관문을 통과하지 못한 채 배포판을 만듭니다: ${v.conditions}. 모델 카드 맨 위에 이 사실을 적습니다.`,
    'coarse-blocks-do-not-fit': (v) =>
      `${v.file}: 텐서 ${v.count}개의 행 너비(${v.columns})가 정해진 형의 블록에 나누어떨어지지 않아 llama.cpp 처럼 다른 형으로 저장합니다: ${v.types}.`,
    'reference-by-llama-cpp': () =>
      '엔진이 둘째로 유력한 토큰을 주지 않아, 차이는 llama.cpp에서 float32 GGUF로 잽니다.',
  },
} satisfies Messages<typeof en>;

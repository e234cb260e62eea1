import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'no-release': (v) => ({
      found: `${v.path} 에 배포판이 없습니다.`,
      expected: '배포판 폴더, 배포판이 들어 있는 접목 폴더, 또는 .gguf 파일.',
      next: '"madang graft <글이 든 폴더>" 로 배포판을 만들거나 .gguf 파일의 경로를 주십시오.',
    }),
    'no-base-named': (v) => ({
      found: `${v.path} 에는 어떤 바탕 모델에 접목했는지 적혀 있지 않습니다.`,
      expected: 'record.json에 바탕 모델이 적힌, Madang이 만든 배포판.',
      next: '--compare 를 빼거나 .gguf 파일 대신 배포판 폴더를 주십시오.',
    }),
    'template-refuses': (v) => ({
      found: `모델의 대화 템플릿이 이 대화를 받아들이지 않습니다: ${v.reason}`,
      expected: '템플릿이 아는 역할과 순서로 된 메시지.',
      next: '--system 을 빼거나 대화를 새로 시작하십시오.',
    }),
  },
  notices: {
    'chat-with': (v) => `${v.model} 모델과 대화합니다(${v.file}).`,
    'how-to-leave': () => 'Ctrl-C는 답을 멈추고, /bye 나 Ctrl-D는 끝내고, /new 는 대화를 새로 시작합니다.',
    'no-template': (v) => `${v.model} 모델에는 대화 템플릿이 없습니다. 대화용이 아니므로 주신 글을 그대로 이어 씁니다.`,
    'making-base': (v) => `${v.base} 모델을 F16 GGUF로 한 번만 만들어 ${v.path} 에 둡니다.`,
    cut: (v) => `토큰 ${v.tokens}개에서 답이 잘렸습니다. --max-tokens 로 늘릴 수 있습니다.`,
    'no-room': (v) => `대화가 문맥 ${v.limit}토큰을 다 채워 가장 오래된 메시지부터 뺍니다.`,
  },
} satisfies Messages<typeof en>;

import type { Messages } from '../../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'no-file': (v) => ({
      found: `${v.path} 파일이 없습니다.`,
      expected: 'GGUF 파일.',
      next: '.gguf 파일이나 배포판 폴더의 경로를 주십시오.',
    }),
    'unreadable-gguf': (v) => ({
      found: `llama.cpp가 ${v.path} 파일을 읽지 못합니다: ${v.reason}`,
      expected: 'llama.cpp가 아는 구조의 온전한 GGUF 파일.',
      next: `"madang inspect ${v.path}" 로 살펴보십시오. 중간에 잘린 파일이면 다시 받거나 다시 만드십시오.`,
    }),
    'no-context': (v) => ({
      found: `토큰 ${v.contextTokens}개짜리 문맥이 메모리에 들어가지 않습니다: ${v.reason}`,
      expected: '문맥을 담을 만큼의 빈 메모리.',
      next: '다른 프로그램을 닫거나 더 짧은 문맥을 쓰십시오.',
    }),
    'window-too-long': (v) => ({
      found: `창의 길이가 토큰 ${v.tokens}개입니다.`,
      expected: `열어 둔 문맥의 길이인 토큰 ${v.limit}개 이하.`,
      next: '더 긴 문맥으로 모델을 열거나 더 짧은 창을 쓰십시오.',
    }),
    'prompt-too-long': (v) => ({
      found: `프롬프트가 토큰 ${v.tokens}개입니다.`,
      expected: `답이 들어갈 자리가 남도록 토큰 ${v.limit}개 미만.`,
      next: '프롬프트를 줄이거나 대화를 새로 시작하십시오.',
    }),
    'no-binary': (v) => ({
      found: `이 기기(${v.platform})에 맞는 node-llama-cpp의 미리 빌드된 llama.cpp가 없습니다.`,
      expected: '이 플랫폼의 실행 파일이 든 선택적 npm 패키지.',
      next: '선택적 패키지를 허용하고 "npm install" 을 다시 하거나, .gguf 파일을 따로 설치한 llama.cpp에서 쓰십시오.',
    }),
  },
} satisfies Messages<typeof en>;

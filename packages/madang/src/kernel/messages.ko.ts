import type { Messages } from './errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    locked: (v) => ({
      found: `다른 Madang 프로세스(${v.holder})가 ${v.folder} 에서 작업하고 있습니다.`,
      expected: '한 접목 폴더에는 한 번에 한 프로세스만.',
      next: `끝나기를 기다리거나, "madang attach ${v.folder}" 로 지켜보거나, "madang stop ${v.folder}" 로 끝내거나, -o 로 다른 폴더를 쓰십시오.`,
    }),
    interrupted: (v) => ({
      found: `${v.what} 이(가) 중단되었습니다.`,
      expected: '끝까지 가는 실행.',
      next: '같은 명령을 다시 주십시오. 마지막 체크포인트에서 이어집니다.',
    }),
    'no-space': (v) => ({
      found: `${v.path} 을(를) 쓰는 동안 디스크에 남은 공간이 없습니다.`,
      expected: '결과를 담을 공간. 쓰다 만 것은 남기지 않았습니다.',
      next: '공간을 비우거나 -o 로 다른 디스크를 고르고 같은 명령을 다시 주십시오.',
    }),
  },
} satisfies Messages<typeof en>;

import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'no-run': (v) => ({
      found: `${v.folder} 에는 실행이 없습니다.`,
      expected: '"madang graft" 가 일한 접목 폴더, 또는 실행 하나의 폴더.',
      next: 'madang runs <접목 폴더>',
    }),
    'not-running': (v) => ({
      found: `${v.folder} 에는 진행 중인 실행이 없습니다.`,
      expected: '프로세스가 살아 있는 실행.',
      next: `madang runs ${v.folder}`,
    }),
    'still-running': (v) => ({
      found: `실행 ${v.run} (pid ${v.pid}) 에 끝내 달라고 했지만 ${v.seconds}초가 지나도 일하고 있습니다.`,
      expected: '다음 안전한 자리에서 끝나는 것.',
      next: `같은 명령을 다시 주어 더 기다리거나 "kill -9 ${v.pid}" 로 강제로 끝내십시오. 마지막 체크포인트에서 이어집니다.`,
    }),
    'run-died': (v) => ({
      found: `실행 ${v.run} 의 프로세스가 실행보다 먼저 끝났습니다.`,
      expected: '끝까지 가는 실행.',
      next: '같은 graft 명령을 다시 주십시오. 마지막 체크포인트에서 이어집니다.',
    }),
  },
  notices: {
    'no-runs': () => '아직 실행이 없습니다.',
    'run-running': () => '진행 중',
    'run-finished': () => '끝남',
    'run-failed': () => '실패',
    'run-interrupted': () => '중단됨',
  },
} satisfies Messages<typeof en>;

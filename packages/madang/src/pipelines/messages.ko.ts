import type { Messages } from '../kernel/errors.ts';
import { described, heeded } from './describe-consent.ts';
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
    'nothing-there': (v) => ({
      found: `${v.path} 에는 아무것도 없습니다.`,
      expected: 'graft.yaml, 접목 폴더, 또는 글이 든 폴더.',
      next: '경로를 살피거나 글이 든 폴더로 시작하십시오: madang graft <폴더>',
    }),
    'broken-yaml': (v) => ({
      found: `${v.path} 은(는) 읽을 수 있는 YAML 이 아닙니다: ${v.reason}`,
      expected: 'graft.yaml: 키와 값, 단계마다 두 칸 들여쓰기.',
      next: '가리킨 줄을 고치거나 "madang graft <글이 든 폴더>" 로 새로 쓰게 하십시오.',
    }),
    'unknown-key': (v) => ({
      found: `${v.path} 에 Madang 이 모르는 키 "${v.key}" 이(가) 있습니다.`,
      expected: `아는 키, 아마도: ${v.nearest}.`,
      next: '그 키를 고치거나 지우십시오.',
    }),
    'bad-value': (v) => ({
      found: `${v.path}: "${v.key}" 의 값이 맞지 않습니다: ${v.reason}`,
      expected: '"madang help graft" 와 graft.yaml 의 설명에 맞는 값.',
      next: `"${v.key}" 을(를) 고치십시오.`,
    }),
    'bad-memory': (v) => ({
      found: `"${v.text}" 은(는) 메모리 크기가 아닙니다.`,
      expected: 'm, g 를 붙인 수: 900m, 8g, 7.5g.',
      next: '--max-memory 8g 처럼 주십시오.',
    }),
    'bad-duration': (v) => ({
      found: `"${v.text}" 은(는) 시간이 아닙니다.`,
      expected: 's, m, h, d 를 붙인 수: 90s, 10m, 1h30m.',
      next: '--max-time 10m 처럼 주십시오.',
    }),
    'graft-inside-texts': (v) => ({
      found: `접목 폴더 ${v.folder} 이(가) 글 폴더 ${v.texts} 안에 놓이게 됩니다.`,
      expected: '글 폴더 바깥의 접목 폴더. 안에 있으면 자기 자신을 읽게 됩니다.',
      next: '-o 로 다른 폴더를 고르십시오.',
    }),
    'no-new-tokens': () => ({
      found: '더할 토큰이 없습니다. newTokens 가 0 이거나, auto 가 이 예산에서는 더하지 않기로 했습니다.',
      expected: '더할 토큰의 수.',
      next: '--new-tokens 4000 처럼 주거나 "madang fertility" 로 수마다 무엇이 달라지는지 보십시오.',
    }),
    'no-control-text': (v) => ({
      found: `대조군을 학습할 ${v.language} 글이 없습니다.`,
      expected: 'graft.yaml 의 sourceText.replay, 또는 글이 함께 배포되는 원래 언어.',
      next: 'sourceText.replay 에 원래 언어의 글 파일을 적거나 --control 을 빼십시오.',
    }),
    'licence-not-accepted': (v) => ({
      found: `${v.base} 의 라이선스에는 동의가 필요합니다: ${heeded(v, 'ko')}`,
      expected: '읽은 사람의 동의.',
      next: `"madang inspect ${v.base}" 로 읽은 뒤 같은 명령에 --accept-licence 를 붙이거나, 다른 바탕 모델을 고르십시오.`,
    }),
    'licence-refused': (v) => ({
      found: `${v.base} 의 라이선스 ${v.licence} 에 동의하지 않으셨습니다. 아무것도 학습하지 않았습니다.`,
      expected: '접목의 목적에 맞는 라이선스의 바탕 모델.',
      next: '--base 로 다른 바탕 모델을 고르십시오. 예: smollm2-135m-instruct (Apache-2.0).',
    }),
    'base-of-another-program': (v) => ({
      found: `${v.ref} (${v.path}) 은(는) 다른 프로그램의 것입니다.`,
      expected: 'Madang 이나 허브의 도구가 받은 바탕 모델.',
      next: `그 프로그램으로 지우십시오: ${v.way}`,
    }),
    'base-referenced': (v) => ({
      found: `실행 ${v.count}개가 ${v.ref} 에 기대고 있습니다. 그 하나는 ${v.graft} 에 있습니다.`,
      expected: '기대고 있는 실행이 없는 바탕 모델.',
      next: '"madang base list" 로 살피십시오. 그래도 지우려면 --force 를 붙이십시오. 실행은 필요할 때 다시 받습니다.',
    }),
    'no-such-base': (v) => ({
      found: `이 컴퓨터에는 바탕 모델 ${v.ref} 이(가) 없습니다.`,
      expected: '"madang base list" 가 보여 주는 이름.',
      next: 'madang base list',
    }),
    'several-bases': (v) => ({
      found: `${v.ref} 은(는) 다음 가운데 하나일 수 있습니다: ${v.refs}.`,
      expected: '그 가운데 하나.',
      next: '이름 전체를 주십시오.',
    }),
    interrupted: (_) => ({
      found: '접목이 두 단계 사이에서 중단되었습니다. 끝난 것은 남아 있습니다.',
      expected: '끝까지 가는 접목.',
      next: '같은 명령을 다시 주면 멈춘 곳에서 이어집니다.',
    }),
  },
  notices: {
    'no-licence': (v) => `${v.base} 에는 라이선스가 적혀 있지 않습니다. 알아낼 때까지 결과물은 혼자만 쓰십시오.`,
    'licence-question': (v) => `${v.base} 의 라이선스에는 동의가 필요합니다.\n${described(v, 'ko')}\n동의하십니까?`,
    'licence-accepted': (v) => `라이선스 ${v.licence} 에 동의했습니다. ${v.file} 에 적어 둡니다.`,
    'base-answers': (v) =>
      `${v.base} 이(가) 프롬프트 ${v.prompts} 개에 한 번 답합니다. 접목한 모델을 그 답에 견주기 위해서입니다.`,
    'run-opened': (v) => `실행 ${v.run}, 폴더 ${v.folder}.`,
    'run-resumed': (v) => `실행 ${v.run} 을(를) ${v.folder} 에서 이어 갑니다.`,
    'initialiser-chosen': (v) =>
      `새 행은 ${v.initialiser} 로 시작합니다. 쉰 단계씩 학습한 뒤 바이트당 비트: ${v.scores}.`,
    'no-runs': () => '아직 실행이 없습니다.',
    'run-running': () => '진행 중',
    'run-finished': () => '끝남',
    'run-failed': () => '실패',
    'run-interrupted': () => '중단됨',
  },
  bases: {
    stores: { hub: '허브의 캐시', package: 'Madang 의 캐시', ollama: 'Ollama', 'lm-studio': 'LM Studio' },
    states: { running: '진행 중', finished: '끝남', failed: '실패', interrupted: '중단됨' },
    notUsable: '덜 받았거나 Madang 이 열지 못하는 종류',
    usedBy: (v) => `${v.graft} 의 실행 ${v.run} 이(가) 씁니다 (${v.state})`,
    none: '아직 모델이 없습니다. 하나 받으십시오: madang base get smollm2-135m-instruct',
    incomplete: (v) => `시작만 하고 끝내지 못한 내려받기 ${v.size}.`,
  },
  tune: {
    current: '지금 설정',
    trial: (v) => `${v.tokens}토큰 뒤 바이트당 ${v.bitsPerByte}비트, 원래 언어 ${v.source}: ${v.recipe}`,
    found: (v) => `시드 사이의 차이보다 더 나아져 ${v.path} 에 적었습니다: ${v.recipe}. 이어서: madang graft ${v.path}`,
    kept: '시드 사이의 차이보다 더 나아진 것이 없어 설정을 그대로 둡니다.',
  },
  dryRun: {
    plan: (v) => `계획: 파일 ${v.files} 개의 글로 ${v.base} 에 ${v.language} 을(를) 접목하여 ${v.folder} 에 둡니다.`,
    estimate: (v) =>
      `어림: 행렬 곱 하나를 재어 ${v.gflops} GFLOP/s, 초당 약 ${v.tokensPerSecond} 토큰, 모두 ${v.trainedTokens} 토큰을 학습합니다.`,
    needs: (v) => `어림: 학습하는 동안 메모리 ${v.memory}, 디스크 ${v.disk}.`,
    nothing: '아무것도 받지 않았고 아무것도 쓰지 않았습니다. 설정 전체:',
  },
} satisfies Messages<typeof en>;

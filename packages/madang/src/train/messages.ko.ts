import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'not-enough-memory': (v) => ({
      found: `학습에 메모리가 약 ${v.needed} 필요하지만 ${v.available} 만 비어 있습니다.`,
      expected: '한 스텝 전체를 담을 빈 메모리.',
      next: `마이크로배치를 줄이십시오: --set train.rows=${v.rows} --set train.accumulate=${v.accumulate}.`,
    }),
    'not-enough-disk': (v) => ({
      found: `체크포인트와 어댑터에 약 ${v.needed} 이(가) 필요하지만 ${v.folder} 의 디스크에는 ${v.available} 만 비어 있습니다.`,
      expected: '체크포인트 두 개와 어댑터를 담을 공간.',
      next: '공간을 비우거나, -o 로 다른 폴더를 고르거나, 랭크를 줄이십시오: --set train.rank=16.',
    }),
    'trainer-killed': (v) => ({
      found: '시스템이 학습 프로세스를 강제로 끝냈습니다(KILL 신호). 메모리가 모자랐을 가능성이 큽니다.',
      expected: '마지막 스텝까지 살아 있는 학습 프로세스.',
      next: `같은 명령을 다시 주면 마지막 체크포인트에서 이어집니다. 또는 마이크로배치를 줄이십시오: --set train.rows=${v.rows} --set train.accumulate=${v.accumulate}.`,
    }),
    'nothing-trained': (v) => ({
      found: `학습할 것이 없습니다. ${v.layers}개 층 가운데 ${v.frozen}개가 고정되어 있고 학습할 행도 없습니다.`,
      expected: '학습할 층이 하나 이상, 또는 학습할 토큰의 행.',
      next: 'train.frozenLayers 를 낮추거나 train.embeddings=all 로 하십시오.',
    }),
    stopped: (_) => ({
      found: '학습을 멈추었습니다. 마지막 스텝이 저장되어 있습니다.',
      expected: '마지막 스텝까지 가는 실행.',
      next: '같은 명령을 다시 주면 거기서 이어집니다.',
    }),
    'no-space-for-checkpoints': (_) => ({
      found: '디스크가 가득 차서 체크포인트를 쓰지 못했습니다.',
      expected: '체크포인트 두 개를 담을 공간.',
      next: '공간을 비우고 같은 명령을 다시 주십시오. 마지막으로 온전한 체크포인트에서 이어집니다.',
    }),
    'trainer-failed': (v) => ({
      found: `학습 프로세스가 ${v.exit} (으)로 끝났습니다: ${v.reason}`,
      expected: '마지막 스텝까지 가는 학습 프로세스.',
      next: '같은 명령을 다시 주십시오. 똑같이 실패하면 --engine onnxruntime 으로 해 보고 알려 주십시오.',
    }),
    'no-training-text': (_) => ({
      found: '추려 내고 나니 학습할 글이 남지 않았습니다.',
      expected: '목표 언어로 된 글 한 조각 이상.',
      next: '"madang curate <접목 폴더>" 로 무엇이 왜 빠졌는지 보고, 글을 더하거나 curate 설정을 늦추십시오.',
    }),
  },
  notices: {
    compiling: (v) => `학습 그래프를 ${v.engine} ${v.precision} 용으로 컴파일합니다.`,
    'layer-by-layer': (v) =>
      `메모리에 맞추어 층마다 나누어 학습합니다. 마지막 ${v.kept}개 층은 순방향 계산을 간직합니다.`,
    probing: (_) => '다섯 스텝을 재어 예산을 스텝 수로 바꿉니다.',
    forecast: (v) =>
      `예측: ${v.steps} 스텝, ${v.tokens} 토큰, ${v.minutes} 분, 메모리 ${v.memory}, 체크포인트용 디스크 ${v.disk}.`,
    resumed: (v) => `${v.steps} 스텝 가운데 ${v.step} 스텝부터 이어 갑니다.`,
    truth: (v) =>
      `${v.tokens} 토큰을 ${v.minutes} 분 동안 초당 ${v.rate} 토큰으로 학습했고 메모리는 많아야 ${v.memory} 였습니다.`,
  },
} satisfies Messages<typeof en>;

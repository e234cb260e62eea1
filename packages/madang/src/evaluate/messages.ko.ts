import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

const sides = { target: '대상 언어', source: '원래 언어', chat: '대화 답변' };

export const ko = {
  errors: {
    'no-held-out': (v) => ({
      found: `대상 언어(${v.language})를 측정할 평가용 글이 없습니다.`,
      expected: '말뭉치에 떼어 둔 평가용 문서가 하나 이상 있어야 합니다.',
      next: '글을 더 주거나 graft.yaml 의 curate.heldOutShare 를 올린 뒤 "madang curate" 를 다시 실행하십시오.',
    }),
    'nothing-to-score': (v) => ({
      found: `${v.files} 에서 글을 찾지 못했습니다.`,
      expected: '글이 담긴 파일: .txt, .md, 또는 줄마다 "text" 필드가 있는 .jsonl, .jsonl.gz.',
      next: '글이 담긴 파일의 경로를 주십시오: madang score <모델> <파일…>.',
    }),
    'scores-not-finite': (v) => ({
      found: `모델이 낸 확률이 수가 아닙니다(${v.step}).`,
      expected: '토큰마다 유한한 로그 확률.',
      next: '가중치가 깨졌거나 학습이 발산했습니다. train.learningRate 를 낮추고 다시 학습하십시오.',
    }),
    'unreadable-file': (v) => ({
      found: `${v.path} 을(를) 읽지 못했습니다: ${v.reason}.`,
      expected: 'UTF-8 파일: .txt, .md, 또는 줄마다 "text" 필드가 있는 .jsonl, .jsonl.gz.',
      next: '경로와 인코딩을 확인하십시오. "madang intake" 는 다른 인코딩도 읽어 UTF-8 로 씁니다.',
    }),
    'no-model': (v) => ({
      found: `${v.model} 에 모델이 없습니다.`,
      expected: 'safetensors 가 든 폴더, .gguf 파일, 릴리스 폴더, 또는 "madang base get" 이 아는 이름.',
      next: '경로를 확인하거나 바탕 모델을 먼저 받으십시오: madang base get smollm2-135m-instruct.',
    }),
    'answers-differ': (v) => ({
      found: `질문 ${v.prompts}개에 바탕 모델의 답 ${v.baseAnswers}개와 접목한 모델의 답 ${v.graftAnswers}개가 왔습니다.`,
      expected: '질문마다 두 모델의 답이 하나씩 있어야 합니다.',
      next: '두 모델이 같은 질문에 다시 답하게 하십시오.',
    }),
  },
  notices: {
    sampled: (v) => `${sides[v.side]}: 평가용 글 ${v.documents}편, ${v.bytes}바이트로 측정합니다(글 해시 ${v.hash}).`,
    'base-scores-reused': (v) => `${sides[v.side]}: 바탕 모델의 점수는 전에 매긴 것을 다시 씁니다.`,
    'few-texts': (v) =>
      `${sides[v.side]}: 다섯 편이 안 되는 글의 단락으로 측정합니다. 신뢰구간은 단락 ${v.documents}개를 다시 뽑아 구하므로 다른 글에 대해서는 지나치게 좁습니다.`,
    'not-measured': (v) => `${sides[v.side]}: 측정할 글이 없어 측정하지 않았습니다.`,
  },
  conditions: {
    'target-better': '대상 언어를 더 잘 읽는다',
    'source-kept': '원래 언어를 지켰다',
    'chat-kept': '바탕 모델의 답을 지켰다',
    'answers-end': '답을 스스로 끝맺는다',
    'facts-kept': '아는 사실을 그대로 답한다',
  },
} satisfies Messages<typeof en>;

import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'unknown-pre-tokenizer': (v) => ({
      found: `바탕 모델이 Madang 이 모르는 사전 토큰화 방식으로 글을 자릅니다: ${v.found}.`,
      expected: `다음 가운데 하나: ${v.known}.`,
      next: '--base 로 다른 바탕 모델을 고르거나, 이 방식을 더할 수 있도록 모델을 알려 주십시오.',
    }),
    'no-held-out': (v) => ({
      found: `${v.corpus} 의 말뭉치에 측정할 평가용 글이 없습니다.`,
      expected: '떼어 둔 평가용 문서가 하나 이상 있어야 합니다.',
      next: '글을 더 주거나 graft.yaml 의 curate.heldOutShare 를 올리고 같은 명령을 다시 주십시오.',
    }),
    'not-extendable': (v) => ({
      found: `토크나이저를 넓힐 수 없습니다: ${v.found}`,
      expected: '바이트 수준이나 sentencepiece 의 BPE 모형이 든 tokenizer.json.',
      next: '토크나이저를 그대로 두십시오: --new-tokens 0.',
    }),
    'no-merges': (v) => ({
      found: `${v.corpus} 의 학습용 글에는 새 토큰이 될 만한 토큰 짝이 없습니다.`,
      expected: '같은 낱말이 거듭 나오는 대상 언어의 글.',
      next: '글을 더 주거나 토크나이저를 그대로 두십시오: --new-tokens 0.',
    }),
    'extension-unproven': (v) => ({
      found: `넓힌 토크나이저가 틀렸습니다. 새 토큰 ${v.count}개에 이르지 못하고(${v.unreached}), 평가용 조각 ${v.differentPieces}개를 tokenizers 라이브러리가 달리 자릅니다.`,
      expected: '모든 새 토큰에 이르고 조각이 같아야 합니다.',
      next: '바탕 모델의 이름과 함께 알려 주십시오. --new-tokens 0 이면 새 토큰 없이 합니다.',
    }),
  },
  notices: {
    extended: (v) =>
      `토큰 ${v.newTokens}개를 더했습니다(그 가운데 ${v.fragments}개는 글자의 일부). 모두 이를 수 있고, 원래 언어의 토큰은 ${v.changed} % 가 바뀌었습니다.`,
    cut: (v) =>
      `바탕 모델은 평가용 글을 바이트당 ${v.tokensPerByte}개, 낱말당 ${v.tokensPerWord}개의 토큰으로 자릅니다.`,
    'budget-unknown': (v) =>
      `새 토큰 ${v.newTokens}개를 더하면 같은 글이 ${v.speed}배 짧아집니다. 득이 되는지는 학습 예산(--max-time, --max-tokens)에 달렸고, 예산을 모르면 더하지 않기를 권합니다.`,
    'budget-small': (v) =>
      `권고: 새 토큰을 더하지 않는다. 토큰 ${v.trainedTokens}개를 학습할 때의 예상 바이트당 비트는, 더하지 않으면 ${v.none} %, ${v.newTokens}개를 더하면 ${v.extended} %(글은 ${v.speed}배 짧아짐)입니다. 약 ${v.breakEvenTokens}개를 학습하면 같아집니다.`,
    'none-qualifies': (v) =>
      `권고: 새 토큰을 더하지 않는다. 2,000개 이상 가운데, 평가용 글에서 충분히 쓰이고 학습할 토큰 ${v.trainedTokens}개 안에서도 충분히 자주 나오는 크기가 없습니다.`,
    pays: (v) =>
      `권고: 새 토큰 ${v.newTokens}개. ${v.rows}행을 들여 글이 ${v.speed}배 짧아집니다. 토큰 ${v.trainedTokens}개를 학습할 때의 예상 바이트당 비트는 더하면 ${v.extended} %, 더하지 않으면 ${v.none} %입니다. 더하지 않은 접목도 학습해 견주어 보십시오.`,
  },
} satisfies Messages<typeof en>;

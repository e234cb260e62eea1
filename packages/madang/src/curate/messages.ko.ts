import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'nothing-kept': (v) => ({
      found: `문서 ${v.documents}건 가운데 학습에 쓸 것이 하나도 남지 않았습니다: ${v.reasons}.`,
      expected: `목표 언어(${v.language})로 쓴, 서로 되풀이가 아닌 텍스트.`,
      next: '텍스트의 언어를 --language 로 알려 주거나, "madang curate --why <id>" 로 이유를 보십시오.',
    }),
    'nothing-held-out': (v) => ({
      found: `문서가 ${v.documents}건만 남아, 측정용으로 따로 떼어 둘 것이 없습니다.`,
      expected: '문서 두 건 이상, 또는 16 kB 가 넘는 글 하나.',
      next: 'graft.yaml 의 "sources" 에 텍스트를 더 넣으십시오.',
    }),
    'no-id': (v) => ({
      found: `"${v.given}" 은(는) 문서 id 의 앞부분이 아닙니다.`,
      expected: '64자리 16진수 가운데 앞 4자리 이상.',
      next: '보고서나 말뭉치 폴더의 verdicts.jsonl 에서 id 를 복사하십시오.',
    }),
    'no-such-document': (v) => ({
      found: `id 가 ${v.prefix} (으)로 시작하는 문서가 없습니다.`,
      expected: '이 말뭉치에 있는 id.',
      next: '보고서나 말뭉치 폴더의 verdicts.jsonl 에서 id 를 복사하십시오.',
    }),
    'several-documents': (v) => ({
      found: `id 가 ${v.prefix} (으)로 시작하는 문서가 여럿입니다: ${v.ids}.`,
      expected: '문서 하나만 가리키는 앞부분.',
      next: '자릿수를 더 적으십시오.',
    }),
  },
  notices: {
    curated: (v) =>
      `학습용 문서 ${v.train}건, 측정용 문서 ${v.heldOut}건을 남기고 ${v.dropped}건을 뺐습니다${v.reasons === '' ? '' : ` (${v.reasons})`}.`,
    'script-unknown': (v) => `"${v.language}" 의 문자를 알지 못하므로, 문자를 이유로 빼는 텍스트는 없습니다.`,
    'held-out-by-block': (v) =>
      `온전한 글이 ${v.parents}편뿐이라 이어진 조각을 묶음으로 떼어 측정용으로 둡니다. 측정하는 글이 학습한 글에 바로 이어질 수 있으니, 글이 많을수록 측정이 정확해집니다.`,
  },
  verdicts: {
    kept: () => '학습에 씁니다.',
    'held-out': () => '측정용으로 따로 두었고, 학습에는 쓰지 않습니다.',
    empty: () => '제외: 내용이 비어 있습니다.',
    'too-short': (v) => `제외: 너무 짧습니다(${v.detail}).`,
    'wrong-language': (v) => `제외: 목표 언어로 쓴 글이 아닙니다(${v.detail}).`,
    'exact-duplicate': (v) => `제외: 대소문자, 전각·반각, 띄어쓰기를 빼면 문서 ${v.detail} 와(과) 같은 글입니다.`,
    'shares-run-with-held-out': (v) => `제외: 측정용 글과 긴 대목이 겹칩니다: "${v.detail}".`,
  },
} satisfies Messages<typeof en>;

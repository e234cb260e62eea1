// Everything Madang can do: the table of contents. Nothing is loaded before it is asked for.
import type { AnyOperation } from './kernel/operation.ts';

export interface OperationLine {
  /** As typed after `madang`. */
  readonly name: string;
  readonly summary: { readonly en: string; readonly ko: string };
  /** The room it lives in. */
  readonly domain: string;
  /** The file that does the work, relative to this one. */
  readonly source: string;
  readonly load: () => Promise<AnyOperation>;
}

export const operations: readonly OperationLine[] = [
  {
    name: 'graft',
    summary: {
      en: 'the whole way: texts in, a released, verified model out',
      ko: '처음부터 끝까지. 글을 넣으면 검증된 모델을 내놓습니다',
    },
    domain: 'pipelines',
    source: 'pipelines/graft.operation.ts',
    load: async () => (await import('./pipelines/graft.operation.ts')).graftOperation,
  },
  {
    name: 'runs',
    summary: {
      en: 'list the runs of a graft and what became of them',
      ko: '접목의 실행들과 그 결과를 보여 줍니다',
    },
    domain: 'pipelines',
    source: 'pipelines/runs.operation.ts',
    load: async () => (await import('./pipelines/runs.operation.ts')).runs,
  },
  {
    name: 'attach',
    summary: { en: 'follow a run that is under way', ko: '진행 중인 실행을 지켜봅니다' },
    domain: 'pipelines',
    source: 'pipelines/attach.operation.ts',
    load: async () => (await import('./pipelines/attach.operation.ts')).attach,
  },
  {
    name: 'stop',
    summary: {
      en: 'end a run at its next safe point; the same graft command takes it up again',
      ko: '실행을 다음 안전한 자리에서 끝냅니다. 같은 graft 명령으로 이어집니다',
    },
    domain: 'pipelines',
    source: 'pipelines/stop.operation.ts',
    load: async () => (await import('./pipelines/stop.operation.ts')).stop,
  },
  {
    name: 'base get',
    summary: { en: 'fetch an open model to graft on', ko: '접목할 바탕이 되는 열린 모델을 받습니다' },
    domain: 'model',
    source: 'model/get-base.operation.ts',
    load: async () => (await import('./model/get-base.operation.ts')).baseGet,
  },
  {
    name: 'base list',
    summary: {
      en: 'list the models on this machine and the runs that rest on them',
      ko: '이 컴퓨터에 있는 모델들과 그것을 쓰는 실행들을 보여 줍니다',
    },
    domain: 'pipelines',
    source: 'pipelines/list-bases.operation.ts',
    load: async () => (await import('./pipelines/list-bases.operation.ts')).baseList,
  },
  {
    name: 'base remove',
    summary: { en: 'free a base that no run rests on', ko: '쓰는 실행이 없는 바탕 모델을 지웁니다' },
    domain: 'pipelines',
    source: 'pipelines/remove-base.operation.ts',
    load: async () => (await import('./pipelines/remove-base.operation.ts')).baseRemove,
  },
  {
    name: 'inspect',
    summary: {
      en: 'look at a model: size, tokenizer, licence, memory',
      ko: '모델을 살펴봅니다. 크기, 토크나이저, 라이선스, 메모리',
    },
    domain: 'model',
    source: 'model/inspect.operation.ts',
    load: async () => (await import('./model/inspect.operation.ts')).inspect,
  },
  {
    name: 'intake',
    summary: { en: 'read texts into documents', ko: '글을 읽어 문서로 만듭니다' },
    domain: 'intake',
    source: 'intake/collect.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).intakeOperation,
  },
  {
    name: 'curate',
    summary: { en: 'keep or drop each document, with its reason', ko: '문서마다 남길지 뺄지, 까닭과 함께 정합니다' },
    domain: 'curate',
    source: 'curate/curate.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).curateOperation,
  },
  {
    name: 'fertility',
    summary: { en: 'measure how the base cuts the language', ko: '바탕 모델이 그 언어를 얼마나 잘게 자르는지 잽니다' },
    domain: 'tokenizer',
    source: 'tokenizer/measure-fertility.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).fertilityOperation,
  },
  {
    name: 'extend',
    summary: { en: 'add tokens for the language, proven', ko: '그 언어의 토큰을 더하고 증명합니다' },
    domain: 'tokenizer',
    source: 'tokenizer/extend-tokenizer.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).extendOperation,
  },
  {
    name: 'tune',
    summary: {
      en: 'find a recipe by short trainings and write it into graft.yaml',
      ko: '짧은 학습들로 알맞은 설정을 찾아 graft.yaml 에 적습니다',
    },
    domain: 'pipelines',
    source: 'pipelines/tune.operation.ts',
    load: async () => (await import('./pipelines/tune.operation.ts')).tuneOperation,
  },
  {
    name: 'train',
    summary: { en: 'train the adapter', ko: '어댑터를 학습합니다' },
    domain: 'train',
    source: 'train/train.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).trainOperation,
  },
  {
    name: 'score',
    summary: { en: 'bits per byte of a model on texts', ko: '모델이 글을 얼마나 잘 맞히는지 바이트당 비트로 잽니다' },
    domain: 'evaluate',
    source: 'evaluate/score.operation.ts',
    load: async () => (await import('./evaluate/score.operation.ts')).score,
  },
  {
    name: 'compare',
    summary: { en: 'base against graft, and the gate', ko: '바탕 모델과 접목한 모델을 견주고 관문을 판정합니다' },
    domain: 'evaluate',
    source: 'evaluate/compare.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).compareOperation,
  },
  {
    name: 'release',
    summary: { en: 'write and prove the release', ko: '배포판을 쓰고 증명합니다' },
    domain: 'release',
    source: 'release/release.operation.ts',
    load: async () => (await import('./pipelines/step-operations.ts')).releaseOperation,
  },
  {
    name: 'chat',
    summary: { en: 'talk with a release in the terminal', ko: '배포판과 터미널에서 이야기합니다' },
    domain: 'serve',
    source: 'serve/chat.operation.ts',
    load: async () => (await import('./serve/chat.operation.ts')).chatOperation,
  },
  {
    name: 'report',
    summary: {
      en: 'write the page of a run: what went in, what it learned, whether it passed',
      ko: '실행의 보고서 쪽을 씁니다. 무엇이 들어갔고 무엇을 배웠고 통과했는지',
    },
    domain: 'report',
    source: 'report/report.operation.ts',
    load: async () => (await import('./report/report.operation.ts')).reportOperation,
  },
  {
    name: 'doctor',
    summary: {
      en: 'look at this machine and say what to do',
      ko: '이 컴퓨터를 살펴보고 할 일을 알려 줍니다',
    },
    domain: 'cli',
    source: 'cli/doctor.operation.ts',
    load: async () => (await import('./cli/doctor.operation.ts')).doctor,
  },
];

// A report with the figures of a real graft of some seven minutes (SmolLM2-135M-Instruct and Korean); hashes and the
// chat counts are made up. For tests, and to look at the page.
import { hashText } from '../kernel/hash.ts';
import { type Report, reportSchema } from './contract.ts';

const source = (title: string, licence: string, link: string, files: number, documents: number, bytes: number) => ({
  path: `texts/${title.toLowerCase().replaceAll(' ', '-')}.jsonl`,
  title,
  licence,
  link,
  language: 'ko',
  files,
  documents,
  bytes,
  failures: 0,
});

const measured = (base: number, graft: number, low: number, high: number, documents: number, bytes: number) => ({
  base,
  graft,
  difference: graft - base,
  low,
  high,
  documents,
  bytes,
  textHash: hashText(`${base} ${documents}`),
});

const dropped = (reason: string, text: string, detail?: string) => ({
  reason,
  id: hashText(text),
  text,
  ...(detail ? { detail } : {}),
});

const file = (path: string, sizeBytes: number) => ({ path, sizeBytes, sha256: hashText(path) });

/** A curve that falls as the pilot's did, with a little fixed unrest. */
function lossPoints(steps: number): { at: number; value: number }[] {
  return Array.from({ length: steps }, (_, index) => {
    const unrest = Math.sin(index * 12.9898) * 0.11 + Math.sin(index * 3.7) * 0.05;
    return {
      at: index + 1,
      value: Number((1.42 + 0.98 * Math.exp(-index / 14) + 0.3 * Math.exp(-index / 90) + unrest).toFixed(4)),
    };
  });
}

const series = (values: readonly number[], every: number) =>
  values.map((value, index) => ({ at: index * every, value }));

const pilotFigures = {
  schema: 'madang/report@1',
  graft: {
    name: 'korean',
    version: '0.1.0',
    base: { ref: 'smollm2-135m-instruct', licence: 'Apache-2.0', storedAs: 'Q4_1', hash: hashText('base') },
    language: 'ko',
    sourceLanguage: 'en',
  },
  run: {
    id: '20261125T091204Z-4c1f0a',
    startedAt: '2026-11-25T09:12:04.000Z',
    endedAt: '2026-11-25T09:25:41.000Z',
    elapsedSeconds: 817,
    diskBytes: 1_243_000_000,
    machine: {
      platform: 'linux-x64',
      processor: 'Intel(R) Xeon(R) Platinum 8488C',
      threads: 2,
      node: '24.21.0',
      madang: '0.1.0',
    },
    steps: [
      { step: 'base', seconds: 21.4, reused: false },
      { step: 'intake', seconds: 2.9, reused: false },
      { step: 'curate', seconds: 11.2, reused: false },
      { step: 'fertility', seconds: 33.8, reused: false },
      { step: 'train', seconds: 424.6, reused: false },
      { step: 'compare', seconds: 161.3, reused: false },
      { step: 'release', seconds: 140.8, reused: false },
    ],
    warnings: [],
  },
  documents: {
    sources: [
      source('Korean Wikinews', 'CC-BY-2.5', 'https://ko.wikinews.org/', 1, 812, 2_214_880),
      source('Fairy tales', 'CC-BY-4.0', 'https://gongu.copyright.or.kr/', 1, 118, 846_310),
      source(
        'Constitution of the Republic of Korea',
        'LicenseRef-public-domain',
        'https://www.law.go.kr/',
        1,
        6,
        46_120,
      ),
      source('React documentation in Korean', 'CC-BY-4.0', 'https://ko.react.dev/', 1, 402, 1_960_233),
      source(
        'Book reviews of the National Assembly Library',
        'LicenseRef-CC-BY',
        'https://www.nanet.go.kr/',
        1,
        363,
        1_411_902,
      ),
    ],
  },
  corpus: {
    language: 'ko',
    heldOutBy: 'parent',
    verdicts: {
      kept: { documents: 1503, bytes: 5_902_117 },
      'held-out': { documents: 81, bytes: 301_220 },
      'too-short': { documents: 44, bytes: 3_310 },
      'wrong-language': { documents: 37, bytes: 121_004 },
      'exact-duplicate': { documents: 21, bytes: 88_921 },
      'shares-run-with-held-out': { documents: 15, bytes: 62_873 },
    },
    train: { documents: 1503, bytes: 5_902_117 },
    heldOut: { documents: 81, bytes: 301_220 },
    examples: [
      dropped('too-short', '사진 제공: 연합뉴스', '11 characters'),
      dropped(
        'wrong-language',
        'This page is a stub. You can help by translating it from the English original.',
        '0.0 % of the letters are Hangul',
      ),
      dropped('wrong-language', 'const [state, setState] = useState(null)', '0.0 % of the letters are Hangul'),
      dropped('exact-duplicate', '버락 오바마 미국 제44대 대통령이 공식 취임하였다.', hashText('twin')),
      dropped(
        'shares-run-with-held-out',
        '모든 국민은 인간으로서의 존엄과 가치를 가지며, 행복을 추구할 권리를 가진다.',
        '모든 국민은 인간으로서의 존엄과 가치를 가지며, 행복을 추구할 권리를 가진다',
      ),
    ],
  },
  cutting: {
    rows: [
      [0, 0.846, undefined, undefined],
      [500, 0.389, 2013, 0.97],
      [1000, 0.332, 772, 0.95],
      [2000, 0.29, 271, 0.89],
      [4000, 0.258, 102, 0.8],
      [8000, 0.23, 39, 0.65],
      [16000, 0.208, 15, 0.48],
    ].map(([newTokens = 0, tokensPerByte = 0, lastMergeCount, usedShare]) => ({
      newTokens,
      tokensPerByte,
      tokensPerWord: tokensPerByte * 9.82,
      tokensPerCharacter: tokensPerByte * 2.41,
      speed: 0.846 / tokensPerByte,
      lastMergeCount,
      usedShare,
      sourceTokensPerByte: 0.226,
      sourceChange: 0,
      rows: newTokens,
      parameters: newTokens * 576,
    })),
    floor: { tokensPerByte: 0.102, tokensPerWord: 1 },
    examples: [
      {
        word: '대한민국',
        count: 12,
        now: ['\\xEB\\x8C', '\\x80', '\\xED\\x95', '\\x9C', '\\xEB', '\\xAF\\xBC', '\\xEA\\xB5', '\\xAD'],
        extended: ['대한민국'],
      },
      {
        word: '있습니다',
        count: 12,
        now: ['\\xEC\\x9E', '\\x88', '\\xEC\\x8A', '\\xB5', '\\xEB\\x8B', '\\x88', '\\xEB\\x8B', '\\xA4'],
        extended: ['있', '습니다'],
      },
      {
        word: '옛날에',
        count: 12,
        now: ['\\xEC\\x98', '\\x9B', '\\xEB\\x82', '\\xA0', '\\xEC\\x97', '\\x90'],
        extended: ['옛', '날', '에'],
      },
      {
        word: '컴퓨터',
        count: 12,
        now: ['\\xEC', '\\xBB\\xB4', '\\xED\\x93', '\\xA8', '\\xED\\x84', '\\xB0'],
        extended: ['컴', '퓨터'],
      },
    ],
    exampleNewTokens: 4000,
    recommendedNewTokens: 0,
    recommendation: {
      reason: 'budget-small',
      forecast: { trainedTokens: 372_736, none: -0.25, extended: -0.17, breakEvenTokens: 1_000_000 },
    },
    rule: 'target-characters',
    candidates: 16_000,
    train: { bytes: 5_902_117, documents: 1503 },
    heldOut: { bytes: 301_220, words: 30_674, characters: 125_010, documents: 81 },
    source: { bytes: 60_000 },
  },
  training: {
    engine: 'openvino',
    precision: 'bfloat16',
    steps: 183,
    trainedTokens: 372_736,
    elapsedSeconds: 424.6,
    tokensPerSecond: 888,
    peakMemoryBytes: 3_412_000_000,
    forecast: {
      steps: 187,
      trainedTokens: 382_976,
      seconds: 420,
      memoryBytes: 3_600_000_000,
      diskBytes: 1_300_000_000,
    },
    targetTextTokens: 279_552,
    epochs: 0.056,
  },
  curves: [
    { name: 'loss', unit: 'nats per token', axis: 'steps', points: lossPoints(183) },
    {
      name: 'held-out-bits-per-byte',
      unit: 'bits per byte',
      axis: 'trained tokens',
      points: series([2.2681, 2.0644, 1.9912, 1.9403, 1.8995, 1.8681, 1.8402, 1.8214, 1.8137], 46_592),
    },
    {
      name: 'source-bits-per-byte',
      unit: 'bits per byte',
      axis: 'trained tokens',
      points: series([1.059, 1.0712, 1.0694, 1.0671, 1.0655, 1.0648, 1.0637, 1.0625, 1.0621], 46_592),
    },
    { name: 'n-gram-bits-per-byte', unit: 'bits per byte', axis: 'trained tokens', points: [{ at: 0, value: 1.876 }] },
  ],
  comparison: {
    targetLanguage: measured(2.3008, 1.8137, -0.5148, -0.4602, 64, 47_816),
    sourceLanguage: measured(1.059, 1.0621, -0.0008, 0.0069, 71, 47_990),
    chat: {
      answers: measured(0.6204, 0.6519, 0.0121, 0.0507, 40, 9_812),
      prompts: 40,
      baseEnded: 27,
      graftEnded: 25,
      factPrompts: 20,
      baseFacts: 15,
      graftFacts: 14,
    },
    window: 1024,
    precision: 'float32',
    engine: 'onnxruntime',
    seed: 1,
    resamples: 10_000,
  },
  gate: {
    gate: 'pass',
    conditions: [
      { name: 'target-better', outcome: 'pass', value: -0.4602, bound: 0 },
      { name: 'source-kept', outcome: 'pass', value: 0.0029, bound: 0.03 },
      { name: 'chat-kept', outcome: 'pass', value: 0.0817, bound: 0.1 },
      { name: 'answers-end', outcome: 'pass', value: 0.05, bound: 0.1 },
      { name: 'facts-kept', outcome: 'pass', value: 0.05, bound: 0.1 },
    ],
  },
  continuations: [
    {
      prompt: '옛날 옛적 깊은 산골에',
      before: ' 대한 이 이이 이이 이이 이 이이 이이 이이 이 이이 이이 이이 이이 이이 이이 이이',
      after:
        ' 살고 있는 사람들이 있었습니다. 그리고 그 사람들은 그 집에 가서 그 집에 있는 것을 보고 있었습니다. 그리고 그 집에 있는 것을 보고 있었습니다.',
    },
    {
      prompt: '대한민국의 모든 국민은',
      before: ' 국민의 국민의 국민의 국민의 국민의 국민의 국민의',
      after:
        ' 법률이 정하는 바에 의하여 국회의 의원을 선출할 수 있는 권리를 가진다. 국회의 의원은 국회의 의원을 선출할 수 있는',
    },
    {
      prompt: '이 책의 저자는',
      before: ' 이이 미이 이이 미이 이이 미이 이이',
      after:
        ' 우리 사회의 문제를 해결하기 위해서는 사회적 문제를 해결해야 한다고 말한다. 저자는 이러한 문제를 해결하기 위해서는',
    },
  ],
  samples: [
    { prompt: '옛날 옛적 깊은 산골에', text: ' 있는 이 사람이 있는 이 사람이 있는 이 사람이', at: 93_184 },
    { prompt: '옛날 옛적 깊은 산골에', text: ' 그들은 그들의 집에 있는 것을 알고 있었습니다.', at: 186_368 },
    { prompt: '옛날 옛적 깊은 산골에', text: ' 살고 있는 사람들이 있었습니다. 그리고 그 사람들은', at: 279_552 },
  ],
  release: {
    folder: 'releases/korean/0.1.0',
    files: [
      file('Modelfile', 1_212),
      file('README.md', 9_840),
      file('adapter/adapter_config.json', 912),
      file('adapter/adapter_model.safetensors', 78_192_640),
      file('adapter/base.json', 152),
      file('hugging-face/config.json', 861),
      file('hugging-face/model.safetensors', 269_060_552),
      file('hugging-face/tokenizer.json', 2_104_556),
      file('korean-F16.gguf', 270_885_120),
      file('korean-Q8_0.gguf', 144_811_328),
      file('proofs.json', 2_010),
    ],
    proofs: {
      text: { bytes: 16_384, hash: hashText('proof') },
      proofs: [
        { export: 'hugging-face', check: 'reopened', outcome: 'pass' },
        { export: 'peft', check: 'reopened', outcome: 'pass' },
        { export: 'gguf-F16', check: 'token-ids-equal', outcome: 'pass' },
        {
          export: 'gguf-F16',
          check: 'bits-per-byte-within',
          value: 0.00031,
          bound: 0.002,
          unit: 'bits per byte',
          outcome: 'pass',
        },
        { export: 'gguf-F16', check: 'argmax-equal', value: 1, bound: 1, unit: 'share', outcome: 'pass' },
        {
          export: 'gguf-Q8_0',
          check: 'bits-per-byte-within',
          value: 0.0042,
          bound: 0.02,
          unit: 'bits per byte',
          outcome: 'pass',
        },
      ],
    },
  },
};

/** As it is read back from `report.json`. */
export const pilotReport: Report = reportSchema.parse(JSON.parse(JSON.stringify(pilotFigures)));

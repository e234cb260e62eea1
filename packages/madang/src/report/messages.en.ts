/** How many new tokens the budget is good for. */
export interface Advice {
  readonly count: string;
  readonly trainedTokens: string;
  readonly breakEven: string;
}

export const en = {
  errors: {
    'no-run': (v: { folder: string }) => ({
      found: `No run lies in ${v.folder}.`,
      expected: 'A graft folder in which "madang graft" was started at least once.',
      next: 'Start one with "madang graft <folder of texts>", or name the graft folder.',
    }),
    'run-not-found': (v: { run: string; folder: string }) => ({
      found: `${v.folder} has no run ${v.run}.`,
      expected: 'The name of a run of this graft.',
      next: `List them with "madang runs ${v.folder}".`,
    }),
    'run-unreadable': (v: { path: string; reason: string }) => ({
      found: `${v.path} cannot be read: ${v.reason}`,
      expected: 'The file as "madang graft" wrote it.',
      next: 'Give the same "madang graft" command again; it writes the file anew.',
    }),
  },
  notices: {
    written: (v: { path: string }) => `The report is written: ${v.path}`,
  },
  page: {
    languageName: 'English',
    languageChoice: 'Language of this page',
    contents: 'On this page',
    title: (v: { name: string; version: string }) => `${v.name} ${v.version}: report of a graft`,
    graftOf: (v: { base: string; language: string }) => `${v.language} grafted onto ${v.base}`,
    notReached: 'This run did not come so far.',
    notMeasured: 'not measured',
    numbers: 'The numbers as a table',
    footer: (v: { madang: string; run: string }) =>
      `Computed by Madang ${v.madang} from the records of run ${v.run}; nothing on this page was written by hand. The same figures for programs: report.json beside this page.`,
  },
  verdict: {
    targetBetter: (v: { language: string; percent: string; low: string; high: string }) =>
      `${v.language} reads ${v.percent} better (95% interval ${v.low} to ${v.high})`,
    targetWorse: (v: { language: string; percent: string; low: string; high: string }) =>
      `${v.language} reads ${v.percent} worse (95% interval ${v.low} to ${v.high})`,
    targetUnclear: (v: { language: string; change: string; low: string; high: string }) =>
      `${v.language} is not shown to read better or worse (${v.change}, 95% interval ${v.low} to ${v.high})`,
    sourceBetter: (v: { language: string; change: string }) => `${v.language} is kept and better (${v.change})`,
    sourceWorse: (v: { language: string; change: string }) => `${v.language} is worse (${v.change})`,
    sourceUnclear: (v: { language: string; change: string }) =>
      `${v.language} is unchanged within the error (${v.change})`,
    sourceNotMeasured: (v: { language: string }) => `${v.language} was not measured`,
    gatePass: 'The gate passed.',
    gateFail: 'The gate failed.',
    gateFailedBy: (v: { conditions: string }) => `The gate failed: ${v.conditions}.`,
    gateAbsent: 'The gate was not reached.',
    notCompared: 'This run did not reach its comparison. Nothing can be said yet about better or worse.',
    meaning:
      'Percentages are of bits per UTF-8 byte on held-out text that training did not see: how many bits the model needs, on average, to predict the next byte. Fewer is better.',
    before: 'before',
    after: 'after',
    bitsPerByte: 'bits per byte',
    gate: 'Gate',
    passed: 'passed',
    failed: 'failed',
    conditionsMet: (v: { met: string; all: string }) => `${v.met} of ${v.all} conditions met`,
    releasedAnyway: 'It was released although the gate failed, because that was asked for.',
    localUseOnly:
      'For local use only: the licences of what went in do not allow this release to be passed on, or are not known. Name every licence in graft.yaml to change that.',
    measuredOn: (v: { documents: string; size: string }) => `${v.documents} held-out texts, ${v.size}`,
  },
  data: {
    heading: 'What went in',
    summary: (v: { kept: string; size: string; heldOut: string; heldOutSize: string }) =>
      `Training read ${v.kept} documents (${v.size}). ${v.heldOut} documents (${v.heldOutSize}) were held out and only measured on.`,
    byParent: 'Held-out documents were chosen by the hash of the text that they come from.',
    byBlock: 'Too few texts to choose among: contiguous blocks were held out.',
    source: 'Source',
    licence: 'Licence',
    documents: 'Documents',
    size: 'Size',
    unreadable: (v: { count: string }) => `${v.count} could not be read`,
    unknownLicence: 'unknown',
    droppedHeading: 'What was dropped, and why',
    reason: 'Reason',
    share: 'Share',
    nothingDropped: 'Nothing was dropped.',
    examples: 'More examples',
    reasons: {
      kept: 'kept for training',
      'held-out': 'held out for measuring',
      empty: 'empty',
      'too-short': 'too short to learn from',
      'wrong-language': 'not in the language',
      'exact-duplicate': 'the same text as another document',
      'shares-run-with-held-out': 'shares a long run of text with a held-out document',
    },
    why: 'Every document has its verdict:',
  },
  cutting: {
    heading: 'How words are cut',
    summary: (v: { language: string; tokensPerByte: string; perToken: string; floor: string }) =>
      `The base spends ${v.tokensPerByte} tokens on each byte of ${v.language}, so one token carries ${v.perToken} bytes. More tokens to a text mean slower reading and writing, and less text in the context window. New tokens lower that, down to ${v.floor} at the very least: a token never crosses the borders of words.`,
    added: (v: { count: string }) => `This graft got ${v.count} new tokens.`,
    faster: (v: { speed: string }) => `The same text has ${v.speed} times less tokens with them.`,
    allTrained: 'Each was met in training.',
    untrained: (v: { count: string }) =>
      `${v.count} of them were never met in training; their rows are as they started.`,
    now: 'now',
    extended: (v: { count: string }) => `with ${v.count} more tokens`,
    word: 'Word',
    pieces: (v: { count: string }) => `${v.count} tokens`,
    onePiece: '1 token',
    newTokens: 'New tokens',
    tokensPerByte: 'Tokens per byte',
    tokensPerWord: 'Tokens per word',
    speed: 'Text per token',
    parameters: 'Parameters added',
    recommendation: {
      'budget-unknown': (_v: Advice) =>
        'No new tokens were added. What they would bring depends on how much text is read.',
      'budget-small': (v: Advice) =>
        `This budget trains on about ${v.trainedTokens} tokens. Below about ${v.breakEven}, new tokens cost more than they bring: they start untrained. They would buy speed, not a better score. None are advised.`,
      'none-qualifies': (_v: Advice) =>
        'The budget would allow new tokens, but the texts hold too few repeated words for any size to pay. None are advised.',
      pays: (v: Advice) =>
        `This budget trains on about ${v.trainedTokens} tokens, enough to teach ${v.count} new ones. They are advised.`,
    },
    forecast: (v: { trainedTokens: string }) =>
      `Forecast for ${v.trainedTokens} trained tokens, from grafts of SmolLM2-135M with Korean:`,
    graft: 'Graft',
    bitsPerByte: 'Bits per byte against the base',
    withoutNewTokens: 'without new tokens',
    withNewTokens: (v: { count: string }) => `with ${v.count} new tokens`,
    measuredHere: 'measured here',
  },
  training: {
    heading: 'While it learned',
    summary: (v: { tokens: string; steps: string; time: string; rate: string }) =>
      `${v.tokens} tokens in ${v.steps} steps, ${v.time}, ${v.rate} tokens a second.`,
    passes: (v: { epochs: string }) => `The target text was read ${v.epochs} times over.`,
    sharePassed: (v: { share: string }) => `That was enough to read ${v.share} of the target text once.`,
    heldOutChart: 'Bits per byte on held-out text',
    heldOutDescription: (v: { first: string; last: string }) =>
      `Held-out bits per byte while training: from ${v.first} to ${v.last}. Lower is better.`,
    lossChart: 'Loss on the text being read',
    lossDescription: (v: { first: string; last: string }) => `Training loss: from ${v.first} to ${v.last}.`,
    heldOut: (v: { language: string }) => `${v.language}, held-out sample`,
    source: (v: { language: string }) => `${v.language}, held-out sample`,
    nGram: 'plain n-gram model of the same text',
    loss: 'loss, smoothed',
    lossRaw: 'each step',
    units: { 'nats per token': 'nats per token', nats: 'nats per token', 'bits per byte': 'bits per byte' },
    axes: { step: 'training steps', steps: 'training steps', 'trained tokens': 'trained tokens' },
    nGramAbove:
      'The graft predicts the held-out sample better than a plain n-gram model that has read the same text. That is the least one should ask.',
    nGramBelow:
      'A plain n-gram model that has read the same text still predicts the held-out sample better than the graft does. What was learned so far is the surface of the language.',
    lowerIsBetter: 'lower is better',
    sampleNote:
      'These values while training come from a small sample; the verdict above and the gate below rest on more held-out text.',
  },
  gate: {
    control: (v: { target: string; source: string; change: string; low: string; high: string }) =>
      `Control: as many steps on ${v.source} text alone change ${v.target} by ${v.change} (${v.low} to ${v.high}); that part of the gain is not the language's.`,
    heading: 'The gate',
    summary: 'What a graft must fulfil to become a release, fixed in the plan before the first step.',
    conditions: {
      'target-better': (v: { language: string }) => `${v.language} better`,
      'source-kept': (v: { language: string }) => `${v.language} not lost`,
      'chat-kept': 'Chat answers kept',
      'answers-end': 'Answers end by themselves',
      'facts-kept': 'Facts kept',
    },
    failures: {
      'target-better': (v: { language: string }) => `${v.language} is not shown to be better`,
      'source-kept': (v: { language: string }) => `too much ${v.language} was lost`,
      'chat-kept': 'chat answers changed too much',
      'answers-end': 'too few answers end by themselves',
      'facts-kept': 'too many facts were lost',
    },
    rules: {
      'target-better': (v: { bound: string }) => `the whole interval below ${v.bound}`,
      'source-kept': (v: { bound: string }) => `at most ${v.bound}`,
      'chat-kept': (v: { bound: string }) => `upper end of the interval at most ${v.bound}`,
      'answers-end': (v: { bound: string }) => `at least ${v.bound}`,
      'facts-kept': (v: { bound: string }) => `at least ${v.bound}`,
    },
    outcomes: { pass: 'pass', fail: 'fail', 'not-measured': 'not measured' },
    change: 'Change in bits per byte against the base, with 95% interval',
    changeDescription: 'Dot: the change. Line: the 95% interval. Upright mark: the bound that must not be passed.',
    chat: 'Chat prompts that were held out',
    chatDescription: 'Filled dot: the graft. Ring: the base. Upright mark: the least that passes.',
    counts: (v: { base: string; graft: string; all: string }) => `${v.graft} of ${v.all}, the base ${v.base}`,
    condition: 'Condition',
    measured: 'Measured',
    rule: 'Rule',
    outcome: 'Outcome',
    bound: 'bound',
    how: (v: { resamples: string; window: string; engine: string }) =>
      `Measured in float32 by ${v.engine}, windows of ${v.window} tokens, paired by document, ${v.resamples} bootstrap resamples.`,
    hash: (v: { language: string }) => `${v.language} text measured on, SHA-256`,
  },
  continuations: {
    heading: 'The same beginnings, continued',
    summary: 'Continued greedily by the base and by the graft; chosen before training, not picked for how they look.',
    before: 'Base',
    after: 'Graft',
    prompt: 'Beginning',
    whileTraining: 'Continued while training',
    at: (v: { at: string }) => `at step ${v.at}`,
    nothing: '(nothing: ended at once)',
    none: 'No beginnings were continued.',
  },
  forecast: {
    heading: 'Forecast and truth',
    summary: 'What was forecast before the first step, and what came of it.',
    forecast: 'Forecast',
    truth: 'Truth',
    difference: 'Difference',
    steps: 'Steps',
    tokens: 'Trained tokens',
    time: 'Time for training',
    memory: 'Peak memory of the trainer',
    disk: 'Disk, artifacts and release',
    stepsHeading: 'Time by step',
    step: 'Step',
    reused: 'taken from an earlier run',
    machine: 'Machine',
    machineText: (v: { processor: string; threads: string; platform: string; node: string }) =>
      `${v.processor}, ${v.threads} threads, ${v.platform}, Node ${v.node}`,
    engine: (v: { engine: string; precision: string }) => `Engine ${v.engine} in ${v.precision}`,
    warnings: 'Warnings of this run',
  },
  files: {
    heading: 'Files',
    summary: (v: { folder: string; size: string }) => `The release lies in ${v.folder}, ${v.size} in all.`,
    none: 'Nothing was released.',
    licence: (v: { licence: string }) => `It may be used under ${v.licence}.`,
    file: 'File',
    size: 'Size',
    hash: 'SHA-256',
    copy: 'copy',
    copied: 'copied',
    proofsHeading: 'Proofs that every export says the same',
    bound: (v: { bound: string }) => `at most ${v.bound}`,
    share: (v: { share: string }) => `${v.share} of positions`,
    checks: {
      'token-ids-equal': 'the same token ids',
      'bits-per-byte-within': 'bits per byte the same within the bound',
      'argmax-equal': 'the same likeliest token, near ties aside',
      reopened: 'opens again with the same tensors',
    },
    provenOn: (v: { size: string }) => `Proven on ${v.size} of held-out text.`,
  },
  use: {
    heading: 'How to use it',
    where: 'In the graft folder:',
    chat: 'Talk to it in the terminal',
    compare: 'Base and graft side by side',
    llama: 'In llama.cpp',
    ollama: 'In Ollama',
    transformers: 'In Python, with transformers',
  },
  limits: {
    heading: 'What this does not give',
    little: (v: { tokens: string; language: string }) =>
      `It has read ${v.tokens} tokens. That teaches the forms of ${v.language} words and how sentences go on, not knowledge. Do not take what it says for a fact.`,
    loops:
      'Fewer bits per byte do not make good text yet: longer continuations repeat themselves. Read the beginnings above before you judge by a number.',
    benchmarks: 'No benchmark was run. At such a budget none is expected to move.',
    sameKind: 'It was measured on held-out text of the same kinds that it read. Other kinds of text may gain less.',
    quantised: (v: { storedAs: string }) =>
      `The base was stored as ${v.storedAs}. A part of the gain may be repair of what that rounding had cost.`,
    seed: 'One run with one seed. Another seed moves the score by about 0.01 bits per byte; differences under 0.02 mean nothing.',
    chat: 'Chat answers are measured by how they end and by a few facts, which is little. Try your own questions on both with madang chat --compare.',
  },
  closing: {
    report: 'The report, with everything that went in:',
    tryIt: 'Go on with',
    base: 'base',
    graft: 'graft',
    gateFailed: 'Not released. See the gate in the report, or give --allow-failed-gate.',
    release: 'The release:',
  },
};

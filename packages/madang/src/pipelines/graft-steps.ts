// The steps of a graft, each an artifact that is made once and found again while nothing that it rests on changes.
// A step first asks for the ones before it, so that any of them can be run by itself.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { curate } from '../curate/curate.operation.ts';
import type { EngineKind } from '../engine/contract.ts';
import { chooseEngine } from '../engine/open-executor.ts';
import { openScorer } from '../engine/open-scorer.ts';
import { compare } from '../evaluate/compare.operation.ts';
import { comparisonSchema } from '../evaluate/contract.ts';
import { judge } from '../evaluate/gate.ts';
import { prefixTokenOf } from '../evaluate/make-windows.ts';
import { sampleHeldOut } from '../evaluate/sample-held-out.ts';
import { collect } from '../intake/collect.operation.ts';
import { readDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import { runStep } from '../kernel/events.ts';
import type { Artifact } from '../kernel/store.ts';
import { readAdapter } from '../model/adapter.ts';
import type { ModelConfig, OpenModel, Weights } from '../model/contract.ts';
import { getBase } from '../model/get-base.operation.ts';
import { growModel, readGrowth } from '../model/growth.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { mergeAdapter } from '../model/merge.ts';
import { openModel } from '../model/open-model.ts';
import { realOutside } from '../model/sources/outside.ts';
import { release } from '../release/release.operation.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { extendTokenizer } from '../tokenizer/extend-tokenizer.operation.ts';
import { measureFertility, readFertility } from '../tokenizer/measure-fertility.operation.ts';
import { type RowInitialiserName, trainingFactsSchema } from '../train/contract.ts';
import { growBase } from '../train/grow-base.operation.ts';
import { parameterCount } from '../train/memory-fit.ts';
import { type TrainInput, train } from '../train/train.operation.ts';
import { tryRecipe } from '../train/try-recipe.ts';
import { acceptLicence, consentBeforeDownload } from './accept-licence.ts';
import { noteBase } from './base-references.ts';
import { estimateBudgetTokens } from './budget-tokens.ts';
import { pipelineError, pipelineNotice } from './errors.ts';
import { answerWithBoth, continuedPrompts, readAnswers } from './graft-answers.ts';
import { emitNgramLine } from './n-gram-line.ts';
import type { OpenGraft } from './open-graft.ts';
import { probeInitialisers } from './probe-initialisers.ts';
import { readMaterial, renderAnswer, sourceMaterial } from './source-material.ts';
import { trainControl } from './train-control.ts';

/** Windows of the comparison, in tokens. */
const window = 1024;
/** Held-out text that the exports are proven on, bytes a language. */
const proofBytes = { target: 11_000, source: 5000 };

export interface GraftSetup {
  readonly graft: OpenGraft;
  readonly runFolder: string;
  readonly engine: EngineKind | 'auto';
  readonly allowFailedGate: boolean;
  readonly acceptLicence: boolean;
}

export type GraftSteps = ReturnType<typeof graftSteps>;

export function graftSteps(setup: GraftSetup, effects: Effects) {
  const { graft } = setup;
  const { config, folder: graftFolder } = graft;

  const base = once(async () => {
    const ref = baseRef(graft);
    const ask = consentBeforeDownload(graftFolder, ref, setup.acceptLicence, effects);
    const found = await runStep(effects, 'base', () => getBase({ ref }, effects, realOutside, ask));
    noteBase(graftFolder, setup.runFolder, found);
    await acceptLicence(graftFolder, found, setup.acceptLicence, effects);
    return found;
  });
  const model = once(async () => openModel((await base()).path));

  const documents = once(() =>
    step('intake', () => collect({ graftFolder, textsFolder: graft.textsFolder, sources: config.sources }, effects)),
  );

  const corpus = once(async () => {
    const input = { documents: await documents(), language: config.language, settings: config.curate };
    return step('curate', () => curate({ graftFolder, ...input }, effects));
  });
  const heldOut = once(async () => readDocuments(join((await corpus()).folder, 'held-out.jsonl.gz')));

  const material = once(async () => {
    const [found, opened] = [await base(), await model()];
    return step('source-material', () => sourceMaterial(graft, found, opened, effects));
  });
  const sourceTexts = once(async () => readMaterial(await material()));

  const fertility = once(async () => {
    const { config: shape, tokenizerJson, hash } = await model();
    const trainedTokens = await estimateBudgetTokens(graft, shape);
    const input = {
      corpus: await corpus(),
      tokenizerJson,
      baseHash: hash,
      sourceTexts: (await sourceTexts()).heldOut.map(({ text }) => text),
      model: { ...shape, parameters: parameterCount(shape) },
      ...(trainedTokens === undefined ? {} : { trainedTokens }),
    };
    return step('fertility', () => measureFertility({ graftFolder, ...input }, effects));
  });

  const newTokens = once(async () =>
    config.newTokens === 'auto' ? (await readFertility(await fertility())).recommendedNewTokens : config.newTokens,
  );

  const extension = once(async () => {
    if ((await newTokens()) === 0) throw pipelineError('input', 'no-new-tokens', {});
    const { config: shape, tokenizerJson, hash } = await model();
    const input = {
      corpus: await corpus(),
      tokenizerJson,
      baseHash: hash,
      baseRows: shape.vocabularySize,
      sourceTexts: (await sourceTexts()).heldOut.map(({ text }) => text),
      newTokens: await newTokens(),
    };
    return step('extend', () => extendTokenizer({ graftFolder, ...input }, effects));
  });

  /** New rows for the base; undefined where it gets no new tokens. */
  const growth = once(async () => {
    if ((await newTokens()) === 0) return undefined;
    const { initialiser } = config.grow;
    return growFrom(initialiser === 'probe' ? await probedInitialiser() : initialiser);
  });

  async function growFrom(initialiser: RowInitialiserName) {
    const input = {
      base: await model(),
      extension: await extension(),
      corpus: await corpus(),
      settings: { ...config.grow, initialiser },
      choice: await engineChoice(),
      threads: availableParallelism(),
    };
    const artifact = await step('grow', () => growBase({ graftFolder, ...input }, effects));
    return { artifact, ...(await readGrowth(artifact.folder)) };
  }

  const probedInitialiser = once(async () => {
    const { rows, rowTokens, accumulate } = config.train;
    const { tiedEmbeddings } = (await model()).config;
    const probed = await runStep(effects, 'probe-initialisers', () =>
      probeInitialisers(tiedEmbeddings, rows * rowTokens * accumulate, async (initialiser, tokens) => {
        const input = await trainInputFrom(await growFrom(initialiser));
        return tryRecipe(input, {}, tokens, join(graftFolder, '.madang', 'tune'), effects);
      }),
    );
    const [best] = probed;
    if (!best) throw new Error('nothing was probed');
    const scores = probed.map(({ initialiser: name, bitsPerByte }) => `${name} ${bitsPerByte.toFixed(3)}`).join(', ');
    effects.emit(pipelineNotice('initialiser-chosen', { initialiser: best.initialiser, scores }));
    return best.initialiser;
  });

  /** What training starts from: the base, with its new rows where it gets some. */
  const start = once(async () => startFrom(await growth()));
  async function startFrom(grown: Awaited<ReturnType<typeof growth>>): Promise<OpenModel> {
    const opened = await model();
    return grown ? growModel<OpenModel>(opened, grown, grown.artifact.hash) : opened;
  }
  const engineChoice = once(() => chooseEngine(setup.engine, effects.emit));

  const trainInput = once(async () => trainInputFrom(await growth()));
  async function trainInputFrom(grown: Awaited<ReturnType<typeof growth>>): Promise<TrainInput> {
    const { path, hash } = await base();
    const prompts = continuedPrompts(graft, await heldOut());
    return {
      graftFolder,
      runFolder: setup.runFolder,
      base: { path, hash, config: (await startFrom(grown)).config },
      growth: grown,
      corpus: await corpus(),
      data: await trainingFiles(),
      settings: config.train,
      budget: graft.budget,
      maxMemoryBytes: graft.maxMemoryBytes,
      choice: await engineChoice(),
      threads: availableParallelism(),
      ...(prompts[0] === undefined ? {} : { prompt: prompts[0] }),
    };
  }
  const adapter = once(async () => {
    const input = await trainInput();
    return step('train', () => train(input, effects));
  });
  const training = once(async () => trainingFactsSchema.parse((await adapter()).record.facts.training));
  const merged = once(async () =>
    keepWeights(mergeAdapter((await start()).weights, await readAdapter((await adapter()).folder))),
  );

  async function trainingFiles() {
    const texts = await corpus();
    const { hash } = await material();
    const { replay, heldOutPath, chat } = await sourceTexts();
    const file = (path: string | undefined) => (path === undefined ? undefined : { path, hash });
    const ofCorpus = (name: string) => ({ path: join(texts.folder, name), hash: texts.hash });
    return {
      train: ofCorpus('train.jsonl.gz'),
      heldOut: ofCorpus('held-out.jsonl.gz'),
      sourceReplay: file(replay),
      sourceHeldOut: file(heldOutPath),
      chat: file(chat),
    };
  }

  const ngramLine = once(async () => {
    const trained = await adapter();
    if (!trained.reused) await emitNgramLine(await corpus(), trained, effects);
  });

  const answers = once(async () => {
    const input = {
      graft,
      base: await base(),
      model: await start(),
      merged: await merged(),
      adapter: await adapter(),
      gate: (await sourceTexts()).gate,
      prompts: continuedPrompts(graft, await heldOut()),
    };
    return step('answers', () => answerWithBoth(input, effects));
  });

  /** Whatever is compared with the base. */
  const compareInput = once(async () => {
    const opened = await model();
    const { engine } = await training();
    const options = { kind: engine, precision: 'float32' } as const;
    const openOf = (config: ModelConfig, weights: Weights) => () => openScorer({ config, weights }, options);
    return {
      graftFolder,
      corpus: await corpus(),
      baseHash: opened.hash,
      heldOut: { target: await heldOut(), source: (await sourceTexts()).heldOut },
      openBaseScorer: openOf(opened.config, opened.weights),
      openOf,
      baseTokenizer: await openTokenizer(opened.tokenizerJson),
      window,
      prefixTokenId: prefixTokenOf(opened.config),
      engine,
    };
  });

  const comparison = once(async () => {
    const [opened, grown] = [await model(), await start()];
    const { gate } = await sourceTexts();
    const spoken = await readAnswers(await answers());
    const { openOf, ...common } = await compareInput();
    const input = {
      ...common,
      adapter: await adapter(),
      chat:
        gate.length === 0
          ? undefined
          : {
              items: gate,
              baseAnswers: gate.map(({ answer, ended }) => ({ text: answer, ended })),
              graftAnswers: spoken.answers,
              render: renderAnswer(opened),
            },
      openGraftScorer: openOf(grown.config, await merged()),
      graftTokenizer: await openTokenizer(grown.tokenizerJson),
    };
    return step('compare', () => compare(input, effects));
  });

  /** Asked for before anything is trained. */
  const controlText = once(async () => {
    const { replay } = await sourceTexts();
    if (replay === undefined) throw pipelineError('input', 'no-control-text', { language: config.sourceLanguage });
    return replay;
  });

  /** The same steps on source-language text alone: what of the gain is not the language's. */
  const control = once(async () => {
    const replay = await controlText();
    const opened = await model();
    const { openOf, ...common } = await compareInput();
    const input = {
      runFolder: setup.runFolder,
      base: opened,
      training: await trainInput(),
      trainedTokens: (await training()).trainedTokens,
      replay,
      material: await material(),
      comparison: common,
      openScorer: (weights: Weights) => openOf(opened.config, weights),
    };
    return runStep(effects, 'control', () => trainControl(input, effects));
  });

  const verdict = once(async () => {
    const compared = comparisonSchema.parse((await comparison()).record.facts.comparison);
    const gate = judge(compared, config.gate);
    await writeFile(join(setup.runFolder, 'gate.json'), `${JSON.stringify(gate, null, 2)}\n`);
    return { comparison: compared, gate };
  });

  const released = once(async () => {
    const grown = await start();
    const proven = [
      ...sampleHeldOut(await heldOut(), proofBytes.target),
      ...sampleHeldOut((await sourceTexts()).heldOut, proofBytes.source),
    ];
    const input = {
      base: await model(),
      carried: await base(),
      start: grown,
      adapter: await adapter(),
      corpus: await corpus(),
      documents: await documents(),
      ...(await verdict()),
      allowFailedGate: setup.allowFailedGate,
      proofText: proven.map(({ text }) => text).join('\n\n'),
    };
    const { engine } = await training();
    const weights = await merged();
    const open = () => openScorer({ config: grown.config, weights }, { kind: engine, precision: 'float32' });
    return release({ graftFolder, config, ...input, openScorer: open }, effects);
  });

  return {
    base,
    model,
    documents,
    corpus,
    fertility,
    extension,
    trainInput,
    adapter,
    training,
    ngramLine,
    answers,
    controlText,
    control,
    verdict,
    released,
  };

  /** Announces and times a step, and names its artifact in the run's events. */
  async function step(name: string, make: () => Promise<Artifact>): Promise<Artifact> {
    effects.signal.throwIfAborted();
    const artifact = await runStep(effects, name, make, ({ reused }) => reused);
    const { kind, folder, hash } = artifact;
    effects.emit({ type: 'artifact-ready', kind, folder, hash });
    return artifact;
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A base that is a path is relative to the graft folder. */
function baseRef({ config, folder }: OpenGraft): string {
  return config.base.startsWith('.') ? join(folder, config.base) : config.base;
}

// The steps of a graft, each an artifact that is made once and found again while nothing that it rests on changes.
// A step asks for the ones before it, so that any of them can be run by itself.
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
import { sampleHeldOut } from '../evaluate/sample-held-out.ts';
import { collect } from '../intake/collect.operation.ts';
import { readDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import { runStep } from '../kernel/events.ts';
import type { Artifact } from '../kernel/store.ts';
import { readAdapter } from '../model/adapter.ts';
import { getBase } from '../model/get-base.operation.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { mergeAdapter } from '../model/merge.ts';
import { openModel } from '../model/open-model.ts';
import { release } from '../release/release.operation.ts';
import { openTokenizer } from '../tokenizer/encode.ts';
import { measureFertility } from '../tokenizer/measure-fertility.operation.ts';
import { parameterCount } from '../train/memory-fit.ts';
import { train } from '../train/train.operation.ts';
import { answerWithBoth, continuedPrompts, readAnswers } from './graft-answers.ts';
import { emitNgramLine } from './n-gram-line.ts';
import type { OpenGraft } from './open-graft.ts';
import { endText, promptText, readMaterial, sourceMaterial } from './source-material.ts';

const window = 1024;
/** Held-out text that the exports are proven on, a language. */
const proofBytes = { target: 11_000, source: 5000 };

export interface GraftSetup {
  readonly graft: OpenGraft;
  readonly runFolder: string;
  readonly engine: EngineKind | 'auto';
  readonly allowFailedGate: boolean;
}

/** Remembers what has been done, so that a step that several ask for runs once. */
export function graftSteps(setup: GraftSetup, effects: Effects) {
  const { graft } = setup;
  const { config } = graft;

  const base = once(() => runStep(effects, 'base', () => getBase({ ref: resolveBase(graft) }, effects)));
  const model = once(async () => openModel((await base()).path));
  const documents = artifactOnce('intake', () =>
    collect({ graftFolder: graft.folder, textsFolder: graft.textsFolder, sources: config.sources }, effects),
  );
  const corpus = artifactOnce('curate', async () =>
    curate(
      { graftFolder: graft.folder, documents: await documents(), language: config.language, settings: config.curate },
      effects,
    ),
  );
  const material = artifactOnce('source-material', async () =>
    sourceMaterial(graft, await base(), await model(), effects),
  );
  const heldOut = once(async () => readDocuments(join((await corpus()).folder, 'held-out.jsonl.gz')));

  const fertility = artifactOnce('fertility', async () => {
    const { config: shape, tokenizerJson, hash } = await model();
    const { heldOut: source } = await readMaterial(await material());
    return measureFertility(
      {
        graftFolder: graft.folder,
        corpus: await corpus(),
        tokenizerJson,
        baseHash: hash,
        sourceTexts: source.map(({ text }) => text),
        model: { ...shape, parameters: parameterCount(shape) },
        ...(graft.budget.maxTokens === undefined ? {} : { trainedTokens: graft.budget.maxTokens }),
      },
      effects,
    );
  });

  const adapter = artifactOnce('train', async () => {
    const { path, hash } = await base();
    const [kept, texts] = [await readMaterial(await material()), await corpus()];
    const fileIn = (artifact: Artifact, path_: string) => ({ path: path_, hash: artifact.hash });
    const prompts = continuedPrompts(graft, await heldOut());
    const given = {
      sourceReplay: kept.replay,
      sourceHeldOut: kept.heldOutPath,
      chat: kept.chat,
    };
    const data = Object.entries(given).flatMap(([role, path_]) =>
      path_ === undefined ? [] : [[role, { path: path_, hash: '' }] as const],
    );
    const materialArtifact = await material();
    return train(
      {
        graftFolder: graft.folder,
        runFolder: setup.runFolder,
        base: { path, hash, config: (await model()).config },
        corpus: texts,
        data: {
          train: fileIn(texts, join(texts.folder, 'train.jsonl.gz')),
          heldOut: fileIn(texts, join(texts.folder, 'held-out.jsonl.gz')),
          ...Object.fromEntries(data.map(([role, file]) => [role, { ...file, hash: materialArtifact.hash }])),
        },
        settings: config.train,
        budget: graft.budget,
        choice: await chooseEngine(setup.engine, effects.emit),
        threads: availableParallelism(),
        ...(prompts[0] === undefined ? {} : { prompt: prompts[0] }),
      },
      effects,
    );
  });

  const merged = once(async () =>
    keepWeights(mergeAdapter((await model()).weights, await readAdapter((await adapter()).folder))),
  );
  const answers = artifactOnce('answers', async () =>
    answerWithBoth(
      {
        graft,
        base: await base(),
        model: await model(),
        merged: await merged(),
        adapter: await adapter(),
        gate: (await readMaterial(await material())).gate,
        prompts: continuedPrompts(graft, await heldOut()),
      },
      effects,
    ),
  );
  const engineKind = once(async () => (await adapter()).record.facts.training as { engine: EngineKind });

  const comparison = artifactOnce('compare', async () => {
    const opened = await model();
    const { gate, heldOut: source } = await readMaterial(await material());
    const spoken = gate.length > 0 ? await readAnswers(await answers()) : undefined;
    const { engine } = await engineKind();
    const options = { kind: engine, precision: 'float32' } as const;
    return compare(
      {
        graftFolder: graft.folder,
        adapter: await adapter(),
        corpus: await corpus(),
        baseHash: opened.hash,
        heldOut: { target: await heldOut(), source },
        chat: spoken && {
          items: gate,
          baseAnswers: gate.map(({ answer, ended }) => ({ text: answer, ended })),
          graftAnswers: spoken.answers,
          render: (prompt, answer, ended) => ({
            before: promptText(opened, prompt),
            answer: answer + (ended ? endText(opened) : ''),
          }),
        },
        openBaseScorer: () => openScorer(opened, options),
        openGraftScorer: async () => openScorer({ config: opened.config, weights: await merged() }, options),
        tokenizer: await openTokenizer(opened.tokenizerJson),
        window,
        prefixTokenId: opened.config.beginTokenId ?? opened.config.endTokenId ?? 0,
        engine,
      },
      effects,
    );
  });

  const verdict = once(async () => {
    const compared = comparisonSchema.parse((await comparison()).record.facts.comparison);
    const gate = judge(compared, config.gate);
    await writeFile(join(setup.runFolder, 'gate.json'), `${JSON.stringify(gate, null, 2)}\n`);
    return { comparison: compared, gate };
  });

  const released = once(async () => {
    const opened = await model();
    const { engine } = await engineKind();
    const { heldOut: source } = await readMaterial(await material());
    const target = sampleHeldOut(await heldOut(), proofBytes.target);
    const proofs = [...target, ...sampleHeldOut(source, proofBytes.source)];
    await using scorer = await openScorer(
      { config: opened.config, weights: await merged() },
      { kind: engine, precision: 'float32' },
    );
    return release(
      {
        graftFolder: graft.folder,
        config,
        base: opened,
        adapter: await adapter(),
        corpus: await corpus(),
        documents: await documents(),
        ...(await verdict()),
        allowFailedGate: setup.allowFailedGate,
        proofText: proofs.map(({ text }) => text).join('\n\n'),
        scorer,
      },
      effects,
    );
  });

  const ngramLine = once(async () => {
    if (!(await adapter()).reused) await emitNgramLine(await corpus(), await adapter(), effects);
  });

  return { base, model, documents, corpus, fertility, adapter, ngramLine, answers, comparison, verdict, released };

  /** A step that leaves an artifact: announced, timed, and named in the run's events. */
  function artifactOnce(step: string, make: () => Promise<Artifact>): () => Promise<Artifact> {
    return once(async () => {
      effects.signal.throwIfAborted();
      const artifact = await runStep(effects, step, make, ({ reused }) => reused);
      const { kind, folder, hash } = artifact;
      effects.emit({ type: 'artifact-ready', kind, folder, hash });
      return artifact;
    });
  }
}

export type GraftSteps = ReturnType<typeof graftSteps>;

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A base given as a path in graft.yaml is relative to it. */
function resolveBase({ config, textsFolder }: OpenGraft): string {
  return config.base.startsWith('.') ? join(textsFolder, config.base) : config.base;
}

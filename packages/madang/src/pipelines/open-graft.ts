// What a graft command works on: a graft.yaml, a graft folder that holds one, or a folder of texts, for which a
// graft.yaml is written. Flags and --set win over the file. The graft folder is `<name>-graft/` here, or -o.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { nearest } from '../kernel/nearest.ts';
import { catalogue } from '../model/catalogue.ts';
import { pipelineError } from './errors.ts';
import { type GraftConfig, graftConfigSchema } from './graft-config.ts';
import { parseDuration, parseMemory } from './parse-amount.ts';
import { writeGraftYaml } from './write-graft-yaml.ts';

export const graftFile = 'graft.yaml';

export interface GraftRequest {
  /** graft.yaml, graft folder or folder of texts. */
  readonly from: string;
  readonly folder?: string | undefined;
  readonly base?: string | undefined;
  readonly language?: string | undefined;
  readonly newTokens?: string | undefined;
  readonly maxMemory?: string | undefined;
  readonly maxTime?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly maxEpochs?: number | undefined;
  readonly set?: Readonly<Record<string, unknown>> | undefined;
}

export interface OpenGraft {
  readonly folder: string;
  /** Where the sources' paths start. */
  readonly textsFolder: string;
  /** Paths in it, but for the sources', are relative to the graft folder: the same from wherever it is opened. */
  readonly config: GraftConfig;
  readonly budget: {
    readonly maxSeconds?: number;
    readonly maxTokens?: number;
    readonly maxEpochs?: number;
  };
  readonly maxMemoryBytes: number | undefined;
  /** Writes graft.yaml into the graft folder. */
  readonly save: () => void;
}

export function openGraft(request: GraftRequest): OpenGraft {
  const path = resolve(request.from);
  if (!existsSync(path)) throw pipelineError('missing', 'nothing-there', { path: request.from });
  const isFolder = statSync(path).isDirectory();
  const yamlPath = isFolder ? join(path, graftFile) : path;
  const isWritten = existsSync(yamlPath) && /\.ya?ml$/i.test(yamlPath);
  const raw = isWritten ? readYaml(yamlPath) : rawFromTexts(path);
  const { textsFolder: textsPlace = '.', ...written } = parseConfig(applyFlags(raw, request), yamlPath);
  const isGraftFolder = isFolder && existsSync(join(path, '.madang'));
  const folder = resolve(request.folder ?? (isGraftFolder ? path : `${written.name}-graft`));
  const yamlFolder = existsSync(yamlPath) ? dirname(yamlPath) : dirname(path);
  const textsFolder = resolve(yamlFolder, textsPlace);
  const fromGraft = (place: string, from: string) => pathFrom(folder, resolve(from, place));
  const { replay, heldOut } = written.sourceText;
  const config: GraftConfig = {
    ...written,
    base: isPath(written.base, request.base === undefined ? yamlFolder : '.')
      ? fromGraft(written.base, request.base === undefined ? yamlFolder : '.')
      : written.base,
    sourceText: {
      ...(replay === undefined ? {} : { replay: fromGraft(replay, yamlFolder) }),
      ...(heldOut === undefined ? {} : { heldOut: fromGraft(heldOut, yamlFolder) }),
    },
  };
  refuseInsideTexts(folder, textsFolder, config);
  return {
    folder,
    textsFolder,
    config,
    budget: budgetOf(config),
    maxMemoryBytes: maxMemoryOf(config),
    save: () => {
      mkdirSync(folder, { recursive: true });
      if (folder === dirname(yamlPath)) return;
      const { version, name, ...rest } = config;
      const fromHere = { version, name, textsFolder: pathFrom(folder, textsFolder), ...rest };
      writeFileSync(join(folder, graftFile), writeGraftYaml(fromHere));
    },
  };
}

/** A base that is a file or folder here, not a name in the catalogue or on a hub. */
function isPath(base: string, from: string): boolean {
  if (isAbsolute(base) || catalogue.some(({ name }) => name === base)) return false;
  return base.startsWith('.') || existsSync(resolve(from, base));
}

/** Relative, so that graft and texts can be moved together. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/') || '.';
  return way.startsWith('.') || isAbsolute(way) ? way : `./${way}`;
}

function readYaml(path: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [problem] = document.errors;
  if (problem) throw pipelineError('input', 'broken-yaml', { path, reason: problem.message.split('\n')[0] ?? '' });
  const value: unknown = document.toJS();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw pipelineError('input', 'broken-yaml', { path, reason: 'it holds no keys' });
  }
  return value as Record<string, unknown>;
}

/** A folder, or a single file of text: one source, named after it. */
function rawFromTexts(path: string): Record<string, unknown> {
  const name = basename(path)
    .toLowerCase()
    .replace(/\.[a-z0-9.]+$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return { version: 1, name: name || 'my', sources: [{ path: basename(path) }] };
}

function applyFlags(raw: Record<string, unknown>, request: GraftRequest): Record<string, unknown> {
  const { base, language, maxTime, maxTokens, maxEpochs } = request;
  const newTokens = /^\d+$/.test(request.newTokens ?? '') ? Number(request.newTokens) : request.newTokens;
  const budget = { maxTime, maxTokens, maxEpochs };
  const isBudgetGiven = Object.values(budget).some((value) => value !== undefined);
  const given = Object.entries({
    base,
    language,
    newTokens,
    maxMemory: request.maxMemory,
    ...(isBudgetGiven ? budget : {}),
  });
  const merged: Record<string, unknown> = { ...raw };
  for (const [key, value] of given) {
    if (value !== undefined) merged[key] = value;
    else if (isBudgetGiven && key in budget) delete merged[key];
  }
  return mergeDeep(merged, request.set ?? {});
}

function mergeDeep(
  target: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...target };
  for (const [key, change] of Object.entries(changes)) {
    const before = merged[key];
    merged[key] = isPlainObject(before) && isPlainObject(change) ? mergeDeep(before, change) : change;
  }
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseConfig(raw: Record<string, unknown>, path: string): GraftConfig {
  const parsed = graftConfigSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(issue.path.filter((part) => typeof part === 'string'));
    throw pipelineError('input', 'unknown-key', {
      path,
      key: [...issue.path, key].join('.'),
      nearest: nearest(key, known) ?? known.join(', '),
    });
  }
  throw pipelineError('input', 'bad-value', {
    path,
    key: issue?.path.join('.') ?? '',
    reason: issue?.message ?? '',
  });
}

/** Keys that graft.yaml takes at a path, from the schema's JSON form. */
function knownKeys(path: readonly string[]): string[] {
  interface Described {
    readonly properties?: Readonly<Record<string, Described>>;
    readonly items?: Described;
  }
  let described: Described | undefined = z.toJSONSchema(graftConfigSchema, { io: 'input' }) as Described;
  for (const key of path) described = described?.properties?.[key]?.items ?? described?.properties?.[key];
  return Object.keys(described?.properties ?? {});
}

function maxMemoryOf({ maxMemory }: GraftConfig): number | undefined {
  if (maxMemory === undefined) return undefined;
  const bytes = parseMemory(maxMemory);
  if (bytes === undefined) throw pipelineError('usage', 'bad-memory', { text: maxMemory });
  return bytes;
}

function budgetOf(config: GraftConfig): OpenGraft['budget'] {
  const { maxTime, maxTokens, maxEpochs } = config;
  const maxSeconds = maxTime === undefined ? undefined : parseDuration(maxTime);
  if (maxTime !== undefined && maxSeconds === undefined) {
    throw pipelineError('usage', 'bad-duration', { text: maxTime });
  }
  if (maxSeconds === undefined && maxTokens === undefined && maxEpochs === undefined) return { maxSeconds: 600 };
  return {
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxEpochs === undefined ? {} : { maxEpochs }),
  };
}

/** A graft inside its own texts would read itself. */
function refuseInsideTexts(folder: string, textsFolder: string, config: GraftConfig): void {
  for (const { path } of config.sources) {
    const texts = resolve(textsFolder, path);
    if (folder === texts || folder.startsWith(texts + sep)) {
      throw pipelineError('usage', 'graft-inside-texts', { folder, texts });
    }
  }
}

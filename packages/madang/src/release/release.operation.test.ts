import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plainScorer } from '../engine/generators/plain-forward.fixture.ts';
import type { Comparison, Gate } from '../evaluate/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { hashFile } from '../kernel/hash.ts';
import { type Artifact, openStore } from '../kernel/store.ts';
import { type Adapter, writeAdapter } from '../model/adapter.ts';
import { ggufFileTypes } from '../model/contract.ts';
import { mergeAdapter } from '../model/merge.ts';
import { pseudoRandom, tinyModel } from '../model/tiny-model.fixture.ts';
import { proofsSchema } from './contract.ts';
import { type ReleaseInput, release } from './release.operation.ts';
import type { ReferenceScorer } from './verify.ts';

const base = tinyModel();
const adapter = randomAdapter();
const merged = { config: base.config, weights: mergeAdapter(base.weights, adapter) };
const proofText =
  '마당은 한국 집의 가운데에 있다. The courtyard lies in the middle of the house; the 12 doors open. '.repeat(3);
const measured = {
  base: 2,
  graft: 1.8,
  difference: -0.2,
  low: -0.3,
  high: -0.1,
  documents: 9,
  bytes: 900,
  textHash: '0',
};
const comparison: Comparison = {
  targetLanguage: measured,
  window: 1024,
  precision: 'float32',
  engine: 'onnxruntime',
  seed: 1,
  resamples: 1000,
};
const passed: Gate = {
  gate: 'pass',
  conditions: [{ name: 'target-better', outcome: 'pass', value: -0.1, bound: 0 }],
};
const failed: Gate = {
  gate: 'fail',
  conditions: [{ name: 'source-kept', outcome: 'fail', value: 0.05, bound: 0.03 }],
};

let root: string;
let artifacts: { documents: Artifact; corpus: Artifact; adapter: Artifact };
let events: MadangEvent[];
const effects: Effects = {
  emit: (event) => events.push(event),
  signal: new AbortController().signal,
  store: openStore,
  clock: Date.now,
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'madang-release-'));
  artifacts = await makeArtifacts('CC-BY-4.0');
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(() => {
  events = [];
});

describe('a release', () => {
  let graftFolder: string;
  const releases = () => join(graftFolder, 'releases', 'tiny');

  beforeAll(async () => {
    graftFolder = join(root, 'good');
    events = [];
    await release(inputOf({ graftFolder }), effects);
  });

  test('holds every file, and a record that names and hashes them', async () => {
    const folder = join(releases(), '0.1.0');
    const record = JSON.parse(await readFile(join(folder, 'record.json'), 'utf8'));
    expect(record.files.map(({ path }: { path: string }) => path)).toEqual([
      'Modelfile',
      'README.md',
      'adapter/adapter_config.json',
      'adapter/adapter_model.safetensors',
      'adapter/base.json',
      'hugging-face/config.json',
      'hugging-face/generation_config.json',
      'hugging-face/model.safetensors',
      'hugging-face/tokenizer.json',
      'hugging-face/tokenizer_config.json',
      'proofs.json',
      'tiny-F16.gguf',
      'tiny-Q8_0.gguf',
    ]);
    for (const { path, sha256 } of record.files) expect(await hashFile(join(folder, path))).toBe(sha256);
    expect(record).toMatchObject({ kind: 'release', facts: { name: 'tiny', version: '0.1.0', base: { ref: 'tiny' } } });
  });

  test('is proven', async () => {
    const { proofs } = proofsSchema.parse(JSON.parse(await readFile(join(releases(), '0.1.0', 'proofs.json'), 'utf8')));
    expect(proofs.map((proof) => `${proof.export} ${proof.check} ${proof.outcome}`)).toEqual([
      'hugging-face token-ids-equal pass',
      'hugging-face reopened pass',
      'peft reopened pass',
      'gguf-F16 token-ids-equal pass',
      'gguf-F16 bits-per-byte-within pass',
      'gguf-F16 argmax-equal pass',
      'gguf-Q8_0 token-ids-equal pass',
      'gguf-Q8_0 bits-per-byte-within pass',
    ]);
    const rounding = proofs.find(({ export: name, check }) => name === 'hugging-face' && check === 'reopened');
    expect(rounding?.value).toBeGreaterThan(0);
  });

  test('is written and proven in every type of GGUF, and tells where blocks do not fit', async () => {
    const folder = join(root, 'every-type');
    const input = inputOf({ graftFolder: folder });
    const quantizations = [...ggufFileTypes];
    await release({ ...input, config: { ...input.config, release: { version: '0.1.0', quantizations } } }, effects);
    const path = join(folder, 'releases', 'tiny', '0.1.0', 'proofs.json');
    const { proofs } = proofsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const written = proofs.filter(({ check }) => check === 'bits-per-byte-within').map((proof) => proof.export);
    expect(written).toEqual(ggufFileTypes.map((type) => `gguf-${type}`));
    const told = events.filter((event) => JSON.stringify(event).includes('coarse-blocks-do-not-fit'));
    expect(JSON.stringify(told)).toMatch(/Q4_K → Q5_0/);
  });

  test('says what it is and where it comes from', async () => {
    const card = await readFile(join(releases(), '0.1.0', 'README.md'), 'utf8');
    expect(card).toContain('# tiny 0.1.0');
    expect(card).toContain('dequantised from Q4_1');
    expect(card).toContain(base.hash);
    expect(card).not.toContain('FAILED GATE');
    const adapterBase = JSON.parse(await readFile(join(releases(), '0.1.0', 'adapter', 'base.json'), 'utf8'));
    expect(adapterBase).toEqual({ name: base.name, sha256: base.hash, storedAs: 'Q4_1' });
  });

  test('is not made again from the same parts, and never written over', async () => {
    const again = await release(inputOf({ graftFolder }), effects);
    expect(again).toMatchObject({ version: '0.1.0', reused: true });
    const other = await release(inputOf({ graftFolder, proofText: `${proofText} And more.` }), effects);
    expect(other).toMatchObject({ version: '0.1.1', reused: false });
    expect(events).toContainEqual(expect.objectContaining({ code: 'release/version-taken' }));
    expect((await readdir(releases())).sort()).toEqual(['0.1.0', '0.1.1']);
  });

  test('clears what a killed process left', async () => {
    await mkdir(join(releases(), '.partial-1-0.1.0'), { recursive: true });
    await writeFile(join(releases(), '.partial-1-0.1.0', 'half'), '');
    await release(inputOf({ graftFolder }), effects);
    expect(existsSync(join(releases(), '.partial-1-0.1.0'))).toBe(false);
  });
});

describe('a failed gate', () => {
  test('is refused by name, and nothing is written', async () => {
    const graftFolder = join(root, 'refused');
    const refusal = release(inputOf({ graftFolder, gate: failed }), effects);
    await expect(refusal).rejects.toMatchObject({ kind: 'gate', code: 'release/gate-failed', exitCode: 10 });
    await expect(refusal).rejects.toThrow('source-kept 0.05 > 0.03');
    expect(existsSync(graftFolder)).toBe(false);
  });

  test('is released only when asked, and the card begins with it', async () => {
    const graftFolder = join(root, 'allowed');
    const { folder } = await release(inputOf({ graftFolder, gate: failed, allowFailedGate: true }), effects);
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    expect(card.split(/^---$/m)[2]?.trim()).toMatch(/^> \*\*FAILED GATE\.\*\*/);
  });
});

test("passes the terms of the base's makers on", async () => {
  const graftFolder = join(root, 'llama');
  const licencePath = join(root, 'LICENSE-of-base');
  await writeFile(licencePath, 'LLAMA 3.2 COMMUNITY LICENSE AGREEMENT');
  const input = inputOf({ graftFolder, carried: { licence: 'llama3.2', licencePath } });
  const { folder } = await release({ ...input, config: { ...input.config, name: 'llama-tiny' } }, effects);
  expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe('LLAMA 3.2 COMMUNITY LICENSE AGREEMENT');
  expect(await readFile(join(folder, 'NOTICE'), 'utf8')).toMatch(
    /^Llama 3\.2 is licensed under the Llama 3\.2 Community License/,
  );
  const card = await readFile(join(folder, 'README.md'), 'utf8');
  expect(card).toContain('license: llama3.2');
  expect(card).toContain('**Built with Llama**');
  expect(card).toContain('earn money with it: under conditions');
  expect(events.some((event) => event.type === 'notice' && event.code === 'release/local-use-only')).toBe(false);

  const { folder: other } = await release(
    inputOf({ graftFolder, carried: { licence: 'llama3.2', licencePath } }),
    effects,
  );
  expect(await readFile(join(other, 'README.md'), 'utf8')).toContain(
    'must be called by a name that begins with "Llama"',
  );
});

test('a source without a licence keeps the release at home', async () => {
  const graftFolder = join(root, 'unlicensed');
  const unlicensed = await makeArtifacts('unknown');
  const { folder } = await release(inputOf({ graftFolder, documents: unlicensed.documents }), effects);
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('For local use only');
  expect(await readFile(join(folder, 'Modelfile'), 'utf8')).not.toContain('LICENSE');
  expect(events).toContainEqual(expect.objectContaining({ code: 'release/local-use-only' }));
});

test('without a second-best token, margins come from a float32 GGUF that is not kept', async () => {
  const graftFolder = join(root, 'without-top-two');
  const { score } = plainScorer(merged);
  const { folder, proofs } = await release(inputOf({ graftFolder, openScorer: opening({ score }) }), effects);
  expect(proofs.proofs.find(({ check }) => check === 'argmax-equal')?.outcome).toBe('pass');
  expect(await readdir(folder)).not.toContain('float32.gguf');
});

describe('nothing half-written is left', () => {
  test('when the files do not say what the trained model says', async () => {
    const graftFolder = join(root, 'unproven');
    const wrong = plainScorer(base);
    const refusal = release(inputOf({ graftFolder, openScorer: opening(wrong) }), effects);
    await expect(refusal).rejects.toMatchObject({ code: 'release/proofs-failed' });
    await expect(refusal).rejects.toThrow(/gguf-F16 bits-per-byte-within/);
    expect(await readdir(join(graftFolder, 'releases', 'tiny'))).toEqual([]);
  });

  test('when the engine dies', async () => {
    const graftFolder = join(root, 'dead');
    const scorer = { score: () => Promise.reject(new Error('out of memory')) };
    await expect(release(inputOf({ graftFolder, openScorer: opening(scorer) }), effects)).rejects.toThrow(
      'out of memory',
    );
    expect(await readdir(join(graftFolder, 'releases', 'tiny'))).toEqual([]);
  });

  test('when a record lacks what the card needs', async () => {
    const graftFolder = join(root, 'incomplete');
    const corpus = { ...artifacts.corpus, record: { ...artifacts.corpus.record, facts: {} } };
    await expect(release(inputOf({ graftFolder, corpus }), effects)).rejects.toMatchObject({
      code: 'release/record-incomplete',
    });
    expect(await readdir(join(graftFolder, 'releases', 'tiny'))).toEqual([]);
  });
});

function inputOf(more: Partial<ReleaseInput> & { graftFolder: string }): ReleaseInput {
  return {
    config: {
      name: 'tiny',
      base: 'tiny',
      language: 'ko',
      sourceLanguage: 'en',
      release: { version: '0.1.0', quantizations: ['F16', 'Q8_0'] },
    },
    base,
    start: base,
    carried: { licence: base.licence, licencePath: undefined },
    ...artifacts,
    comparison,
    gate: passed,
    allowFailedGate: false,
    proofText,
    openScorer: opening(plainScorer(merged)),
    ...more,
  };
}

function opening(scorer: ReferenceScorer): ReleaseInput['openScorer'] {
  return async () => ({ ...scorer, async [Symbol.asyncDispose]() {} });
}

function randomAdapter(): Adapter {
  const rank = 4;
  const linears = base.weights.names.filter((name) => name.includes('_proj'));
  const modules = linears.map((name, place) => {
    const [out = 0, into = 0] = base.weights.shape(name);
    const a = pseudoRandom(2 * place, rank * into).map((value) => value * 0.5);
    const b = pseudoRandom(2 * place + 1, out * rank).map((value) => value * 0.2);
    return [name, { a, b }] as const;
  });
  return { rank, alpha: 8, rankStabilized: false, modules: new Map(modules), trainedRows: new Map() };
}

async function makeArtifacts(licence: string) {
  const store = await openStore(join(root, `graft-${licence}`));
  const make = (kind: string, facts: Readonly<{ [name: string]: unknown }>, write: (folder: string) => Promise<void>) =>
    store.produce({ kind, operation: kind, revision: 1, inputs: {}, settings: { rank: 4 } }, async (folder) => {
      await write(folder);
      return { facts };
    });
  const size = { documents: 3, bytes: 300 };
  const source = { path: 'texts', title: 'Tales', licence, files: 1, failures: 0, ...size };
  const nothing = async () => {};
  return {
    documents: await make('documents', { sources: [source] }, nothing),
    corpus: await make(
      'corpus',
      { language: 'ko', heldOutBy: 'parent', verdicts: { kept: size }, train: size, heldOut: size, examples: [] },
      nothing,
    ),
    adapter: await make('adapter', { training: trainingFacts }, (folder) =>
      writeAdapter(folder, adapter, { baseName: base.name, baseHash: base.hash, storedAs: base.storedAs }),
    ),
  };
}

const trainingFacts = {
  engine: 'onnxruntime',
  precision: 'float32',
  steps: 10,
  trainedTokens: 20_480,
  elapsedSeconds: 60,
  tokensPerSecond: 341,
  peakMemoryBytes: 1_000_000,
  forecast: { steps: 10, trainedTokens: 20_480, seconds: 61, memoryBytes: 1_000_000, diskBytes: 1_000 },
  targetTextTokens: 15_000,
  epochs: 1,
};

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Effects } from '../kernel/effects.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { openStore } from '../kernel/store.ts';
import { exportGguf } from '../model/export-gguf.ts';
import { exportHuggingFace } from '../model/export-hugging-face.ts';
import { tinyConfig, tinyModel } from '../model/tiny-model.fixture.ts';
import { type ChatInput, type ChatResult, chat, chatOperation } from './chat.operation.ts';

let folder: string;
let events: MadangEvent[];
const stopped = new AbortController();

function effectsOf(signal = stopped.signal): Effects {
  return { emit: (event) => events.push(event), signal, store: openStore, clock: Date.now };
}

async function writeRelease(graft: string, version: string, startedAt: string, baseRef: string): Promise<string> {
  const release = join(folder, graft, 'releases', 'tiny', version);
  await mkdir(release, { recursive: true });
  const { config, tokenizerJson, chatTemplate, weights } = tinyModel(tinyConfig, 2);
  const model = { config, tokenizerJson, chatTemplate, weights, name: 'tiny', licence: 'mit' };
  await exportGguf(join(release, 'tiny-F16.gguf'), { ...model, type: 'F16' });
  await exportGguf(join(release, 'tiny-Q8_0.gguf'), { ...model, type: 'Q8_0' });
  const record = { kind: 'release', startedAt, facts: { name: 'tiny', version, base: { ref: baseRef } } };
  await writeFile(join(release, 'record.json'), JSON.stringify(record));
  return release;
}

function inputOf(release: string, more: Partial<ChatInput> = {}): ChatInput {
  return { ...chatOperation.input.parse({ release }), maxTokens: 5, contextTokens: 256, threads: 1, ...more };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-chat-'));
  vi.stubEnv('MADANG_HOME', join(folder, 'home'));
  const { config, tokenizerJson, chatTemplate, weights } = tinyModel();
  const base = join(folder, 'graft', 'base');
  await exportHuggingFace(base, { config, tokenizerJson, chatTemplate, weights, type: 'F32' });
  await writeRelease('graft', '0.1.0', '2026-01-01T00:00:00.000Z', './base');
  await writeRelease('graft', '0.1.1', '2026-01-02T00:00:00.000Z', './base');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  events = [];
});
events = [];

test('a prompt gets one answer, of the newest release of a graft', async () => {
  const graft = join(folder, 'graft');
  const result = (await chat(inputOf(graft, { prompt: '안녕?' }), effectsOf())) as ChatResult & { model: string };
  expect(result).toMatchObject({ prompt: '안녕?', model: 'tiny 0.1.1' });
  const notice = events.find((event) => event.type === 'notice');
  expect(notice?.code).toBe('serve/chat-with');
  expect(JSON.stringify(notice?.values)).toContain('tiny-Q8_0.gguf');
});

test('the base answers beside the graft, from an F16 GGUF that is made once', async () => {
  const release = join(folder, 'graft', 'releases', 'tiny', '0.1.0');
  const input = inputOf(release, { prompt: 'hello', compare: true });
  const first = await chat(input, effectsOf());
  expect(first).toMatchObject({ model: 'tiny 0.1.0', base: { ended: expect.any(Boolean) } });
  const made = () => events.filter((event) => event.type === 'notice' && event.code === 'serve/making-base').length;
  expect(made()).toBe(1);
  const second = await chat(input, effectsOf());
  expect(made()).toBe(1);
  expect(second).toEqual(first);
  const kept = await readdir(join(folder, 'home', 'gguf'));
  expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{64}-F16\.gguf$/)]);
});

test('a conversation: messages in, answers out, /new and /bye', async () => {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const talking = chat(inputOf(join(folder, 'graft')), effectsOf(), { stdin, stdout });
  stdin.end('hello\n\n/new\nand you?\n/bye\nnot read\n');
  expect(await talking).toEqual({ turns: 2 });
  stdout.end();
  const said = (await stdout.toArray()).join('');
  expect(said.split('\n').length).toBeGreaterThanOrEqual(3);
});

test('a conversation ends when the process is told to stop', async () => {
  const stdin = new PassThrough();
  const stop = new AbortController();
  const talking = chat(inputOf(join(folder, 'graft'), { maxTokens: 100 }), effectsOf(stop.signal), {
    stdin,
    stdout: new PassThrough(),
  });
  stdin.write('tell me everything\n');
  setTimeout(() => stop.abort(), 50);
  expect(await talking).toMatchObject({ turns: expect.any(Number) });
});

test('what there is not is said', async () => {
  const nowhere = inputOf(join(folder, 'nowhere'), { prompt: 'x' });
  await expect(chat(nowhere, effectsOf())).rejects.toMatchObject({ code: 'serve/no-release', kind: 'missing' });
  const gguf = join(folder, 'graft', 'releases', 'tiny', '0.1.0', 'tiny-F16.gguf');
  const lone = inputOf(gguf, { prompt: 'x', compare: true });
  await expect(chat(lone, effectsOf())).rejects.toMatchObject({ code: 'serve/no-base-named' });
});

// Large files: in parallel ranges, and taken up again after kill -9.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { quietEffects } from '../real-base.fixture.ts';
import { type HubServer, openHubServer } from './hub-server.fixture.ts';
import { downloadSnapshot } from './hub-snapshot.ts';
import { realOutside } from './outside.ts';

const mebibyte = 2 ** 20;
const sizeBytes = 70 * mebibyte + 123;
const root = mkdtempSync(join(tmpdir(), 'madang-hub-large-'));
const reference = { repository: 'org/tiny', revision: 'main' };
const weightsFile = 'model.safetensors';
const bytes = Buffer.alloc(sizeBytes);
let hub: HubServer;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  hub = await openHubServer();
  for (let at = 0; at + 4 <= sizeBytes; at += 4096) bytes.writeUInt32LE(at, at);
  hub.files.set(weightsFile, bytes);
  hub.files.set('config.json', Buffer.from('{}'));
  hub.files.set('tokenizer.json', Buffer.from('{}'));
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  hub.reset();
  environment = { HF_ENDPOINT: hub.endpoint, HF_HOME: mkdtempSync(join(root, 'home-')) };
});

const rangesAsked = () =>
  hub.requests.flatMap(({ server, range }) => {
    const [, start, end] = (server === 'cdn' && /^bytes=(\d+)-(\d+)$/.exec(range ?? '')) || [];
    return start === undefined ? [] : [{ start: Number(start), end: Number(end) + 1 }];
  });

it('comes in ranges that are the whole file once, several at a time', async () => {
  let most = 0;
  let open = 0;
  const counting: typeof fetch = async (url, options) => {
    const response = await fetch(url, options);
    if (response.status !== 206 || !response.body) return response;
    open += 1;
    most = Math.max(most, open);
    const close = () => {
      open -= 1;
    };
    const body = response.body.pipeThrough(new TransformStream({ flush: close }));
    return new Response(body, response);
  };
  const { path } = await downloadSnapshot(reference, quietEffects(), { ...realOutside, fetch: counting, environment });
  expect(readFileSync(join(path, weightsFile)).equals(bytes)).toBe(true);
  const ranges = rangesAsked().sort((a, b) => a.start - b.start);
  expect(ranges.map(({ end }) => end)).toEqual([...ranges.slice(1).map(({ start }) => start), sizeBytes]);
  expect(ranges).toHaveLength(5);
  expect(most).toBeGreaterThan(1);
});

it('goes on after kill -9 with what had come', async () => {
  hub.faults.bytesPerSecond = 30 * mebibyte;
  const script = `
    import { downloadSnapshot } from ${JSON.stringify(new URL('./hub-snapshot.ts', import.meta.url).href)};
    import { realOutside } from ${JSON.stringify(new URL('./outside.ts', import.meta.url).href)};
    const effects = { emit: () => {}, signal: new AbortController().signal, clock: Date.now };
    await downloadSnapshot(${JSON.stringify(reference)}, effects, realOutside);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  while (hub.sentBytes < 40 * mebibyte && child.exitCode === null) await new Promise((later) => setTimeout(later, 10));
  child.kill('SIGKILL');
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');

  hub.reset();
  const { path } = await downloadSnapshot(reference, quietEffects(), { ...realOutside, environment });
  expect(readFileSync(join(path, weightsFile)).equals(bytes)).toBe(true);
  const askedBytes = rangesAsked().reduce((sum, { start, end }) => sum + end - start, 0);
  // four streams lose a journal's step each, and what the system still held for the dead process
  expect(askedBytes).toBeLessThan(sizeBytes - 15 * mebibyte);
  expect(askedBytes).toBeGreaterThan(sizeBytes - 50 * mebibyte);
});

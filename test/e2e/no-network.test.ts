// No engine tries a network connection: each runs in a process whose network calls strace writes down. The switch
// against onnxruntime's telemetry is set by our loader alone. Linux with strace; skipped elsewhere.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOpenvino } from '../../packages/madang/src/engine/fetch-openvino.ts';
import { cacheHome } from '../../packages/madang/src/kernel/homes.ts';
import { exportGguf } from '../../packages/madang/src/model/export-gguf.ts';
import { tinyModel } from '../../packages/madang/src/model/tiny-model.fixture.ts';
import { filesIn } from './tiny-graft.fixture.ts';

const script = join(import.meta.dirname, 'run-tiny-graph.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'madang-network-'));
const gguf = join(folder, 'tiny.gguf');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const { config, tokenizerJson, chatTemplate, weights, name, licence } = tinyModel();
  await exportGguf(gguf, { config, tokenizerJson, chatTemplate, weights, type: 'F16', name, licence });
});

const openvino = findOpenvino();
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
/** Where name services and system daemons listen; a library that asks them wants an address. */
const nameServices = /nscd|resolve|dns/i;

describe.skipIf(!canTrace)('under strace (skipped where it is not installed or may not trace)', () => {
  test('a connection is seen when there is one', async () => {
    const { calls } = await traced('connect');
    expect(outward(calls).join('\n')).toContain('203.0.113.1');
  });

  test('telemetry is seen where our loader does not switch it off', async () => {
    const { left, calls } = await traced('unswitched');
    expect(left.join('\n')).toMatch(/Microsoft|mat-debug/);
    expect(calls.join('\n')).toContain('machine-id');
  });

  const engines = ['onnxruntime', 'llama', ...(openvino ? ['openvino'] : [])];
  test.each(engines)('%s opens no socket to anywhere, asks for no name, leaves nothing', async (kind) => {
    const { calls, stdout, code, left } = await traced(kind, gguf);
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
    expect(outward(calls)).toEqual([]);
    expect(calls.filter((call) => call.includes('machine-id'))).toEqual([]);
    expect(left).toEqual([]);
  });
});

async function traced(...words: string[]) {
  const log = join(folder, `${words[0]}.strace`);
  const home = mkdtempSync(join(folder, 'home-'));
  // onnxruntime is quiet by itself where CI is set: it must be our loader that makes it quiet
  const { ORT_DISABLE_TELEMETRY: _switch, CI: _ci, ...given } = process.env;
  // engines are found where they are; what a library writes shows in a home of its own
  const places = { HOME: home, XDG_CACHE_HOME: home, TMPDIR: home, MADANG_HOME: cacheHome() };
  const flags = ['-f', '-e', 'trace=network,open,openat', '-o', log];
  const child = spawn('strace', [...flags, process.execPath, script, ...words], {
    env: { ...given, ...places },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { calls: readFileSync(log, 'utf8').split('\n'), stdout, code, left: filesIn(home) };
}

/** Calls on sockets of the internet, or that ask a name service of this machine. */
function outward(calls: readonly string[]): string[] {
  return calls.filter((call) => {
    if (/\b(socket|connect|sendto|sendmsg|sendmmsg|bind)\(/.test(call) && /AF_INET6?\b/.test(call)) return true;
    return call.includes('AF_UNIX') && nameServices.test(call);
  });
}

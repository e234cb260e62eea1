// What `madang doctor` looks at, as data; the sentences are made for the terminal's language afterwards.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { readHubSettings } from '../model/sources/hub-settings.ts';

const run = promisify(execFile);

/** What a graft of a 135M model takes, rounded up: the trainer's forecast, and artifacts with a release. */
const graftMemoryBytes = 5e9;
const graftDiskBytes = 3e9;
/** The openvino wheel unpacked and a converted base. */
const cacheBytes = 1e9;
const hubTimeoutMs = 3000;

export type CheckName =
  | 'processor'
  | 'float32'
  | 'bfloat16'
  | 'memory'
  | 'folder'
  | 'cache'
  | 'hub'
  | 'python'
  | 'node'
  | 'onnxruntime'
  | 'openvino';

export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What was seen; empty when it was not there. */
  readonly seen: Readonly<Record<string, string | number>>;
}

const interestingFeatures = ['avx2', 'avx512f', 'avx512_bf16', 'amx_tile', 'amx_bf16', 'asimd', 'bf16', 'sve'];

export function checkProcessor(): Check {
  const present = new Set(processorFlags());
  const features = interestingFeatures.filter((feature) => present.has(feature)).join(' ');
  const model = cpus()[0]?.model.trim() || process.arch;
  return { name: 'processor', ok: true, seen: { model, threads: availableParallelism(), features } };
}

export function checkMemory(): Check {
  const freeBytes = availableMemoryBytes();
  return { name: 'memory', ok: freeBytes >= graftMemoryBytes, seen: { freeBytes, totalBytes: totalmem() } };
}

export async function checkDisk(name: 'folder' | 'cache', folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(nearestExisting(folder));
  const freeBytes = bavail * bsize;
  return { name, ok: freeBytes >= (name === 'folder' ? graftDiskBytes : cacheBytes), seen: { freeBytes, folder } };
}

export async function checkHub(environment: NodeJS.ProcessEnv, get: typeof fetch = fetch): Promise<Check> {
  const { endpoint } = readHubSettings(environment);
  const startedMs = performance.now();
  try {
    const { host } = new URL(endpoint);
    await get(endpoint, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(hubTimeoutMs) });
    return { name: 'hub', ok: true, seen: { host, milliseconds: Math.round(performance.now() - startedMs) } };
  } catch {
    return { name: 'hub', ok: false, seen: { host: endpoint } };
  }
}

export async function checkPython(): Promise<Check> {
  try {
    const { stdout } = await run('python3', ['-m', 'pip', '--version'], { timeout: 20_000 });
    return { name: 'python', ok: true, seen: { version: stdout.trim().replace(/ from .* \(/, ' (') } };
  } catch {
    return { name: 'python', ok: false, seen: {} };
  }
}

export function checkNode(): Check {
  const { node } = process.versions;
  return { name: 'node', ok: Number(node.split('.')[0]) >= 24, seen: { version: node } };
}

export function checkOnnxruntime(): Check {
  try {
    const path = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return { name: 'onnxruntime', ok: true, seen: { version } };
  } catch {
    return { name: 'onnxruntime', ok: false, seen: {} };
  }
}

export async function checkOpenvino(): Promise<Check> {
  const { findOpenvino } = await import('../engine/fetch-openvino.ts');
  const library = findOpenvino();
  return { name: 'openvino', ok: true, seen: library === undefined ? {} : { version: library } };
}

/** Times one product as training does it, with openvino where it has been fetched; nothing seen where no engine runs. */
export async function checkSpeed(name: 'float32' | 'bfloat16'): Promise<Check> {
  try {
    const { openExecutor } = await import('../engine/open-executor.ts');
    const { timeGemm } = await import('../engine/time-gemm.ts');
    const { findOpenvino } = await import('../engine/fetch-openvino.ts');
    const engine = findOpenvino() === undefined ? 'onnxruntime' : 'openvino';
    if (engine === 'onnxruntime' && name === 'bfloat16') return { name, ok: true, seen: {} };
    await using executor = await openExecutor({ engine, precision: name });
    return { name, ok: true, seen: { gigaflops: Math.round(await timeGemm(executor)), engine } };
  } catch {
    return { name, ok: name === 'bfloat16', seen: {} };
  }
}

function processorFlags(): string[] {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return (line?.[1] ?? '').split(' ');
  } catch {
    return [];
  }
}

/** Linux counts what caches would give back; elsewhere Node's own figure. */
function availableMemoryBytes(): number {
  try {
    const line = /^MemAvailable:\s*(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    return line ? Number(line[1]) * 1024 : freemem();
  } catch {
    return freemem();
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

// Starts the trainer as a child process and passes its events on. The parent survives its death, out of memory
// included; a stop request is handed to it, and it ends itself when the parent is gone.
import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Effects } from '../kernel/effects.ts';
import { eventSchema } from '../kernel/events.ts';

export interface TrainerEnd {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** The last of what it wrote to standard error. */
  readonly lastWords: string;
}

/** glibc would give big blocks back to the system and fault them in again at every step. */
export const allocatorEnvironment = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '268435456',
} as const;

/** Longest tail of standard error that is kept. */
const keptCharacters = 4000;

export function runTrainer(runFolder: string, effects: Pick<Effects, 'emit' | 'signal'>): Promise<TrainerEnd> {
  const self = fileURLToPath(import.meta.url);
  const trainer = fileURLToPath(new URL(`./trainer${extname(self)}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [trainer, runFolder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...allocatorEnvironment },
    });
    const stop = () => child.kill('SIGTERM');
    effects.signal.addEventListener('abort', stop, { once: true });
    if (effects.signal.aborted) stop();

    let lastWords = '';
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString('utf8')).slice(-keptCharacters);
    });
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const event = parseEvent(line);
      if (event) effects.emit(event);
    });
    child.on('error', reject);
    child.on('close', (exitCode, killedBy) => {
      effects.signal.removeEventListener('abort', stop);
      resolve({ exitCode, killedBy, lastWords });
    });
  });
}

/** Undefined for a line that is no event (a library wrote to standard output, or the trainer was cut off). */
function parseEvent(line: string) {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

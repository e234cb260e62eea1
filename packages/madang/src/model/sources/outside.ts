// What fetching a base needs from outside: the network, a process runner, the environment, time. Tests give their own.
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

export interface ProcessResult {
  /** Undefined: the program could not be started. */
  readonly exitCode: number | undefined;
  readonly output: string;
}

export type RunProcess = (
  command: string,
  parameters: readonly string[],
  signal: AbortSignal,
) => Promise<ProcessResult>;

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export interface Outside {
  readonly fetch: typeof fetch;
  readonly runProcess: RunProcess;
  readonly environment: NodeJS.ProcessEnv;
  readonly wait: Wait;
}

/** Enough for the last lines of any tool; the rest is dropped. */
const maximumOutputCharacters = 100_000;

export const runProcess: RunProcess = (command, parameters, signal) =>
  new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-maximumOutputCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      if (signal.aborted) reject(error);
      else resolve({ exitCode: undefined, output: error.message });
    });
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });

const wait: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

export const realOutside: Outside = { fetch: globalThis.fetch, runProcess, environment: process.env, wait };

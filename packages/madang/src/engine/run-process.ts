// Runs another program and collects what it prints; a program that cannot be started counts as exit code 127.
import { spawn } from 'node:child_process';

export interface ProcessOutcome {
  readonly exitCode: number;
  /** Standard output and standard error together. */
  readonly output: string;
}

export type RunProcess = (command: string, parameters: readonly string[]) => Promise<ProcessOutcome>;

export const runProcess: RunProcess = (command, parameters) =>
  new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ exitCode: 127, output: error.message }));
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });

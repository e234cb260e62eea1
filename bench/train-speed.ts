// Times one training step of Madang's engines beside PyTorch's on this machine, each as a whole process, in turn:
// A B C … A B C …, so that a drift of the machine touches all. Prints the tables and writes
// docs/reference/bench-train-speed.md. See README.md for the flags and for what a quiet machine means.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { CONTESTANTS, type Contestant, type StepLine } from './contestants.ts';
import { type Figure, summarise, writeFiguresTable, writeGoalsTable, writeRatiosTable } from './speed-table.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    steps: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    cap: { type: 'string' },
    'no-write': { type: 'boolean', default: false },
  },
});
/** Older processors, as far as the libraries let themselves be capped: oneDNN (OpenVINO, PyTorch) and ATen do. */
const caps: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  avx2: { ONEDNN_MAX_CPU_ISA: 'AVX2', ATEN_CPU_CAPABILITY: 'avx2' },
  avx512: { ONEDNN_MAX_CPU_ISA: 'AVX512_CORE', ATEN_CPU_CAPABILITY: 'avx512' },
};
const capped = flags.cap === undefined ? {} : caps[flags.cap];
if (!capped) throw new Error(`found --cap ${flags.cap}; expected one of: ${Object.keys(caps).join(', ')}`);
const pageName = ['bench-train-speed', flags.cap].filter((part) => part !== undefined).join('-');
const PAGE = new URL(`../docs/reference/${pageName}.md`, import.meta.url);

const wanted = flags.only.split(',').filter(Boolean);
const contestants = CONTESTANTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (contestants.length === 0) {
  const names = CONTESTANTS.map(({ name }) => name).join(', ');
  throw new Error(`found no contestant named like "${flags.only}"; expected part of: ${names}`);
}
const python = contestants.some(({ language }) => language === 'python') ? await findPython() : '';
const loadAtStart = loadavg()[0] ?? 0;
const lines = new Map<string, StepLine[]>();
const failures = new Map<string, string>();

for (let round = 1; round <= Number(flags.rounds); round++) {
  for (const contestant of contestants) {
    if (failures.has(contestant.name)) continue;
    process.stderr.write(`round ${round}: ${contestant.name} … `);
    try {
      const line = await runContestant(contestant);
      lines.set(contestant.name, [...(lines.get(contestant.name) ?? []), line]);
      process.stderr.write(`${line.tokensPerSecond.toFixed(0)} tokens/s\n`);
    } catch (error) {
      failures.set(contestant.name, (error as Error).message);
      process.stderr.write(`failed: ${(error as Error).message}\n`);
    }
  }
}

const figures = new Map<string, Figure>();
for (const [name, found] of lines) {
  const figure = summarise(found);
  if (figure !== undefined && !failures.has(name)) figures.set(name, figure);
}
const page = writePage();
process.stdout.write(page);
if (!flags['no-write']) {
  mkdirSync(new URL('.', PAGE), { recursive: true });
  writeFileSync(PAGE, page);
}
process.exitCode = failures.size > 0 ? 1 : 0;

async function runContestant({ language, command: [script, ...own] }: Contestant): Promise<StepLine> {
  const program = language === 'python' ? python : process.execPath;
  const file = new URL(script, import.meta.url).pathname;
  const output = await runToEnd(program, [file, ...own, '--warm-up', flags['warm-up'], '--steps', flags.steps]);
  const line = JSON.parse(output.trim().split('\n').at(-1) ?? '') as StepLine;
  if (!Number.isFinite(line.tokensPerSecond) || !Number.isFinite(line.peakMemoryBytes) || !line.stepsSeconds.length) {
    throw new Error(`${script} printed no step line, but: ${output.trim().slice(-200)}`);
  }
  return line;
}

async function findPython(): Promise<string> {
  const output = await runToEnd('sh', [new URL('make-peers-venv.sh', import.meta.url).pathname]);
  return output.trim().split('\n').at(-1) ?? '';
}

/** Standard output of a process that must end well; otherwise the last line that names an error is the reason. */
function runToEnd(program: string, programFlags: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programFlags, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...capped },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const said = errors.trim().split('\n');
      const reason = said.findLast((line) => /error/i.test(line)) ?? said.at(-1);
      code === 0 ? resolve(output) : reject(new Error(reason || `ended by ${signal ?? `exit code ${code}`}`));
    });
  });
}

function writePage(): string {
  const only = flags.only === '' ? '' : ` --only ${flags.only}`;
  const cap = flags.cap === undefined ? '' : ` --cap ${flags.cap}`;
  const versions = new Set([...lines.values()].flat().flatMap(({ version }) => version ?? []));
  return `# Training speed and memory beside PyTorch

Made by \`node bench/train-speed.ts --rounds ${flags.rounds} --steps ${flags.steps} --warm-up ${flags['warm-up']}${only}${cap}\`; do not edit.

- Processor: ${describeProcessor()}${flags.cap === undefined ? '' : `, capped to ${flags.cap} where the libraries obey`}; memory ${(totalmem() / 1e9).toFixed(0)} GB; load before the first run ${loadAtStart.toFixed(2)}
- Software: Node ${process.versions.node}${[...versions].map((version) => `, ${version}`).join('')}
- Step: SmolLM2-135M's shape, random weights, LoRA r = 16 on all linears or all weights (full), 4 x 512 tokens, forward +
  backward + AdamW

${writeFiguresTable(figures, failures)}

Ratios, ours over theirs: above 1 is faster, and takes more memory.

${writeRatiosTable(figures)}

${writeGoalsTable(figures)}
`;
}

function describeProcessor(): string {
  const name = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads`;
  if (process.platform !== 'linux') return name;
  const information = readFileSync('/proc/cpuinfo', 'utf8');
  const paying = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16'].filter((flag) => information.includes(` ${flag}`));
  return `${name} (${paying.join(', ') || 'no vector extension found'})`;
}

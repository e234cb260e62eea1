// Makes `assets/chat/<hash12>.jsonl`: a base's own greedy answers to the shipped prompts, through llama.cpp in F16.
//   node packages/madang/scripts/answer-prompts.ts smollm2-135m-instruct
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLlama } from '../src/engine/generators/llama-cpp.ts';
import { openStore } from '../src/kernel/store.ts';
import { getBase } from '../src/model/get-base.operation.ts';
import { openModel } from '../src/model/open-model.ts';
import { answerTokens, promptText } from '../src/pipelines/source-material.ts';
import { baseGguf } from '../src/serve/base-gguf.ts';

const ref = process.argv[2] ?? 'smollm2-135m-instruct';
const effects = {
  emit: () => {},
  signal: new AbortController().signal,
  store: openStore,
  clock: Date.now,
};
const assets = fileURLToPath(new URL('../assets/chat/', import.meta.url));
const base = await getBase({ ref }, effects);
using model = await openModel(base.path);
const path = join(assets, `${base.hash.slice(0, 12)}.jsonl`);
const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
const known = new Map(lines.map((line) => [JSON.parse(line).id as string, line]));

await using llama = await openLlama(await baseGguf(ref, effects), { contextTokens: 512 });
const prompts = readFileSync(join(assets, 'prompts.jsonl'), 'utf8').split('\n').filter(Boolean);
for (const line of prompts) {
  const { id, prompt } = JSON.parse(line) as { id: string; prompt: string };
  if (known.has(id)) continue;
  const { text, ended } = await llama.complete(promptText(model, prompt), { maxTokens: answerTokens });
  known.set(id, JSON.stringify({ id, answer: text, ended }));
  writeFileSync(path, `${[...known.values()].join('\n')}\n`);
}

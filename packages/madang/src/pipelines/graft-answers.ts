// Lets base and graft speak through llama.cpp in F16: prompts continued before and after, and the graft's answers to
// the gate's prompts. Leaves an `answers` artifact: continuations.json, answers.jsonl ({text, ended} a line).
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openLlama } from '../engine/generators/llama-cpp.ts';
import type { Document } from '../intake/contract.ts';
import type { Effects } from '../kernel/effects.ts';
import { progressOf } from '../kernel/events.ts';
import type { Artifact } from '../kernel/store.ts';
import type { OpenModel, Weights } from '../model/contract.ts';
import { exportGguf } from '../model/export-gguf.ts';
import type { Base } from '../model/get-base.operation.ts';
import { baseGguf } from '../serve/base-gguf.ts';
import type { OpenGraft } from './open-graft.ts';
import { answerTokens, type GateItem, promptText } from './source-material.ts';

const revision = 2;
const continuationTokens = 48;
const chosenPrompts = 3;
const promptCharacters = 24;

const continuationSchema = z.object({ prompt: z.string(), before: z.string(), after: z.string() });
const answerSchema = z.object({ text: z.string(), ended: z.boolean() });

export interface AnswersInput {
  readonly graft: OpenGraft;
  readonly base: Base;
  readonly model: OpenModel;
  readonly merged: Weights;
  readonly adapter: Artifact;
  readonly gate: readonly GateItem[];
  readonly prompts: readonly string[];
}

export async function answerWithBoth(input: AnswersInput, effects: Effects): Promise<Artifact> {
  const { graft, base, model, merged, adapter, gate, prompts } = input;
  const store = await effects.store(graft.folder);
  const spec = {
    kind: 'answers',
    operation: 'answers',
    revision,
    inputs: { adapter: { address: 'adapter', hash: adapter.hash }, base: { address: base.ref, hash: base.hash } },
    settings: { prompts, gate: gate.map(({ prompt }) => prompt), answerTokens, continuationTokens },
  };
  return store.produce(spec, async (folder) => {
    const progress = progressOf(effects, 'answers', 'texts', gate.length + 2 * prompts.length);
    const continueAll = async (ggufPath: string): Promise<string[]> => {
      await using llama = await openLlama(ggufPath, { contextTokens: 512 });
      const texts: string[] = [];
      for (const prompt of prompts) {
        texts.push((await llama.complete(llama.tokenize(prompt), { maxTokens: continuationTokens })).text);
        progress(1);
      }
      return texts;
    };
    const before = await continueAll(await baseGguf(base.ref, effects));

    const ggufPath = join(folder, 'graft-F16.gguf');
    const { config, tokenizerJson, chatTemplate, name, licence } = model;
    await exportGguf(ggufPath, { config, tokenizerJson, chatTemplate, weights: merged, type: 'F16', name, licence });
    const after = await continueAll(ggufPath);
    const answers = await answerAll(ggufPath, input, progress, effects);
    await rm(ggufPath);

    const continuations = prompts.map((prompt, index) => ({
      prompt,
      before: before[index] ?? '',
      after: after[index] ?? '',
    }));
    await writeFile(join(folder, 'continuations.json'), `${JSON.stringify(continuations, null, 2)}\n`);
    await writeFile(join(folder, 'answers.jsonl'), answers.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return { counts: { answers: answers.length, continuations: continuations.length } };
  });
}

async function answerAll(
  ggufPath: string,
  { gate, model }: AnswersInput,
  progress: (amount: number) => void,
  effects: Effects,
): Promise<z.infer<typeof answerSchema>[]> {
  await using llama = await openLlama(ggufPath, { contextTokens: 512 });
  const answers: z.infer<typeof answerSchema>[] = [];
  for (const { prompt } of gate) {
    effects.signal.throwIfAborted();
    const { text, ended } = await llama.complete(promptText(model, prompt), { maxTokens: answerTokens });
    answers.push({ text, ended });
    progress(1);
  }
  return answers;
}

export async function readAnswers(artifact: Artifact) {
  const continuations = JSON.parse(await readFile(join(artifact.folder, 'continuations.json'), 'utf8'));
  const lines = (await readFile(join(artifact.folder, 'answers.jsonl'), 'utf8')).split('\n');
  return {
    continuations: z.array(continuationSchema).parse(continuations),
    answers: lines.filter((line) => line !== '').map((line) => answerSchema.parse(JSON.parse(line))),
  };
}

/** The graft's own prompts, else the beginnings of a few held-out texts, cut at a space. */
export function continuedPrompts(graft: OpenGraft, heldOut: readonly Document[]): string[] {
  if (graft.config.prompts.length > 0) return graft.config.prompts;
  const parents = new Map(heldOut.map((document) => [document.parent, document]));
  return [...parents.values()].slice(0, chosenPrompts).map(({ text }) => {
    const beginning = text.slice(0, promptCharacters).split('\n')[0] ?? '';
    return beginning.replace(/\s\S*$/, '') || beginning;
  });
}

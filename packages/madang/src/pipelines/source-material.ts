// What holds the base to what it already could: source-language text to replay and to measure on, and, for a chat
// base, prompts with the base's own answers. English text and the catalogue base's answers are shipped in `assets/`;
// another base answers once. Leaves a `source-material` artifact:
//   replay.jsonl, held-out.jsonl   documents of the source language, absent where there is no text
//   chat.jsonl                     {context, answer}: rendered conversations to train on
//   gate.jsonl                     {prompt, answer, ended, facts?}: the base's answers that the gate compares with
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openLlama } from '../engine/generators/llama-cpp.ts';
import { type Document, type DocumentId, documentIdSchema } from '../intake/contract.ts';
import { readDocuments, writeDocuments } from '../intake/read-documents.ts';
import type { Effects } from '../kernel/effects.ts';
import { progressOf } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import type { OpenModel } from '../model/contract.ts';
import type { Base } from '../model/get-base.operation.ts';
import { baseGguf } from '../serve/base-gguf.ts';
import { renderChat } from '../serve/chat-template.ts';
import { pipelineNotice } from './errors.ts';
import type { OpenGraft } from './open-graft.ts';

const revision = 1;
/** Longest answer that is asked of a base, and compared. */
export const answerTokens = 60;
/** A base that no answers are shipped for answers so many replay prompts. */
const generatedReplayPrompts = 150;

const assets = fileURLToPath(new URL('../../assets/', import.meta.url));

const promptSchema = z.object({
  id: z.string(),
  prompt: z.string(),
  use: z.enum(['gate', 'replay']),
  facts: z.array(z.string()).optional(),
});
const answeredSchema = z.object({ id: z.string(), answer: z.string(), ended: z.boolean() });
export const gateItemSchema = z.object({
  prompt: z.string(),
  answer: z.string(),
  ended: z.boolean(),
  facts: z.array(z.string()).optional(),
});
export type GateItem = z.infer<typeof gateItemSchema>;
type Prompt = z.infer<typeof promptSchema>;
type Answered = z.infer<typeof answeredSchema>;

export async function sourceMaterial(
  graft: OpenGraft,
  base: Base,
  model: OpenModel,
  effects: Effects,
): Promise<Artifact> {
  const replay = await readSourceText(graft, 'replay');
  const heldOut = await readSourceText(graft, 'heldOut');
  const prompts = await readPrompts();
  const shipped = await readShippedAnswers(base);
  const store = await effects.store(graft.folder);
  const spec = {
    kind: 'source-material',
    operation: 'source-material',
    revision,
    inputs: { base: { address: base.ref, hash: base.hash } },
    settings: {
      replay: hashOf(replay),
      heldOut: hashOf(heldOut),
      prompts: hashText(JSON.stringify(prompts)),
      answers: shipped ? hashText(JSON.stringify(shipped)) : 'generated',
    },
  };
  return store.produce(spec, async (folder) => {
    if (replay.length > 0) await writeDocuments(join(folder, 'replay.jsonl'), replay);
    if (heldOut.length > 0) await writeDocuments(join(folder, 'held-out.jsonl'), heldOut);
    if (model.chatTemplate === undefined) return { counts: { replay: replay.length, heldOut: heldOut.length } };
    const answers = shipped ?? (await generateAnswers(prompts, base, model, effects));
    const render = renderAnswer(model);
    const byId = new Map(answers.map((answered) => [answered.id, answered]));
    const chat = prompts.filter(({ use }) => use === 'replay').flatMap((prompt) => chatLine(render, prompt, byId));
    const gate = prompts.filter(({ use }) => use === 'gate').flatMap((prompt) => gateLine(prompt, byId));
    await writeFile(join(folder, 'chat.jsonl'), chat.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await writeFile(join(folder, 'gate.jsonl'), gate.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return { counts: { replay: replay.length, heldOut: heldOut.length, chat: chat.length, gate: gate.length } };
  });
}

/** The conversation up to where the model answers. */
export function promptText(model: OpenModel, prompt: string): string {
  return renderChat(model.chatTemplate, [{ role: 'user', content: prompt }], { addGenerationPrompt: true });
}

/** A prompt with its answer, as text before the answer and the answer with the end that the model gave it. */
export function renderAnswer(model: OpenModel) {
  const end = endText(model);
  return (prompt: string, answer: string, ended: boolean) => ({
    before: promptText(model, prompt),
    answer: answer + (ended ? end : ''),
  });
}

/** Text of the token that ends an answer. */
function endText(model: OpenModel): string {
  const { added_tokens: added = [] } = z
    .object({ added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).optional() })
    .parse(JSON.parse(model.tokenizerJson));
  return added.find(({ id }) => id === model.config.endTokenId)?.content ?? '';
}

function chatLine(
  render: ReturnType<typeof renderAnswer>,
  { id, prompt }: Prompt,
  answers: ReadonlyMap<string, Answered>,
) {
  const answered = answers.get(id);
  if (!answered || answered.answer.trim() === '') return [];
  const { before, answer } = render(prompt, answered.answer, answered.ended);
  return [{ context: before, answer }];
}

function gateLine({ id, prompt, facts }: Prompt, answers: ReadonlyMap<string, Answered>): GateItem[] {
  const answered = answers.get(id);
  if (!answered) return [];
  const { answer, ended } = answered;
  return [{ prompt, answer, ended, ...(facts ? { facts } : {}) }];
}

/** The user's own text, else what is shipped for the source language, else none. */
async function readSourceText(graft: OpenGraft, role: 'replay' | 'heldOut'): Promise<Document[]> {
  const own = graft.config.sourceText[role];
  const shipped = join(assets, graft.config.sourceLanguage, role === 'replay' ? 'replay.jsonl' : 'held-out.jsonl');
  const path = own === undefined ? shipped : resolve(graft.folder, own);
  if (own === undefined && !existsSync(shipped)) return [];
  const text = await readFile(path, 'utf8');
  const texts = path.endsWith('.jsonl') ? textsOfLines(text) : text.split(/\n{2,}/);
  return texts
    .map((passage) => passage.normalize('NFC').trim())
    .filter((passage) => passage !== '')
    .map((passage): Document => {
      const id: DocumentId = documentIdSchema.parse(hashText(passage));
      return { id, parent: id, part: 0, source: 0, text: passage, path: basename(path), licence: 'unknown' };
    });
}

function textsOfLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => z.object({ text: z.string() }).parse(JSON.parse(line)).text);
}

function hashOf(documents: readonly Document[]): string {
  return hashText(documents.map(({ id }) => id).join('\n'));
}

async function readPrompts(): Promise<Prompt[]> {
  const lines = (await readFile(join(assets, 'chat', 'prompts.jsonl'), 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line) => promptSchema.parse(JSON.parse(line)));
}

async function readShippedAnswers(base: Base): Promise<Answered[] | undefined> {
  const path = join(assets, 'chat', `${base.hash.slice(0, 12)}.jsonl`);
  if (!existsSync(path)) return undefined;
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => answeredSchema.parse(JSON.parse(line)));
}

async function generateAnswers(
  prompts: readonly Prompt[],
  base: Base,
  model: OpenModel,
  effects: Effects,
): Promise<Answered[]> {
  const replay = prompts.filter(({ use }) => use === 'replay').slice(0, generatedReplayPrompts);
  const asked = [...prompts.filter(({ use }) => use === 'gate'), ...replay];
  effects.emit(pipelineNotice('base-answers', { prompts: asked.length, base: base.ref }));
  await using llama = await openLlama(await baseGguf(base.ref, effects), { contextTokens: 512 });
  const progress = progressOf(effects, 'source-material', 'answers', asked.length);
  const answers: Answered[] = [];
  for (const { id, prompt } of asked) {
    effects.signal.throwIfAborted();
    const { text, ended } = await llama.complete(promptText(model, prompt), { maxTokens: answerTokens });
    answers.push({ id, answer: text, ended });
    progress(1);
  }
  return answers;
}

export async function readMaterial(material: Artifact) {
  const at = (name: string) => {
    const path = join(material.folder, name);
    return existsSync(path) ? path : undefined;
  };
  const gate = at('gate.jsonl');
  const heldOut = at('held-out.jsonl');
  return {
    replay: at('replay.jsonl'),
    heldOutPath: heldOut,
    heldOut: heldOut === undefined ? [] : await readDocuments(heldOut),
    chat: at('chat.jsonl'),
    gate:
      gate === undefined
        ? []
        : (await readFile(gate, 'utf8'))
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => gateItemSchema.parse(JSON.parse(line))),
  };
}

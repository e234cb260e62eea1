// `madang inspect <model>`: what a model is, what its licence permits, what its vocabulary cannot encode, and what memory
// it needs. Only headers and the tokenizer are read, so that a file of any size is looked at in under a second.
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { missingBytes } from '../tokenizer/missing-bytes.ts';
import { kindOfTokenizer } from '../tokenizer/tokenizer-json.ts';
import { countParameters, estimateMemory, type MemoryEstimate } from './estimate-memory.ts';
import { findBase } from './get-base.operation.ts';
import { type LicenceTerms, termsOf } from './licence.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';
import { openModel } from './open-model.ts';

export interface Inspection {
  readonly name: string;
  readonly path: string;
  readonly architecture: string;
  readonly parameters: number;
  readonly storedAs: string;
  readonly tokenizer: string;
  readonly vocabularySize: number;
  readonly contextLength: number;
  /** In hexadecimal. */
  readonly missingBytes: readonly string[];
  readonly licence: string | undefined;
  readonly licenceTerms: LicenceTerms;
  readonly memory: MemoryEstimate;
}

export async function inspectModel(input: { model: string }, effects: Effects): Promise<Inspection> {
  const base = await findBase(input.model, effects);
  using model = await openModel(base.path);
  const { config, tokenizerJson, name, storedAs } = model;
  const licence = model.licence ?? base.licence;
  const json: unknown = JSON.parse(tokenizerJson);
  const kind = kindOfTokenizer(json);
  return {
    name,
    path: base.path,
    architecture: config.architecture,
    parameters: countParameters(config),
    storedAs,
    tokenizer: `${tokenizerSchema.parse(json).model.type} (${kind?.kind === 'byte-level' ? kind.pre : (kind?.kind ?? 'unknown pre-tokenizer')})`,
    vocabularySize: config.vocabularySize,
    contextLength: config.contextLength,
    missingBytes: missingBytes(tokenizerJson).map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')),
    licence,
    licenceTerms: termsOf(licence),
    memory: estimateMemory(config),
  };
}

const tokenizerSchema = z.looseObject({ model: z.looseObject({ type: z.string() }) });

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function renderInspection(found: Inspection, locale: Locale): string[] {
  const messages = locale === 'ko' ? ko : en;
  const words = messages.inspect;
  const { answers } = words;
  const { licenceTerms: terms, memory } = found;
  const missing =
    found.missingBytes.length === 0 ? words.none : `${found.missingBytes.length}: ${found.missingBytes.join(' ')}`;
  return [
    found.name,
    `  ${words.architecture}: ${found.architecture}`,
    `  ${words.parameters}: ${(found.parameters / 1e6).toFixed(1)} M`,
    `  ${words.storedAs}: ${found.storedAs}`,
    `  ${words.tokenizer}: ${found.tokenizer}`,
    `  ${words.vocabulary}: ${found.vocabularySize} ${words.tokens}`,
    `  ${words.context}: ${found.contextLength} ${words.tokens}`,
    `  ${words.missingBytes}: ${missing}`,
    `  ${words.licence}: ${found.licence ?? words.unknown}`,
    `    ${words.commercialUse}: ${answers[terms.commercialUse]}; ${words.derivatives}: ${answers[terms.derivatives]}`,
    `    ${messages.licences[terms.heed]}`,
    `  ${words.memoryToRun}: ${gibibytes(memory.runQ8Bytes)} (Q8_0), ${gibibytes(memory.runFloat32Bytes)} (float32)`,
    `  ${words.memoryToTrain}: ${gibibytes(memory.trainLoraBytes)}`,
    `    ${words.estimate} ${memory.formula}`,
  ];
}

export const inspect = defineOperation({
  name: 'inspect',
  summary: 'look at a model: size, tokenizer, licence, memory',
  input: z.object({
    model: z.string().default('smollm2-135m-instruct').describe('folder, .gguf, catalogue name or org/name[@revision]'),
  }),
  positional: ['model'],
  example: 'madang inspect smollm2-135m-instruct',
  renderResult: renderInspection,
  run: inspectModel,
});

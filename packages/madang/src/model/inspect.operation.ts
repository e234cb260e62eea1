// `madang inspect <model>`: what a model is, what its licence permits, what its vocabulary cannot encode, and what memory
// it needs. Only headers and the tokenizer are read, so that a file of any size is looked at in under a second.
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { missingBytes } from '../tokenizer/missing-bytes.ts';
import { kindOfTokenizer } from '../tokenizer/tokenizer-json.ts';
import { describeLicence } from './describe-licence.ts';
import { countParameters, estimateMemory, type MemoryEstimate } from './estimate-memory.ts';
import { openBase } from './get-base.operation.ts';
import { type Licence, licenceNamed } from './licence-table.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';

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
  readonly licencePath: string | undefined;
  /** What it permits and asks for; undefined where the table does not know it. */
  readonly licenceTerms: Omit<Licence, 'names' | 'textMarks'> | undefined;
  readonly memory: MemoryEstimate;
}

export async function inspectModel(input: { model: string }, effects: Effects): Promise<Inspection> {
  const base = await openBase(input.model, effects);
  using model = base.model;
  const { config, tokenizerJson, name, storedAs } = model;
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
    licence: base.licence,
    licencePath: base.licencePath,
    licenceTerms: termsOf(base.licence),
    memory: estimateMemory(config),
  };
}

function termsOf(licence: string | undefined): Inspection['licenceTerms'] {
  const known = licenceNamed(licence);
  if (!known) return undefined;
  const { names: _names, textMarks: _textMarks, ...terms } = known;
  return terms;
}

const tokenizerSchema = z.looseObject({ model: z.looseObject({ type: z.string() }) });

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function renderInspection(found: Inspection, locale: Locale): string[] {
  const words = (locale === 'ko' ? ko : en).inspect;
  const { memory } = found;
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
    ...describeLicence(found, locale).map((line) => `    ${line}`),
    `  ${words.memoryToRun}: ${gibibytes(memory.runQ8Bytes)} (Q8_0), ${gibibytes(memory.runFloat32Bytes)} (float32)`,
    `  ${words.memoryToTrain}: ${gibibytes(memory.trainLoraBytes)}`,
    `    ${words.estimate} ${memory.formula}`,
  ];
}

export const inspect = defineOperation({
  name: 'inspect',
  summary: 'look at a model: size, tokenizer, licence, memory',
  input: z.object({
    model: z
      .string()
      .default('smollm2-135m-instruct')
      .describe('folder, .gguf, catalogue name, org/name[@revision], ollama:name or lmstudio:org/name/file'),
  }),
  positional: ['model'],
  example: 'madang inspect smollm2-135m-instruct',
  renderResult: renderInspection,
  run: inspectModel,
});

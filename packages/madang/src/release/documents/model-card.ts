// The model card (README.md) in the Hugging Face layout: YAML front matter, then sections, all folded from records.
// A fact that is missing is said to be missing.
import { stringify } from 'yaml';
import { licenceNamed } from '../../model/licence-table.ts';
import { dataSection, licenceSection } from './card-data.ts';
import { evaluationSection, failedConditions, proofSection } from './card-evaluation.ts';
import type { CardFacts } from './card-facts.ts';
import { count, plain, table } from './markdown.ts';

export function modelCard(facts: CardFacts): string {
  const sections = [
    frontMatter(facts),
    ...(facts.gate.gate === 'fail' ? [failedGateBanner(facts)] : []),
    opening(facts),
    ...(facts.licence.localUseOnly ? ['> **For local use only.** See [Licence](#licence).'] : []),
    filesSection(facts),
    evaluationSection(facts),
    limitsSection(facts),
    dataSection(facts),
    trainingSection(facts),
    proofSection(facts),
    licenceSection(facts),
  ];
  return `${sections.join('\n\n')}\n`;
}

function frontMatter({ name, language, sourceLanguage, base, licence }: CardFacts): string {
  const hubName = base.hubName ?? /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@.+)?$/.exec(base.ref)?.[1];
  const fields = {
    language: [...new Set([language, sourceLanguage])],
    ...(licence.spdx === undefined
      ? { license: 'other', license_name: 'local-use-only', license_link: 'README.md#licence' }
      : licenceFields(licence.spdx.toLowerCase())),
    ...(hubName ? { base_model: hubName, base_model_relation: 'finetune' } : {}),
    library_name: 'transformers',
    pipeline_tag: 'text-generation',
    model_name: name,
    tags: ['madang', 'continued-pretraining', 'lora', 'gguf'],
  };
  return `---\n${stringify(fields)}---`;
}

/** Makers' own licences that the hub has no name for stand under `other`. */
function licenceFields(name: string) {
  const known = licenceNamed(name);
  if (!known?.isOtherOnHub) return { license: name };
  return { license: 'other', license_name: known.id, license_link: known.readFrom };
}

function failedGateBanner(facts: CardFacts): string {
  return `> **FAILED GATE.** This release did not pass the conditions that were set before training, and was released all the same, as asked: ${failedConditions(facts.gate).join('; ')}. See [Evaluation](#evaluation).`;
}

function opening({ name, version, language, base, training }: CardFacts): string {
  return `# ${name} ${version}

A graft of the language \`${language}\` onto **${plain(base.name)}**, made with Madang.

${table(
  ['', ''],
  [
    ['Base', `${plain(base.name)} (\`${base.ref}\`), ${count(base.parameters)} parameters`],
    ['Base, SHA-256', `\`${base.hash}\``],
    ['Base licence', base.licence === undefined ? 'not stated' : plain(base.licence)],
    ['Base weights', baseWeights(base.storedAs)],
    ['Vocabulary', vocabulary(training.newTokens)],
  ],
)}`;
}

function vocabulary(newTokens: CardFacts['training']['newTokens']): string {
  if (!newTokens) return "the base's own; no token was added";
  const untrained = newTokens.untrained.length;
  const audit = untrained === 0 ? 'each met in training' : `${count(untrained)} of them never met in training`;
  return `the base's own and ${count(newTokens.count)} tokens for the language, ${audit}`;
}

function baseWeights(storedAs: string): string {
  const whole = ['F32', 'F16', 'BF16'].includes(storedAs);
  return whole
    ? `${storedAs}, read as float32`
    : `**dequantised from ${storedAs}**: the base was not at hand in full precision, so its rounding to ${storedAs} is part of this model; some of what training gained may be a repair of that rounding`;
}

function filesSection({ name, ggufFiles, chat, hasAdapter, hasTrainedRows }: CardFacts): string {
  const rows = hasTrainedRows
    ? '; rows that were trained lie beside it in `trained_rows.safetensors`, which PEFT does not load: use `hugging-face/`'
    : '';
  const talk = ggufFiles.find((file) => file.includes('Q8_0')) ?? ggufFiles[0];
  const commands = [
    ...(chat ? ['madang chat .'] : []),
    ...(talk ? [`llama-cli -m ${talk}`, `ollama create ${name} -f Modelfile`] : []),
  ];
  return `## Files

${table(
  ['file', 'what'],
  [
    ['`hugging-face/`', 'the whole model, float16 safetensors, for transformers and vLLM'],
    ...(hasAdapter
      ? [
          [
            '`adapter/`',
            `the LoRA adapter alone, float32, in the PEFT layout; \`base.json\` names its base by hash${rows}`,
          ],
        ]
      : []),
    ...ggufFiles.map((file) => [`\`${file}\``, 'for llama.cpp, Ollama and what builds on them']),
    ...(talk ? [['`Modelfile`', 'for `ollama create`']] : []),
    ['`proofs.json`, `record.json`', 'what was proven about these files; what they were made from'],
  ],
)}

Merged weights are float16: its step is eight times finer than bfloat16's, and the update of a short training is small
beside the weights. They are checked to be within half a unit in the last place of float32.

\`\`\`
${commands.join('\n')}
\`\`\``;
}

function limitsSection({ training, language, chat, comparison }: CardFacts): string {
  const lines = [
    `- A model of this size, trained on ${count(training.trainedTokens)} tokens, learns how \`${language}\` looks, not what is true: its text is often wrong, repeats itself, and must not be relied on.`,
    '- Bits per byte say how well held-out text of the same kinds is predicted. They promise nothing about other kinds of text, about tasks or about knowledge.',
    ...(chat && comparison.chat === undefined ? ['- How it answers in chat was **not measured**.'] : []),
    "- The base's biases and faults are kept; nothing was done about safety beyond what the base has.",
    '- What else was in the base (its own training data) is not known from these records.',
  ];
  return `## Limits\n\n${lines.join('\n')}`;
}

function trainingSection({ training, trainSettings, hasAdapter }: CardFacts): string {
  const settings = Object.entries(trainSettings).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return `## Training

${hasAdapter ? 'LoRA on the linear layers' : 'The weights themselves'}, packed passages, AdamW; replay of source-language and chat text as the settings say.

${table(
  ['', ''],
  [
    ['Steps', count(training.steps)],
    ['Trained tokens', count(training.trainedTokens)],
    ['of these in the target text', count(training.targetTextTokens)],
    ['Passes over the target text', training.epochs.toFixed(2)],
    ['Engine, precision', `${training.engine}, ${training.precision}`],
    ...settings.map(([name, value]) => [`\`${name}\``, `\`${String(value)}\``]),
  ],
)}

Time, memory and machine are in \`record.json\`.`;
}

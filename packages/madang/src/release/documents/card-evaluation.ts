// The card's figures: base against graft with intervals, the gate's conditions, and the proofs about the files.
import type { Comparison, Gate, Measured } from '../../evaluate/contract.ts';
import type { Proof } from '../contract.ts';
import type { CardFacts } from './card-facts.ts';
import { count, percent, signed, table } from './markdown.ts';

const conditions: Readonly<{ [Name in Gate['conditions'][number]['name']]: string }> = {
  'target-better': 'target language: upper end of the interval below the bound (bits per byte)',
  'source-kept': 'source language: relative rise at most the bound',
  'chat-kept': "the base's own answers: upper end of the relative rise at most the bound",
  'answers-end': 'share of prompts whose answer no longer ends by itself at most the bound',
  'facts-kept': 'share of fact prompts that were lost at most the bound',
};

/** `source-kept 0.0412 > 0.03`, one a failed condition; the target's bound itself is too high already. */
export function failedConditions({ conditions: all }: Gate): string[] {
  return all
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ name, value, bound }) => {
      const sign = name === 'target-better' ? '>=' : '>';
      return `${name} ${value === undefined ? '?' : figure(value)} ${sign} ${bound}`;
    });
}

export function evaluationSection({ comparison, gate, language, sourceLanguage }: CardFacts): string {
  const rows = [
    measuredRow(`target language (${language})`, comparison.targetLanguage),
    comparison.sourceLanguage
      ? measuredRow(`source language (${sourceLanguage})`, comparison.sourceLanguage)
      : [`source language (${sourceLanguage})`, 'not measured', '', '', '', ''],
    ...(comparison.chat ? [measuredRow("base's own chat answers", comparison.chat.answers)] : []),
  ];
  return [
    '## Evaluation',
    `Bits per UTF-8 byte of held-out text, lower is better; ${comparison.precision}, windows of ${count(comparison.window)} tokens, ${comparison.engine}. Paired by text, 95 % bootstrap interval, ${count(comparison.resamples)} resamples, seed ${comparison.seed}.`,
    table(['', 'base', 'graft', 'difference (95 % interval)', 'relative', 'measured on'], rows),
    ...(comparison.chat ? [chatLine(comparison.chat)] : []),
    `Gate, frozen before the first step: **${gate.gate}**`,
    table(
      ['condition', 'measured', 'bound', 'outcome'],
      gate.conditions.map(({ name, value, bound, outcome }) => [
        `\`${name}\`: ${conditions[name]}`,
        value === undefined ? 'not measured' : figure(value),
        String(bound),
        outcome === 'fail' ? '**fail**' : outcome === 'pass' ? 'pass' : 'not measured',
      ]),
    ),
  ].join('\n\n');
}

function measuredRow(
  name: string,
  { base, graft, difference, low, high, documents, bytes, relative }: Measured,
): string[] {
  return [
    name,
    base.toFixed(4),
    graft.toFixed(4),
    `${signed(difference, 4)} (${signed(low, 4)} to ${signed(high, 4)})`,
    percent(relative?.value ?? difference / base),
    `${count(documents)} texts, ${count(bytes)} bytes`,
  ];
}

function chatLine(chat: NonNullable<Comparison['chat']>): string {
  return `Of ${chat.prompts} held-out prompts, answers that end by themselves: base ${chat.baseEnded}, graft ${chat.graftEnded}. Of ${chat.factPrompts} that ask for a fact, answers that hold it: base ${chat.baseFacts}, graft ${chat.graftFacts}.`;
}

const checks: Readonly<{ [Check in Proof['check']]: string }> = {
  'token-ids-equal': 'text and chat are cut into the same tokens (ids that differ)',
  'bits-per-byte-within': 'bits per byte against float32 (difference)',
  'argmax-equal': 'same likeliest token where float32 leads by more than 0.05 nats (positions that differ)',
  reopened: 'tensors read back (largest relative difference)',
};

export function proofSection({ proofs }: CardFacts): string {
  return [
    '## Proofs about these files',
    `On ${count(proofs.text.bytes)} bytes of held-out text (SHA-256 \`${proofs.text.hash}\`), GGUF files through llama.cpp:`,
    table(
      ['export', 'check', 'measured', 'bound', 'outcome'],
      proofs.proofs.map((proof) => [
        proof.export,
        checks[proof.check],
        proof.value === undefined ? '' : figure(proof.value),
        proof.bound === undefined ? '' : figure(proof.bound),
        proof.outcome,
      ]),
    ),
  ].join('\n\n');
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString();
}

// The gate: each condition with its rule, what was measured, a picture of both, and the outcome.
import { type GateRow, gateRows } from './gate-rows.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';
import { drawChange, drawCount, drawScale, scaleOf } from './render-intervals.ts';
import { nameCondition, sayControl } from './say-verdict.ts';

export function renderGate(context: PageContext): Html {
  const { text, report } = context;
  const rows = gateRows(report);
  if (rows.length === 0) return html`<p>${text.page.notReached}</p>`;
  const changes = rows.filter((row) => row.kind === 'change');
  const counts = rows.filter((row) => row.kind === 'count');
  const scale = scaleOf(changes);
  return html`<p>${text.gate.summary}</p>
<figure>
<figcaption><strong>${text.gate.change}</strong> <span class="soft">${text.gate.changeDescription}</span></figcaption>
<ul class="plain gate">
${changes.map((row) => renderRow(context, row, drawChange(context, row, scale)))}
<li class="scale">${drawScale(context, scale)}</li>
</ul>
</figure>
${
  counts.length > 0 &&
  html`<figure>
<figcaption><strong>${text.gate.chat}</strong> <span class="soft">${text.gate.chatDescription}</span></figcaption>
<ul class="plain gate">
${counts.map((row) => renderRow(context, row, drawCount(context, row)))}
</ul>
</figure>`
}
${renderControl(context)}
${renderHow(context)}`;
}

function renderControl(context: PageContext): Html | undefined {
  const sentence = sayControl(context);
  return sentence === undefined ? undefined : html`<p>${sentence}</p>`;
}

function renderRow(context: PageContext, row: GateRow, picture: Html | undefined): Html {
  const { text, target, source } = context;
  const { name, outcome } = row.condition;
  return html`<li>
<span class="what">${nameCondition(text.gate.conditions, name, target, source)}</span>
<span class="picture">${picture}</span>
<span class="value">${sayMeasured(context, row)}<span class="under">${sayRule(context, row)}</span></span>
<span class="outcome ${outcome}">${text.gate.outcomes[outcome]}</span>
</li>`;
}

function sayMeasured({ text, numbers }: PageContext, row: GateRow): Html | string {
  if (row.kind === 'count') {
    if (!row.counts) return text.page.notMeasured;
    const { base, graft, all } = row.counts;
    return text.gate.counts({ base: numbers.whole(base), graft: numbers.whole(graft), all: numbers.whole(all) });
  }
  if (!row.relative) return text.page.notMeasured;
  const { change, low, high } = row.relative;
  return html`<b>${numbers.signedPercent(change)}</b> [${numbers.signedPercent(low)}, ${numbers.signedPercent(high)}]`;
}

function sayRule({ text, numbers }: PageContext, row: GateRow): string {
  const bound = row.kind === 'count' ? numbers.whole(row.bound) : numbers.bound(row.bound);
  return text.gate.rules[row.condition.name]({ bound });
}

function renderHow({ text, numbers, report, target, source }: PageContext): Html | undefined {
  const { comparison } = report;
  if (!comparison) return undefined;
  const { resamples, window, engine, targetLanguage, sourceLanguage } = comparison;
  const how = { resamples: numbers.whole(resamples), window: numbers.whole(window), engine };
  const hash = (language: string, value: string) =>
    html`<li>${text.gate.hash({ language })}<br><code class="hash">${value}</code></li>`;
  return html`<p class="soft">${text.gate.how(how)}</p>
<ul class="plain soft small">
${hash(target, targetLanguage.textHash)}${sourceLanguage && hash(source, sourceLanguage.textHash)}
</ul>`;
}

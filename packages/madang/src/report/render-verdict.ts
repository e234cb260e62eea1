// The top of the page: the verdict in one sentence, then the three figures it rests on.
import type { Measured } from '../evaluate/contract.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';
import { sayVerdict } from './say-verdict.ts';
import type { RelativeChange } from './verdict.ts';

export function renderVerdict(context: PageContext): Html {
  const { text, report, verdict, target, source } = context;
  const said = sayVerdict(context);
  const { comparison } = report;
  return html`<header>
<p class="kind">${text.page.graftOf({ base: report.graft.base.ref, language: target })} · <span class="name">${report.graft.name} ${report.graft.version}</span>${report.run.endedAt && html` · <time class="name" datetime="${report.run.endedAt}">${context.numbers.date(report.run.endedAt)}</time>`}</p>
<h1>${said.languages === undefined ? text.verdict.notCompared : html`${said.languages}. <span class="${verdict.gate ?? 'absent'}">${said.gate}</span>`}</h1>
${verdict.gate === 'fail' && report.release && html`<p class="notice">${text.verdict.releasedAnyway}</p>`}
${verdict.localUseOnly && html`<p class="notice">${text.verdict.localUseOnly}</p>`}
${
  comparison &&
  html`<div class="figures">
${renderFigure(context, target, comparison.targetLanguage, verdict.target, 'target')}
${renderFigure(context, source, comparison.sourceLanguage, verdict.source, 'source')}
${renderGateFigure(context)}</div>
<p class="soft">${text.verdict.meaning}</p>`
}
</header>`;
}

function renderFigure(
  { text, numbers }: PageContext,
  language: string,
  measured: Measured | undefined,
  relative: RelativeChange | undefined,
  tone: string,
): Html {
  if (!measured || !relative) {
    return html`<div><p class="label">${language}</p><p class="big">–</p><p class="soft">${text.page.notMeasured}</p></div>`;
  }
  return html`<div><p class="label">${language}</p><p class="big ${tone}">${numbers.signedPercent(relative.change)}</p>
<p class="bits">${numbers.bitsPerByte(measured.base)} → ${numbers.bitsPerByte(measured.graft)}</p>
<p class="soft">${text.verdict.bitsPerByte}<br>${text.verdict.measuredOn({ documents: numbers.whole(measured.documents), size: numbers.bytes(measured.bytes) })}</p></div>`;
}

function renderGateFigure({ text, numbers, report, verdict }: PageContext): Html {
  const conditions = report.gate?.conditions.filter(({ outcome }) => outcome !== 'not-measured') ?? [];
  const met = conditions.filter(({ outcome }) => outcome === 'pass').length;
  const word = verdict.gate === 'pass' ? text.verdict.passed : verdict.gate === 'fail' ? text.verdict.failed : '–';
  const count = text.verdict.conditionsMet({ met: numbers.whole(met), all: numbers.whole(conditions.length) });
  return html`<div><p class="label">${text.verdict.gate}</p><p class="big ${verdict.gate ?? ''}">${word}</p>${report.gate && html`<p class="soft">${count}</p>`}</div>`;
}

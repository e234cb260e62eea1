// How to use the release, and what it does not give: limits that follow from this run's own figures.
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';
import { useCommands } from './use-commands.ts';

export function renderUse({ text, report }: PageContext): Html {
  if (!report.release) return html`<p>${text.files.none}</p>`;
  const items = useCommands(report, report.release.folder).map(
    ({ name, command }) => html`<dt>${text.use[name]}</dt><dd><pre tabindex="0"><code>${command}</code></pre></dd>`,
  );
  return html`<p>${text.use.where}</p><dl class="commands">${items}</dl>`;
}

/** Under this many trained tokens a graft learns forms, not knowledge (measured in minutes of budget). */
const littleText = 20_000_000;

export function renderLimits({ text, report, numbers, target, verdict }: PageContext): Html {
  const { training, graft, comparison } = report;
  const little = training !== undefined && training.trainedTokens < littleText;
  const quantised = /^Q\d/.test(graft.base.storedAs ?? '') ? graft.base.storedAs : undefined;
  const limits = [
    verdict.localUseOnly && text.verdict.localUseOnly,
    little && text.limits.little({ tokens: numbers.whole(training.trainedTokens), language: target }),
    little && text.limits.loops,
    text.limits.benchmarks,
    text.limits.sameKind,
    quantised !== undefined && text.limits.quantised({ storedAs: quantised }),
    text.limits.seed,
    comparison?.chat !== undefined && text.limits.chat,
  ];
  return html`<ul>${limits.filter((limit) => limit !== false).map((limit) => html`<li>${limit}</li>`)}</ul>`;
}

// What was foretold before the first step beside what came of it; where the time went; the machine; the warnings.
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';

export function renderForecast(context: PageContext): Html {
  const { report, text } = context;
  const parts = [renderTable(context), renderSteps(context), renderMachine(context), renderWarnings(context)];
  return html`${report.training && html`<p>${text.forecast.summary}</p>`}${parts}`;
}

function renderTable({ text, report, numbers }: PageContext): Html {
  const { training, run } = report;
  if (!training) return html`<p>${text.page.notReached}</p>`;
  const { forecast } = training;
  const rows: readonly [string, number, number | undefined, (value: number) => string][] = [
    [text.forecast.steps, forecast.steps, training.steps, numbers.whole],
    [text.forecast.tokens, forecast.trainedTokens, training.trainedTokens, numbers.whole],
    [text.forecast.time, forecast.seconds, training.elapsedSeconds, numbers.duration],
    [text.forecast.memory, forecast.memoryBytes, training.peakMemoryBytes, numbers.bytes],
    [text.forecast.disk, forecast.diskBytes, run.diskBytes, numbers.bytes],
  ];
  const cells = rows.map(
    ([name, foretold, came, format]) => html`<tr><th scope="row">${name}</th><td class="number">${format(foretold)}</td>
<td class="number">${came === undefined ? text.page.notMeasured : format(came)}</td>
<td class="number">${came === undefined ? '' : numbers.signedPercent((came - foretold) / foretold)}</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><td></td><th scope="col" class="number">${text.forecast.forecast}</th>
<th scope="col" class="number">${text.forecast.truth}</th><th scope="col" class="number">${text.forecast.difference}</th></tr></thead>
<tbody>${cells}</tbody></table></div>`;
}

function renderSteps({ text, report, numbers }: PageContext): Html | undefined {
  const { steps, elapsedSeconds } = report.run;
  if (steps.length === 0) return undefined;
  const rows = steps.map(
    ({ step, seconds, reused }) => html`<tr><th scope="row"><code>${step}</code></th>
<td class="number">${reused ? html`<span class="soft">${text.forecast.reused}</span>` : numbers.duration(seconds)}</td></tr>`,
  );
  return html`<h3>${text.forecast.stepsHeading}${elapsedSeconds !== undefined && html` <span class="soft">${numbers.duration(elapsedSeconds)}</span>`}</h3>
<table class="narrow"><tbody>${rows}</tbody></table>`;
}

function renderMachine({ text, report, numbers }: PageContext): Html | undefined {
  const { machine } = report.run;
  if (!machine) return undefined;
  const { processor, platform, node } = machine;
  const said = text.forecast.machineText({ processor, platform, node, threads: numbers.whole(machine.threads) });
  return html`<h3>${text.forecast.machine}</h3><p>${said}.${report.training && html` ${text.forecast.engine(report.training)}.`}</p>`;
}

function renderWarnings({ text, report }: PageContext): Html | undefined {
  const { warnings } = report.run;
  if (warnings.length === 0) return undefined;
  const items = warnings.map(({ found, next }) => html`<li>${found} <span class="soft">${next}</span></li>`);
  return html`<h3>${text.forecast.warnings}</h3><ul>${items}</ul>`;
}

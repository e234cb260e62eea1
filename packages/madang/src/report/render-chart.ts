// A line chart in plain SVG that needs no script and stays sharp at any width: the lines lie in a stretched inner SVG
// with strokes that do not scale, while ticks and labels are placed by percentages. A table says the same in numbers.
import { axisScale } from './axis-scale.ts';
import { thinPoints } from './fold-curves.ts';
import { type Html, html } from './html.ts';

export interface ChartLine {
  readonly label: string;
  readonly tone: 'target' | 'source' | 'reference' | 'faint';
  readonly points: readonly { readonly at: number; readonly value: number }[];
  /** A value for the whole chart: drawn from side to side. */
  readonly level?: boolean;
  /** Left out of legend and table. */
  readonly background?: boolean;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly description: string;
  readonly axis: string;
  readonly tableTitle: string;
  readonly lines: readonly ChartLine[];
  readonly formatValue: (value: number) => string;
  readonly formatTick: (value: number, digits: number) => string;
  /** On the axis, and in full in the table. */
  readonly formatAt: (at: number) => string;
  readonly formatPlace: (at: number) => string;
}

const plotTop = 10;
const plotHeight = 220;
const mostPoints = 400;
const mostRows = 40;

export function renderChart(chart: Chart): Html {
  const values = chart.lines.flatMap((line) => line.points.map(({ value }) => value));
  const lastAt = Math.max(...chart.lines.flatMap((line) => line.points.map(({ at }) => at)));
  const { low, high, ticks, digits } = axisScale(Math.min(...values), Math.max(...values), 5);
  const across = (at: number) => (lastAt > 0 ? at / lastAt : 0);
  const down = (value: number) => (high - value) / (high - low);
  const legend = chart.lines.filter((line) => !line.background);
  return html`<figure class="chart">
<figcaption><strong>${chart.title}</strong> <span class="soft">${chart.unit}</span></figcaption>
<ul class="legend">${legend.map((line) => renderLegend(line, chart))}</ul>
<div class="plot"><svg role="img" width="100%" height="${plotTop + plotHeight + 44}" aria-labelledby="${chart.id}-title ${chart.id}-description">
<title id="${chart.id}-title">${chart.title}</title><desc id="${chart.id}-description">${chart.description}</desc>
${ticks.map((tick) => renderHeight(height(down(tick)), chart.formatTick(tick, digits)))}
${axisScale(0, lastAt, 5)
  .ticks.filter((tick) => tick <= lastAt)
  .map((tick) => renderPlace(across(tick), chart.formatAt(tick)))}
<text class="axis" x="100%" y="${plotTop + plotHeight + 38}" text-anchor="end">${chart.axis}</text>
<svg x="0" y="${plotTop}" width="100%" height="${plotHeight}" viewBox="0 0 1000 1000" preserveAspectRatio="none">
${chart.lines.map((line) => html`<path class="line ${line.tone}" d="${pathOf(line, across, down)}"/>`)}</svg>
${chart.lines.map((line) => renderDots(line, across, down))}
</svg></div>
<details><summary>${chart.tableTitle}</summary>${renderTable(chart, legend)}</details>
</figure>`;
}

function pathOf(line: ChartLine, across: (at: number) => number, down: (value: number) => number): string {
  const [only] = line.points;
  if (line.level && only) return `M0 ${thousandths(down(only.value))}H1000`;
  return thinPoints(line.points, mostPoints)
    .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${thousandths(across(at))} ${thousandths(down(value))}`)
    .join('');
}

const thousandths = (share: number): number => Math.round(share * 10_000) / 10;
const height = (share: number): number => Math.round((plotTop + share * plotHeight) * 10) / 10;
const percentage = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

function renderDots(line: ChartLine, across: (at: number) => number, down: (value: number) => number): Html[] {
  if (line.level || line.background || line.points.length > 16) return [];
  return line.points.map(
    ({ at, value }) =>
      html`<circle class="dot ${line.tone}" cx="${percentage(across(at))}" cy="${height(down(value))}" r="3.5"/>`,
  );
}

function renderHeight(y: number, label: string): Html {
  return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="axis" x="-8" y="${y + 4}" text-anchor="end">${label}</text>`;
}

function renderPlace(share: number, label: string): Html {
  const anchor = share === 0 ? 'start' : share > 0.94 ? 'end' : 'middle';
  const y = plotTop + plotHeight;
  return html`<line class="grid" x1="${percentage(share)}" x2="${percentage(share)}" y1="${y}" y2="${y + 5}"/><text class="axis" x="${percentage(share)}" y="${y + 20}" text-anchor="${anchor}">${label}</text>`;
}

function renderLegend(line: ChartLine, chart: Chart): Html {
  const last = line.points.at(-1);
  return html`<li><svg class="key" width="26" height="10" aria-hidden="true"><path class="line ${line.tone}" d="M1 5H25"/></svg> ${line.label} <b>${last && chart.formatValue(last.value)}</b></li>`;
}

function renderTable(chart: Chart, lines: readonly ChartLine[]): Html {
  const moving = lines.filter((line) => !line.level);
  const places = [...new Set(moving.flatMap((line) => line.points.map(({ at }) => at)))].sort((a, b) => a - b);
  const columns = lines.map((line) => new Map(line.points.map(({ at, value }) => [at, value])));
  const valueAt = (index: number, at: number): number | undefined =>
    lines[index]?.level ? lines[index]?.points[0]?.value : columns[index]?.get(at);
  const rows = thinPoints(places, mostRows).map((at) => {
    const cells = lines.map((_, index) => valueAt(index, at));
    return html`<tr><td class="number">${chart.formatPlace(at)}</td>${cells.map((value) => html`<td class="number">${value === undefined ? '' : chart.formatValue(value)}</td>`)}</tr>`;
  });
  const heads = lines.map(({ label }) => html`<th scope="col" class="number">${label}</th>`);
  return html`<div class="scroll"><table><thead><tr><th scope="col" class="number">${chart.axis}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

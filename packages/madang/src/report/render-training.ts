// Loss and held-out bits per byte over the run, the n-gram model of the same text beside them.
import type { Curve } from './contract.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';
import { type ChartLine, renderChart } from './render-chart.ts';
import { smoothPoints } from './smooth-points.ts';

export function renderTraining(context: PageContext): Html {
  const { text, report, numbers } = context;
  const { training, curves } = report;
  if (!training && curves.length === 0) return html`<p>${text.page.notReached}</p>`;
  return html`${
    training &&
    html`<p>${text.training.summary({
      tokens: numbers.whole(training.trainedTokens),
      steps: numbers.whole(training.steps),
      time: numbers.duration(training.elapsedSeconds),
      rate: numbers.whole(training.tokensPerSecond),
    })} ${sayPasses(context, training.epochs)}</p>`
  }
${renderHeldOut(context)}
${renderLoss(context)}`;
}

function sayPasses({ text, numbers }: PageContext, epochs: number): string {
  if (epochs < 1) return text.training.sharePassed({ share: numbers.percent(epochs) });
  return text.training.passes({ epochs: numbers.decimal(epochs) });
}

function renderHeldOut(context: PageContext): Html | undefined {
  const { text, numbers, target, source } = context;
  const heldOut = curveOf(context, 'held-out-bits-per-byte');
  if (!heldOut) return undefined;
  const nGram = curveOf(context, 'n-gram-bits-per-byte');
  const other = curveOf(context, 'source-bits-per-byte');
  const lines: ChartLine[] = [
    { label: text.training.heldOut({ language: target }), tone: 'target', points: heldOut.points },
  ];
  if (nGram) {
    lines.push({
      label: text.training.nGram,
      tone: 'reference',
      points: nGram.points,
      level: nGram.points.length === 1,
    });
  }
  if (other) lines.push({ label: text.training.source({ language: source }), tone: 'source', points: other.points });
  const chart = renderChart({
    id: context.id('held-out-chart'),
    title: text.training.heldOutChart,
    unit: text.training.lowerIsBetter,
    description: text.training.heldOutDescription(ends(heldOut, numbers.bitsPerByte)),
    axis: nameAxis(context, heldOut.axis),
    tableTitle: text.page.numbers,
    lines,
    formatValue: numbers.bitsPerByte,
    formatTick: numbers.fixed,
    formatAt: numbers.tick,
    formatPlace: numbers.whole,
  });
  return html`${chart}${nGram && html`<p>${compareToNGram(context, heldOut, nGram)}</p>`}<p class="soft">${text.training.sampleNote}</p>`;
}

function renderLoss(context: PageContext): Html | undefined {
  const { text, numbers } = context;
  const loss = curveOf(context, 'loss');
  if (!loss) return undefined;
  return renderChart({
    id: context.id('loss-chart'),
    title: text.training.lossChart,
    unit: nameUnit(context, loss.unit),
    description: text.training.lossDescription(ends(loss, numbers.ratio)),
    axis: nameAxis(context, loss.axis),
    tableTitle: text.page.numbers,
    lines: [
      { label: text.training.lossRaw, tone: 'faint', points: loss.points, background: true },
      { label: text.training.loss, tone: 'target', points: smoothPoints(loss.points) },
    ],
    formatValue: numbers.ratio,
    formatTick: numbers.fixed,
    formatAt: numbers.tick,
    formatPlace: numbers.whole,
  });
}

function compareToNGram({ text }: PageContext, heldOut: Curve, nGram: Curve): string {
  const [graft, plain] = [heldOut.points.at(-1)?.value, nGram.points.at(-1)?.value];
  if (graft === undefined || plain === undefined) return '';
  return graft < plain ? text.training.nGramAbove : text.training.nGramBelow;
}

function curveOf({ report }: PageContext, name: string): Curve | undefined {
  return report.curves.find((curve) => curve.name === name && curve.points.length > 0);
}

function ends({ points }: Curve, format: (value: number) => string): { first: string; last: string } {
  return { first: format(points[0]?.value ?? Number.NaN), last: format(points.at(-1)?.value ?? Number.NaN) };
}

function nameAxis({ text }: PageContext, axis: string): string {
  const names: Readonly<Record<string, string>> = text.training.axes;
  return names[axis] ?? axis;
}

function nameUnit({ text }: PageContext, unit: string): string {
  const names: Readonly<Record<string, string>> = text.training.units;
  return names[unit] ?? unit;
}

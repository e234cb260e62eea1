// Dots and whiskers against bounds. Places are percentages, so that the pictures need no script and fit any width.
import { type AxisScale, axisScale } from './axis-scale.ts';
import type { ChangeRow, CountRow } from './gate-rows.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';

/** One scale for all changes, zero and every bound in it. */
export function scaleOf(rows: readonly ChangeRow[]): AxisScale {
  const values = rows.flatMap(({ relative, bound }) => [0, bound, ...(relative ? [relative.low, relative.high] : [])]);
  return axisScale(Math.min(...values), Math.max(...values), 6);
}

export function drawChange({ text, numbers }: PageContext, row: ChangeRow, scale: AxisScale): Html | undefined {
  if (!row.relative) return undefined;
  const { change, low, high } = row.relative;
  const { outcome } = row.condition;
  const interval = `${numbers.signedPercent(low)}, ${numbers.signedPercent(high)}`;
  const label = `${numbers.signedPercent(change)} [${interval}], ${text.gate.bound} ${numbers.bound(row.bound)}`;
  const place = placesIn(scale);
  return html`<svg role="img" width="100%" height="30" aria-label="${label}">
<line class="grid" x1="0" x2="100%" y1="15" y2="15"/>
<line class="zero" x1="${place(0)}" x2="${place(0)}" y1="0" y2="30"/>
<line class="bound" x1="${place(row.bound)}" x2="${place(row.bound)}" y1="4" y2="26"/>
<line class="whisker ${outcome}" x1="${place(low)}" x2="${place(high)}" y1="15" y2="15"/>
<circle class="mean ${outcome}" cx="${place(change)}" cy="15" r="5"/>
</svg>`;
}

export function drawCount({ text, numbers }: PageContext, row: CountRow): Html | undefined {
  if (!row.counts) return undefined;
  const { base, graft, all } = row.counts;
  const { outcome } = row.condition;
  const said = { base: numbers.whole(base), graft: numbers.whole(graft), all: numbers.whole(all) };
  const place = placesIn({ low: 0, high: all });
  return html`<svg role="img" width="100%" height="30" aria-label="${text.gate.counts(said)}">
<line class="grid" x1="0" x2="100%" y1="15" y2="15"/>
<line class="whisker ${outcome}" x1="0" x2="${place(graft)}" y1="15" y2="15"/>
<line class="bound" x1="${place(row.bound)}" x2="${place(row.bound)}" y1="4" y2="26"/>
<circle class="hollow" cx="${place(base)}" cy="15" r="6"/>
<circle class="mean ${outcome}" cx="${place(graft)}" cy="15" r="5"/>
</svg>`;
}

export function drawScale({ numbers }: PageContext, scale: AxisScale): Html {
  const place = placesIn(scale);
  const labels = scale.ticks.map(
    (tick) => html`<text class="axis" x="${place(tick)}" y="14" text-anchor="middle">${numbers.share(tick)}</text>`,
  );
  return html`<svg width="100%" height="18" aria-hidden="true">${labels}</svg>`;
}

function placesIn({ low, high }: Pick<AxisScale, 'low' | 'high'>): (value: number) => string {
  return (value) => `${(Math.min(1, Math.max(0, (value - low) / (high - low))) * 100).toFixed(2)}%`;
}

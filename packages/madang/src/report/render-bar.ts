// A share as a bar: plain SVG with percentages, so that no inline style is needed.
import { type Html, html } from './html.ts';

export function renderBar(share: number, tone: string): Html {
  const width = Math.min(100, Math.max(0, share * 100)).toFixed(2);
  return html`<svg class="bar" width="100%" height="8" aria-hidden="true"><rect class="track" width="100%" height="8" rx="2"/><rect class="${tone}" width="${width}%" height="8" rx="2"/></svg>`;
}

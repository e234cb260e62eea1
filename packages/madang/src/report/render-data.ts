// What went in, with licences, and what was dropped, with the reason and an example of each.
import type { CorpusFacts, VerdictReason } from '../curate/contract.ts';
import { type Html, html, linkTo } from './html.ts';
import { languageOfText, type PageContext } from './page-context.ts';
import { renderBar } from './render-bar.ts';

export function renderData(context: PageContext): Html {
  const { text, report, numbers } = context;
  const { documents, corpus } = report;
  if (!documents && !corpus) return html`<p>${text.page.notReached}</p>`;
  return html`${
    corpus &&
    html`<p>${text.data.summary({
      kept: numbers.whole(corpus.train.documents),
      size: numbers.bytes(corpus.train.bytes),
      heldOut: numbers.whole(corpus.heldOut.documents),
      heldOutSize: numbers.bytes(corpus.heldOut.bytes),
    })} ${corpus.heldOutBy === 'parent' ? text.data.byParent : text.data.byBlock}</p>`
  }${documents && renderSources(context)}${corpus && renderDropped(context, corpus)}`;
}

function renderSources({ text, report, numbers }: PageContext): Html {
  const rows = report.documents?.sources.map(
    (source) => html`<tr><th scope="row">${linkTo(source.link, source.title ?? source.path)}${
      source.attribution && html`<span class="under">${source.attribution}</span>`
    }</th><td>${source.licence === 'unknown' ? html`<strong class="fail">${text.data.unknownLicence}</strong>` : source.licence}</td>
<td class="number">${numbers.whole(source.documents)}${source.failures > 0 && html`<span class="under">${text.data.unreadable({ count: numbers.whole(source.failures) })}</span>`}</td><td class="number">${numbers.bytes(source.bytes)}</td></tr>`,
  );
  const { source, licence, documents, size } = text.data;
  return html`<div class="scroll"><table><thead><tr><th scope="col">${source}</th><th scope="col">${licence}</th><th scope="col" class="number">${documents}</th><th scope="col" class="number">${size}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function renderDropped(context: PageContext, corpus: CorpusFacts): Html {
  const { text, numbers } = context;
  const counted = Object.entries(corpus.verdicts) as [VerdictReason, { documents: number; bytes: number }][];
  const all = counted.reduce((sum, [, { documents }]) => sum + documents, 0);
  const dropped = counted
    .filter(([reason, { documents }]) => reason !== 'kept' && reason !== 'held-out' && documents > 0)
    .sort((a, b) => b[1].documents - a[1].documents);
  if (dropped.length === 0) return html`<h3>${text.data.droppedHeading}</h3><p>${text.data.nothingDropped}</p>`;
  const items = dropped.map(([reason, { documents, bytes }]) => {
    const [example, ...more] = corpus.examples.filter((shown) => shown.reason === reason);
    return html`<li><p class="row"><span>${text.data.reasons[reason]}</span><span class="number"><b>${numbers.whole(documents)}</b> <span class="soft">${numbers.percent(documents / all)} · ${numbers.bytes(bytes)}</span></span></p>
${renderBar(documents / all, 'reference')}${example && renderExample(context, example)}${more.length > 0 && html`<details><summary>${text.data.examples} (${more.length})</summary>${more.map((shown) => renderExample(context, shown))}</details>`}</li>`;
  });
  return html`<h3>${text.data.droppedHeading}</h3><ul class="plain dropped">${items}</ul><p class="soft">${text.data.why} <code>madang curate --why &lt;id&gt;</code></p>`;
}

function renderExample({ report }: PageContext, example: CorpusFacts['examples'][number]): Html {
  const short = shorten(example.text, 160);
  const detail = example.reason === 'exact-duplicate' ? example.detail?.slice(0, 12) : example.detail;
  return html`<blockquote lang="${languageOfText(report, short)}" dir="auto">${short === '' ? '∅' : short}<span class="under"><code>${example.id.slice(0, 12)}</code>${detail && html` · ${shorten(detail, 100)}`}</span></blockquote>`;
}

function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

// How words are cut: the same words now and after an extension, and what each size of extension would bring.
import type { Fertility } from '../tokenizer/contract.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';
import { renderBar } from './render-bar.ts';

export function renderCutting(context: PageContext): Html {
  const { text, report, numbers, target } = context;
  const { cutting } = report;
  const base = cutting?.rows.find(({ newTokens }) => newTokens === 0);
  if (!cutting || !base) return html`<p>${text.page.notReached}</p>`;
  return html`<p>${text.cutting.summary({
    language: target,
    tokensPerByte: numbers.ratio(base.tokensPerByte),
    perToken: numbers.decimal(1 / base.tokensPerByte),
    floor: numbers.ratio(cutting.floor.tokensPerByte),
  })}</p>
${cutting.examples.length > 0 && renderWords(context, cutting)}
${renderRows(context, cutting, base.tokensPerByte)}
<p>${sayRecommendation(context, cutting)}</p>
${renderForecast(context, cutting)}
${renderNewTokens(context, cutting)}`;
}

function renderWords(context: PageContext, cutting: Fertility): Html {
  const { text, numbers, report } = context;
  const count = numbers.whole(cutting.exampleNewTokens ?? cutting.rows.at(-1)?.newTokens ?? 0);
  const rows = cutting.examples.map(
    ({ word, now, extended }) =>
      html`<tr><th scope="row" lang="${report.graft.language}">${word}</th><td>${renderPieces(context, now)}</td><td>${renderPieces(context, extended)}</td></tr>`,
  );
  return html`<div class="scroll"><table class="words"><thead><tr><th scope="col">${text.cutting.word}</th><th scope="col">${text.cutting.now}</th><th scope="col">${text.cutting.extended({ count })}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What the graft itself got, and which of it no training text held. */
function renderNewTokens({ text, numbers, report }: PageContext, cutting: Fertility): Html | undefined {
  const added = report.training?.newTokens;
  if (!added) return undefined;
  const row = cutting.rows.find(({ newTokens }) => newTokens === added.count);
  const speed = row && text.cutting.faster({ speed: numbers.decimal(row.speed) });
  const untrained = added.untrained.length;
  return html`<p>${text.cutting.added({ count: numbers.whole(added.count) })} ${speed} ${
    untrained === 0 ? text.cutting.allTrained : text.cutting.untrained({ count: numbers.whole(untrained) })
  }</p>`;
}

/** A piece that is no whole character is written as bytes: `\xEB` or `<0xEB>`. */
const bytePiece = /^(?:\\x[0-9a-f]{2}|<(?:0x)?[0-9a-f]{2}>)+$/i;

function renderPieces({ text, numbers, report }: PageContext, pieces: readonly string[]): Html {
  const boxes = pieces.map((piece) =>
    bytePiece.test(piece)
      ? html`<span class="piece byte">${piece
          .replaceAll(/0x|[^0-9a-f]/gi, ' ')
          .trim()
          .replaceAll(/ +/g, ' ')}</span>`
      : html`<span class="piece">${piece.replaceAll(' ', '␣')}</span>`,
  );
  const count =
    pieces.length === 1 ? text.cutting.onePiece : text.cutting.pieces({ count: numbers.whole(pieces.length) });
  return html`<span class="pieces" lang="${report.graft.language}">${boxes}</span> <span class="soft count">${count}</span>`;
}

function renderRows({ text, numbers }: PageContext, cutting: Fertility, baseTokensPerByte: number): Html {
  const rows = cutting.rows.map(
    (row) => html`<tr>
<td class="number">${numbers.whole(row.newTokens)}</td>
<td class="number">${numbers.ratio(row.tokensPerByte)}</td>
<td class="number">${numbers.decimal(row.tokensPerWord)}</td>
<td class="number">×${numbers.decimal(row.speed)}</td>
<td class="number optional">${row.parameters === undefined ? '' : numbers.compact(row.parameters)}</td>
<td class="wide">${renderBar(row.tokensPerByte / baseTokensPerByte, 'target')}</td>
</tr>`,
  );
  return html`<div class="scroll"><table>
<thead><tr>
<th scope="col" class="number">${text.cutting.newTokens}</th>
<th scope="col" class="number">${text.cutting.tokensPerByte}</th>
<th scope="col" class="number">${text.cutting.tokensPerWord}</th>
<th scope="col" class="number">${text.cutting.speed}</th>
<th scope="col" class="number optional">${text.cutting.parameters}</th>
<td class="wide"></td>
</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

function sayRecommendation({ text, numbers }: PageContext, cutting: Fertility): string {
  const { reason, forecast } = cutting.recommendation;
  return text.cutting.recommendation[reason]({
    count: numbers.whole(cutting.recommendedNewTokens),
    trainedTokens: numbers.compact(forecast?.trainedTokens ?? 0),
    breakEven: numbers.compact(forecast?.breakEvenTokens ?? 0),
  });
}

/** Both arms, quality beside speed, and what this graft came to. */
function renderForecast({ text, numbers, report }: PageContext, cutting: Fertility): Html | undefined {
  const { forecast } = cutting.recommendation;
  if (!forecast) return undefined;
  const added = report.training?.newTokens?.count ?? 0;
  const extended = cutting.rows.find(({ newTokens }) => newTokens === (added || cutting.exampleNewTokens));
  const measured = report.comparison?.targetLanguage.relative?.value;
  const arms = [
    { name: text.cutting.withoutNewTokens, change: forecast.none, speed: 1, isOurs: added === 0 },
    {
      name: text.cutting.withNewTokens({ count: numbers.whole(extended?.newTokens ?? 0) }),
      change: forecast.extended,
      speed: extended?.speed ?? 1,
      isOurs: added > 0,
    },
  ];
  const rows = arms.map(
    ({ name, change, speed, isOurs }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${numbers.signedPercent(change)}</td><td class="number">${isOurs && measured !== undefined ? numbers.signedPercent(measured) : ''}</td><td class="number">×${numbers.decimal(speed)}</td></tr>`,
  );
  return html`<p>${text.cutting.forecast({ trainedTokens: numbers.compact(forecast.trainedTokens) })}</p>
<div class="scroll"><table><thead><tr><th scope="col">${text.cutting.graft}</th><th scope="col" class="number">${text.cutting.bitsPerByte}</th><th scope="col" class="number">${text.cutting.measuredHere}</th><th scope="col" class="number">${text.cutting.speed}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

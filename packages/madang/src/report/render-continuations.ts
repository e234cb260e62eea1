// The same beginnings continued by base and graft, side by side, as the models wrote them.
import { type Html, html } from './html.ts';
import { languageOfText, type PageContext } from './page-context.ts';

export function renderContinuations(context: PageContext): Html {
  const { text, report } = context;
  if (report.continuations.length === 0) return html`<p>${text.continuations.none}</p>`;
  const pairs = report.continuations.map(
    ({ prompt, before, after }) => html`<article>
<h3 class="prompt" lang="${languageOfText(report, prompt)}" dir="auto">${prompt}</h3>
<div class="pair">${renderAnswer(context, text.continuations.before, prompt, before)}
${renderAnswer(context, text.continuations.after, prompt, after)}</div></article>`,
  );
  return html`<p>${text.continuations.summary}</p>${pairs}${renderSamples(context)}`;
}

function renderAnswer({ text, report }: PageContext, who: string, prompt: string, answer: string): Html {
  const continued = continuationOf(prompt, answer);
  return html`<div><p class="label">${who}</p><p class="answer" lang="${languageOfText(report, continued)}" dir="auto">${
    continued === '' ? html`<span class="soft">${text.continuations.nothing}</span>` : continued
  }</p></div>`;
}

function renderSamples({ text, report, numbers }: PageContext): Html | undefined {
  if (report.samples.length === 0) return undefined;
  const items = report.samples.map(
    (sample) =>
      html`<li>${
        sample.at !== undefined &&
        html`<span class="label">${text.continuations.at({ at: numbers.whole(sample.at) })}</span>`
      }<p class="answer" lang="${languageOfText(report, sample.text)}" dir="auto"><b>${sample.prompt}</b> ${continuationOf(sample.prompt, sample.text)}</p></li>`,
  );
  return html`<details><summary>${text.continuations.whileTraining}</summary><ul class="plain">${items}</ul></details>`;
}

/** Without the prompt, where the text repeats it. */
export function continuationOf(prompt: string, text: string): string {
  return (text.startsWith(prompt) ? text.slice(prompt.length) : text).trim();
}

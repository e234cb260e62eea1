// The page of a run: one HTML file that needs nothing else. Its content security policy allows only its own style and
// its own script, by hash, and no request at all. Every language is in it; radio buttons choose without a script.
import { createHash } from 'node:crypto';
import type { Locale } from '../kernel/operation.ts';
import type { Report } from './contract.ts';
import { locales } from './format-numbers.ts';
import { type Html, html, trusted } from './html.ts';
import { type PageContext, pageContext } from './page-context.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { renderContinuations } from './render-continuations.ts';
import { renderCutting } from './render-cutting.ts';
import { renderData } from './render-data.ts';
import { renderFiles } from './render-files.ts';
import { renderForecast } from './render-forecast.ts';
import { renderGate } from './render-gate.ts';
import { renderTraining } from './render-training.ts';
import { renderLimits, renderUse } from './render-use.ts';
import { renderVerdict } from './render-verdict.ts';

const sections = [
  { name: 'data', render: renderData },
  { name: 'cutting', render: renderCutting },
  { name: 'training', render: renderTraining },
  { name: 'gate', render: renderGate },
  { name: 'continuations', render: renderContinuations },
  { name: 'forecast', render: renderForecast },
  { name: 'files', render: renderFiles },
  { name: 'use', render: renderUse },
  { name: 'limits', render: renderLimits },
] as const;

/** `locale` is what a reader sees whose browser asks for neither language. */
export function renderPage(report: Report, locale: Locale = 'en'): string {
  const contexts = locales.map((each) => pageContext(report, each));
  const title = pageContext(report, locale).text.page.title(report.graft);
  const { markup } = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${sourceHash(pageStyle)}'; script-src '${sourceHash(pageScript)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(pageStyle)}</style>
</head>
<body>
${contexts.map(({ numbers }) => html`<input class="choice" type="radio" name="language" id="language-${numbers.locale}" value="${numbers.locale}"${numbers.locale === locale && trusted(' checked')}>`)}
<div class="switch"><span class="brand" lang="ko">마당</span>${contexts.map(renderChoice)}</div>
${contexts.map(renderLanguage)}
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return markup;
}

function renderChoice({ text, numbers }: PageContext): Html {
  return html`<label for="language-${numbers.locale}" lang="${numbers.locale}">${text.page.languageName}</label>`;
}

function renderLanguage(context: PageContext): Html {
  const { text, report, numbers, id } = context;
  const { run } = report;
  const links = sections.map(({ name }) => html`<li><a href="#${id(name)}">${text[name].heading}</a></li>`);
  const parts = sections.map(
    ({ name, render }) => html`<section aria-labelledby="${id(name)}">
<h2 id="${id(name)}">${text[name].heading}</h2>
${render(context)}</section>
`,
  );
  return html`<main class="page" lang="${numbers.locale}" data-title="${text.page.title(report.graft)}">
${renderVerdict(context)}
<nav aria-label="${text.page.contents}"><ul>${links}</ul></nav>
${parts}
<footer>${text.page.footer({ madang: run.machine?.madang ?? '', run: run.id })}</footer>
</main>`;
}

function sourceHash(content: string): string {
  return `sha256-${createHash('sha256').update(content, 'utf8').digest('base64')}`;
}

// HTML as a value: the tagged template escapes every string that is not HTML itself, so that nothing from a document,
// a prompt or a licence can become markup (OWASP's rule for element content and quoted attributes).

export interface Html {
  readonly markup: string;
}

export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = strings.reduce((text, string, index) => text + markupOf(parts[index - 1]) + string);
  return { markup };
}

/** Markup that is known to be safe: the page's own style and script. */
export function trusted(markup: string): Html {
  return { markup };
}

/** A link only where the address is http or https; else the plain text. */
export function linkTo(address: string | undefined, text: string): Html {
  if (address === undefined || !/^https?:\/\//i.test(address)) return html`${text}`;
  return html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => entities[character] ?? '')
  );
}

function markupOf(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('markup' in part) return part.markup;
  return part.map(markupOf).join('');
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml, html, linkTo } from './html.ts';

test('what is put into the template is text, never markup', () => {
  const hostile = `</script><img src=x onerror="alert('1')">&`;
  const { markup } = html`<p title="${hostile}">${hostile}</p>`;
  expect(markup.match(/<[a-z/]/g)).toEqual(['<p', '</']);
  expect(markup).not.toContain('onerror="');
});

test('every text survives escaping, but for control characters', () => {
  const decode = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', ';', 'a', '가', '&lt;', '\n') }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      expect(decode(escapeHtml(text))).toBe(text);
    }),
  );
  expect(escapeHtml('a\u0000b\u001b[31m\ud800')).toBe('a\ufffdb\ufffd[31m\ufffd');
});

test('nested parts, lists and absent parts', () => {
  const rows = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${rows}${undefined}${false}${0}</ul>`.markup).toBe('<ul><li>&lt;a&gt;</li><li>b</li>0</ul>');
});

test('only http and https become links', () => {
  expect(linkTo('https://ko.wikinews.org/', 'x').markup).toContain('href="https://ko.wikinews.org/"');
  expect(linkTo('javascript:alert(1)', '<x>').markup).toBe('&lt;x&gt;');
  expect(linkTo(undefined, 'x').markup).toBe('x');
});

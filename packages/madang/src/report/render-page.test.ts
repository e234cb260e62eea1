import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Report } from './contract.ts';
import { pilotReport } from './pilot.fixture.ts';
import { renderPage } from './render-page.ts';

const hostile = `</script></style><img src=x onerror="alert('1')"><svg/onload=alert(1)>`;

/** Every string of the report turned hostile, but for those that are one of a list or read as a tag, time or number. */
function poison(value: unknown, key = ''): unknown {
  const fixed = [
    'schema',
    'language',
    'sourceLanguage',
    'outcome',
    'reason',
    'check',
    'gate',
    'name',
    'heldOutBy',
    'startedAt',
    'endedAt',
  ];
  if (typeof value === 'string') return fixed.includes(key) ? value : `${value}${hostile}`;
  if (Array.isArray(value)) return value.map((each) => poison(each));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
}

const elements = (page: string, name: string) => page.match(new RegExp(`<${name}[\\s>]`, 'g')) ?? [];

test('a hostile report adds no element, no handler and no address', () => {
  const clean = renderPage(pilotReport);
  const page = renderPage(poison(pilotReport) as Report);
  for (const name of ['img', 'script', 'style', 'iframe', 'link', 'svg']) {
    expect(elements(page, name).length, name).toBe(elements(clean, name).length);
  }
  expect(page).not.toContain('<img');
  const unquoted = page.replaceAll(/="[^"]*"/g, '=""');
  expect(unquoted).not.toMatch(/<[^>]*\son\w+=/);
  expect(page).toContain('&lt;img src=x onerror=');
});

test('the policy allows exactly the style and the script of the page', () => {
  const page = renderPage(pilotReport);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
  const hash = (name: string) => {
    const content = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(page)?.[1] ?? '';
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  };
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src ${hash('style')};`);
  expect(policy).toContain(`script-src ${hash('script')};`);
  expect(policy).not.toContain('unsafe');
  expect(page).not.toMatch(/\sstyle="/);
});

test('ids are unique although both languages are there', () => {
  const ids = Array.from(renderPage(pilotReport).matchAll(/\sid="([^"]+)"/g), ([, id]) => id);
  expect(ids.length).toBeGreaterThan(20);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('what is absent is said', () => {
  const bare: Report = {
    schema: 'madang/report@1',
    graft: pilotReport.graft,
    run: { id: 'x', steps: [], warnings: [] },
    curves: [],
    continuations: [],
    samples: [],
  };

  test('a run that was stopped at its first step has a page', () => {
    const page = renderPage(bare);
    expect(page).toContain('Nothing can be said yet about better or worse.');
    expect(page).toContain('아직 말할 수 없습니다');
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });

  test('a source language without text, a failed gate, an unknown licence', () => {
    const { sourceLanguage: _, ...comparison } = pilotReport.comparison ?? Object.create(null);
    const sources = pilotReport.documents?.sources.map((source) => ({ ...source, licence: 'unknown' })) ?? [];
    const page = renderPage({
      ...pilotReport,
      comparison,
      documents: { sources },
      gate: { gate: 'fail', conditions: [{ name: 'target-better', outcome: 'fail', value: 0.1, bound: 0 }] },
    });
    expect(page).toContain('English was not measured');
    expect(page).toContain('The gate failed: Korean is not shown to be better.');
    expect(page).toContain('For local use only');
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });
});

import { describe, expect, test } from 'vitest';
import { displayWidth } from '../kernel/display-width.ts';
import { closingScreen } from './closing-screen.ts';
import type { Report } from './contract.ts';
import { pilotReport } from './pilot.fixture.ts';

const places = { release: 'korean-graft/releases/korean/0.1.0', page: 'korean-graft/report/index.html' };
const failed: Report = {
  ...pilotReport,
  gate: { gate: 'fail', conditions: [{ name: 'facts-kept', outcome: 'fail', value: 0.2, bound: 0.1 }] },
};

describe.each(['en', 'ko'] as const)('closing screen in %s', (locale) => {
  test('no line but a command or a path is wider than 80 columns', () => {
    const long = 'ㅋ'.repeat(300);
    const report = { ...pilotReport, continuations: [{ prompt: long, before: `a ${long}`, after: `b ${long}` }] };
    const lines = [...closingScreen(report, locale, places), ...closingScreen(failed, locale, { page: places.page })];
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.endsWith('ㅋ…'))).toHaveLength(3);
  });

  test('the verdict, three beginnings before and after, the exact next commands', () => {
    const text = closingScreen(pilotReport, locale, places).join('\n');
    expect(text).toContain('21.2%');
    for (const { prompt } of pilotReport.continuations) expect(text).toContain(`"${prompt}"`);
    expect(text).toContain(`  madang chat ${places.release}\n`);
    expect(text).toContain(`  llama-cli -m ${places.release}/korean-Q8_0.gguf\n`);
    expect(text).toContain(`  ollama create korean -f ${places.release}/Modelfile\n`);
    expect(text).toContain(places.page);
  });

  test('a failed gate says so and offers no command', () => {
    const { release: _, ...report } = failed;
    const text = closingScreen(report, locale, { page: places.page }).join('\n');
    expect(text).toContain(locale === 'en' ? 'too many facts were lost' : '알던 사실을 너무 많이 잃음');
    expect(text).toContain('--allow-failed-gate');
    expect(text).not.toContain('madang chat');
  });
});

test('no answer can send an escape sequence or turn the writing direction', () => {
  const continuations = [{ prompt: '\u001b]0;x\u0007', before: '\u001b[2J', after: 'a\u202eb\r\nc\ud800' }];
  const text = closingScreen({ ...pilotReport, continuations }, 'en', places).join('\n');
  for (const forbidden of ['\u001b', '\u0007', '\r', '\u202e', '\ud800']) expect(text).not.toContain(forbidden);
});

test('paths with a space or a quote are quoted', () => {
  const text = closingScreen(pilotReport, 'en', { ...places, release: "my folder/it's" }).join('\n');
  expect(text).toContain(`madang chat 'my folder/it'\\''s'`);
});

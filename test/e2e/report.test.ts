// The page of a run in a real browser, opened from disk: nothing leaves, nothing overflows, both languages are there.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pilotReport } from '../../packages/madang/src/report/pilot.fixture.ts';
import { renderPage } from '../../packages/madang/src/report/render-page.ts';

const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));

describe.skipIf(chromium === undefined)('the page in Chromium (skipped where none is installed)', () => {
  let browser: Browser;
  let folder = '';
  let address = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'madang-page-'));
    writeFileSync(join(folder, 'index.html'), renderPage(pilotReport));
    address = pathToFileURL(join(folder, 'index.html')).href;
    const playwright = await import('playwright-core');
    browser = await playwright.chromium.launch({
      executablePath: chromium ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page and notes everything that it asks for or complains of. */
  async function open(
    options: BrowserContextOptions,
  ): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    return { page, requests, complaints };
  }

  const shown = (page: Page, language: string) => page.locator(`main[lang=${language}]`).isVisible();

  test('asks for nothing but itself and complains of nothing', async () => {
    const { page, requests, complaints } = await open({ locale: 'en-US' });
    await page.locator('main[lang=en] details').first().locator('summary').click();
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address]);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['en', 'light'],
    ['ko', 'dark'],
  ] as const)('fits a phone of 360 pixels in %s, everything opened', async (language, colorScheme) => {
    const { page } = await open({ viewport: { width: 360, height: 740 }, locale: language, colorScheme });
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await shown(page, language)).toBe(true);
  });

  test("the reader's language comes first and the switch changes it, with the title", async () => {
    const { page } = await open({ locale: 'ko-KR' });
    expect([await shown(page, 'ko'), await shown(page, 'en')]).toEqual([true, false]);
    expect(await page.title()).toBe('korean 0.1.0: 접목 보고서');
    await page.locator('label[lang=en]').click();
    expect([await shown(page, 'ko'), await shown(page, 'en')]).toEqual([false, true]);
    expect(await page.title()).toBe('korean 0.1.0: report of a graft');
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });

  test('without JavaScript it is readable and the switch still works, by keyboard too', async () => {
    const { page } = await open({ javaScriptEnabled: false, locale: 'ko-KR' });
    expect([await shown(page, 'ko'), await shown(page, 'en')]).toEqual([false, true]);
    expect(await page.locator('main[lang=en] .copy').first().isVisible()).toBe(false);
    await page.locator('label[lang=ko]').click();
    expect([await shown(page, 'ko'), await shown(page, 'en')]).toEqual([true, false]);
    await page.keyboard.press('ArrowLeft');
    expect([await shown(page, 'ko'), await shown(page, 'en')]).toEqual([false, true]);
  });

  test('a hash is copied by its button', async () => {
    const { page } = await open({ locale: 'en-US', permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.locator('main[lang=en] .copy').first();
    await button.click();
    await expect.poll(() => button.textContent()).toBe('copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(pilotReport.release?.files[0]?.sha256);
  });
});

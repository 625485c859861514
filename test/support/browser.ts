import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Chromium is looked for; the system's own, none is downloaded. */
const CHROMIUM = '/usr/bin/chromium';

/** A real browser, or `null` where there is none: skip the suite then, so that it is reported as skipped. */
export async function openBrowser(): Promise<Browser | null> {
  if (!existsSync(CHROMIUM)) return null;
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page complained of. */
export interface Complaints {
  /** What went to the console as an error, and errors that nothing caught. */
  readonly errors: string[];
  /** Each violation of the Content-Security-Policy: `directive blocked-URI`. */
  readonly violations: string[];
  /** Every URL that the page asked for. */
  readonly requests: string[];
}

/** A page that remembers what it complained of. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page & { complaints: Complaints }> {
  const page = await browser.newPage(options);
  const complaints: Complaints = { errors: [], violations: [], requests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.errors.push(message.text());
  });
  page.on('pageerror', (error) => complaints.errors.push(String(error)));
  page.on('request', (request) => complaints.requests.push(request.url()));
  await page.exposeFunction('reportViolation', (text: string) => complaints.violations.push(text));
  await page.addInitScript(() => {
    const { document, reportViolation } = globalThis as unknown as {
      document: EventTarget;
      reportViolation(text: string): void;
    };
    document.addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI } = event as Event & Record<string, string>;
      reportViolation(`${effectiveDirective} ${blockedURI}`);
    });
  });
  return Object.assign(page, { complaints });
}

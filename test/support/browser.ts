import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The path of the system's Chromium. */
const CHROMIUM = '/usr/bin/chromium';

/** Launches Chromium. Returns `null` if it is not installed; skip the suite then, so that it is reported as skipped. */
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

/** The errors, violations and requests of a page. */
export interface Complaints {
  /** Console errors and uncaught errors. */
  readonly errors: string[];
  /** Violations of the Content-Security-Policy, as `directive blocked-URI`. */
  readonly violations: string[];
  /** The URLs of all requests. */
  readonly requests: string[];
}

/** Opens a page and records its {@link Complaints}. */
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

// Opens a window of the browser-based editor in headless Chromium.
// Knows nothing of tests; needs playwright-core, so it is imported only once the packages are installed.
import { chromium } from 'playwright-core';
import { onEnd } from './children.mjs';
import { ensureChromium } from './chromium.mjs';

const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
QUIET.push('--disable-component-update', '--disable-sync', '--disable-dev-shm-usage');

/**
 * An empty page of a fresh Chromium; ended by `endAll`.
 * @param {{ width: number, height: number }} size
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function openPage(size) {
  const executablePath = await ensureChromium();
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET;
  const browser = await chromium.launch({ executablePath, args, handleSIGINT: false, handleSIGTERM: false });
  onEnd(() => browser.close());
  return browser.newPage({ viewport: size });
}

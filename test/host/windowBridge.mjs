// Lets the tests in the extension host press keys in the real window and look at it: a small HTTP service on 127.0.0.1.
// Knows the page only; what the tests do with it is theirs.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { onEnd } from './children.mjs';

/**
 * Starts the service; ended by `endAll`.
 * @param {import('playwright-core').Page} page
 * @param {string} screenshots the folder for screenshots
 * @returns {Promise<string>} the address that takes `{ do, … }` as JSON, with a token that nobody else knows
 */
export async function bridgeWindow(page, screenshots) {
  mkdirSync(screenshots, { recursive: true });
  /** @type {Record<string, (ask: any) => Promise<unknown>>} */
  const actions = {
    press: ({ keys }) => page.keyboard.press(keys),
    type: ({ text }) => page.keyboard.type(text, { delay: 20 }),
    click: ({ selector, text }) =>
      (text ? page.locator(selector, { hasText: text }) : page.locator(selector)).first().click({ timeout: 10_000 }),
    // Texts of the visible elements, with the no-break spaces of the editor as plain ones.
    texts: ({ selector }) =>
      page.$$eval(selector, (found) =>
        found.filter((each) => each.getClientRects().length > 0).map((each) => each.textContent ?? ''),
      ),
    // The same inside frames, where a webview shows its page.
    frameTexts: async ({ selector }) => {
      const texts = [];
      for (const frame of page.frames()) {
        texts.push(
          ...(await frame.$$eval(selector, (found) => found.map((each) => each.textContent ?? '')).catch(() => [])),
        );
      }
      return texts;
    },
    screenshot: ({ name }) => page.screenshot({ path: join(screenshots, `${name}.png`) }).then(() => undefined),
  };
  const token = randomUUID();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      try {
        if (request.url !== `/${token}`) throw new Error('unknown address');
        const ask = JSON.parse(body);
        const result = await actions[ask.do]?.(ask);
        response.end(JSON.stringify({ result: result ?? null }));
      } catch (error) {
        response.statusCode = 500;
        response.end(JSON.stringify({ error: String(error) }));
      }
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  onEnd(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}/${token}`;
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { openChromium } from './chromium.ts';

let stack: Stack;
let browser: Browser;
let pictures: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ decodes: true }), openChromium()]);
  pictures = mkdtempSync(join(tmpdir(), 'pictures-'));
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

const WISH = 'Ouvrir une cantine de quartier, pour commencer';
let pageCount = 0;

async function picture(page: Page): Promise<void> {
  pageCount += 1;
  await page.screenshot({ path: join(pictures, `${pageCount}.png`), fullPage: true });
}

test('a person fills in the form, reads the confirmation, and an administrator reads the path in Temporal’s Web UI', async () => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, locale: 'fr-FR' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);

  await page.goto(`${stack.sandbox.web}/forms/d/F-REG/viewform`);
  await page.getByLabel('Prénom').fill('Bérénice');
  await page.getByLabel('Nom', { exact: false }).nth(1).fill('Quatrefages');
  await page.getByLabel('Adresse e-mail').fill('berenice@example.org');
  await page.getByLabel('Date de naissance').fill('1985-06-07');
  await page.getByLabel('Les Aunettes').check();
  await page.getByLabel('Votre envie ou projet').fill(WISH);
  await page.getByRole('group', { name: 'mes données soient conservées' }).getByLabel('Oui').check();
  await picture(page);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await page.waitForURL(/formResponse/);
  await picture(page);

  const [confirmation] = await stack.until(async () => {
    const mails = await stack.sandbox.mailsTo('berenice@example.org');
    return mails.length > 0 ? mails : null;
  }, 'the confirmation is delivered');
  await page.goto(`${stack.sandbox.web}/mail?to=berenice%40example.org`);
  await page
    .getByText(confirmation?.subject ?? '?')
    .first()
    .click();
  await page.waitForURL(/\/mail\/\d+/);
  const letter = page.frameLocator('iframe').first();
  await letter.getByText('Bérénice').first().waitFor();
  const text = await letter.locator('body').innerText();
  expect(text).toContain('Maison de quartier des Aunettes');
  await picture(page);

  const reference = /GC-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(confirmation?.messageId ?? '')?.[0];
  await page.goto(`${stack.uiUrl}/namespaces/default/workflows/participant-${reference}`);
  await page.locator('a[href$="/user-metadata"]').click();
  // The UI shows Markdown in a frame of its own.
  const details = page.frameLocator('iframe').locator('body');
  await details.getByText('Bérénice Quatrefages').waitFor();
  const story = await details.innerText();
  for (const words of ['invité', WISH, 'Place réservée', 'Journal', 'Et ensuite']) expect(story).toContain(words);
  await picture(page);

  // The same page without the codec server: nobody reads anything.
  const blind = await context.newPage();
  const refused: string[] = [];
  await blind.route(/\/decode(\?|$)/, async (route) => {
    refused.push(route.request().url());
    await route.abort();
  });
  await blind.goto(page.url());
  await blind.getByText(`participant-${reference}`).first().waitFor();
  await stack.until(() => refused.length > 0, 'the Web UI asks for clear text');
  for (const frame of blind.frames()) expect(await frame.locator('body').innerText()).not.toContain('Bérénice');
});

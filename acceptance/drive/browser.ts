import { existsSync } from 'node:fs';
import type { Filled } from '../people.ts';

/** Fills a form in with a real browser, by its visible labels. */
export async function fillInWithBrowser(url: string, answers: Filled): Promise<void> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ ...(await installed()), handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  try {
    const page = await browser.newPage({ locale: 'fr-FR' });
    await page.goto(url);
    for (const [title, value] of Object.entries(answers)) {
      // « Nom » is no « Prénom ».
      const named = new RegExp(`^${title.replaceAll('?', '\\?')}`);
      const group = page.getByRole('group', { name: named });
      if ((await group.count()) > 0) await group.getByLabel(value, { exact: true }).check();
      else {
        const field = page.getByLabel(named).first();
        if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
        else await field.fill(value);
      }
    }
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('votre réponse est enregistrée').waitFor({ timeout: 15_000 });
  } finally {
    await browser.close();
  }
}

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

async function installed(): Promise<{ executablePath: string; args?: string[] }> {
  const found = [process.env['CHROMIUM_PATH'] ?? '', ...USUAL].find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return { executablePath: found, args: ['--no-sandbox'] };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium');
    return { executablePath: await chromium.executablePath(), args: chromium.args };
  }
  throw new Error('No Chromium was found for the registration by browser: install Chrome or Chromium, or set CHROMIUM_PATH to one.');
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A headless Chromium: CHROMIUM_PATH, else the one that npm brought (Linux x64), else one of this machine's. */
export async function openChromium(): Promise<Browser> {
  const tried: string[] = [];
  for (const { executablePath, args } of await candidates()) {
    try {
      return await chromium.launch({ executablePath, args: [...args], headless: true });
    } catch {
      tried.push(executablePath);
    }
  }
  throw new Error(
    `No Chromium could be started${tried.length > 0 ? ` (tried ${tried.join(', ')})` : ''}: install Chromium or Chrome, or set CHROMIUM_PATH to its program, then run the tests again.`,
  );
}

async function candidates(): Promise<readonly { readonly executablePath: string; readonly args: readonly string[] }[]> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return [{ executablePath: named, args: [] }];
  const found = USUAL.flatMap((name) => pathOf(name) ?? []).map((executablePath) => ({ executablePath, args: ['--no-sandbox'] }));
  return [...(await fromPackage()), ...found];
}

/** With it a browser sends no Origin: pages would be let in, or refused, as no person's browser is. */
const UNLIKE_A_BROWSER = '--disable-web-security';

async function fromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  const { default: packaged } = await import('@sparticuz/chromium');
  // Nothing here draws in three dimensions: half of a browser's processor time.
  packaged.setGraphicsMode = false;
  return [{ executablePath: await packaged.executablePath(), args: packaged.args.filter((one) => one !== UNLIKE_A_BROWSER) }];
}

function pathOf(name: string): string | null {
  if (/[\\/]/.test(name)) return existsSync(name) ? name : null;
  const { status, stdout } = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
  return status === 0 ? (stdout.split('\n')[0] ?? null) : null;
}

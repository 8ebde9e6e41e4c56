import { expect, test } from 'vitest';
import { testSandbox } from '../test-sandbox.ts';

test('every page finds its style sheets, and a browser asks for them anew', async () => {
  await using sandbox = await testSandbox();
  const { web } = sandbox.announcement;
  const names = new Set<string>();
  for (const path of ['/', '/mail', '/calendar', '/control', '/forms/d/F-REG/viewform']) {
    const page = await (await fetch(`${web}${path}`)).text();
    const sheets = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(`${path}: ${sheets.length}`).toBe(`${path}: 2`);
    for (const sheet of sheets) {
      const { status, headers } = await fetch(`${web}${sheet}`);
      expect([sheet, status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        sheet,
        200,
        'text/css; charset=utf-8',
        'no-cache',
      ]);
      names.add(sheet);
    }
  }
  expect(names.size).toBe(6);
  expect((await fetch(`${web}/styles/..%2Flayout.ts`)).status).toBe(404);
});

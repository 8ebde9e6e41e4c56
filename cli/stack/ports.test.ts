import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkPorts, freePorts, usualPorts } from './ports.ts';

test('the usual ports are fixed, all different, and move together', () => {
  expect(usualPorts(undefined)).toMatchObject({ temporal: 7233, ui: 8233 });
  const ports = Object.values(usualPorts('9000'));
  expect(new Set(ports).size).toBe(6);
  for (const bad of ['x', '80', '70000', '1.5']) expect(() => usualPorts(bad)).toThrow(/^TEMPORAL_PORT must be .+$/);
});

test('free ports pass the check; a taken one is named with the way out', async () => {
  const ports = await freePorts();
  expect(new Set(Object.values(ports)).size).toBe(6);
  await checkPorts(ports, ['temporal', 'ui', 'codec', 'web', 'tls', 'smtp']);
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(ports.web, '127.0.0.1', resolve));
  await expect(checkPorts(ports, ['web'])).rejects.toThrow(
    new RegExp(`^Port ${ports.web}, for the forms.+TEMPORAL_PORT=\\d+ npm start\\.$`),
  );
  await new Promise((resolve) => squatter.close(resolve));
});

import { afterEach, expect, test } from 'vitest';
import { surroundings } from './stack.ts';

const NAMES = ['PAYLOAD_KEY', 'PAYLOAD_KEY_FILE', 'PAYLOAD_KEY_COPY', 'REF_KEY_FILE', 'CODEC_ORIGINS', 'TEMPORAL_ADDRESS'];
const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

test.each(NAMES)('%s of the surroundings reaches no process of a story', (name) => {
  process.env[name] = 'somebody else’s';
  process.env['EDITOR_OF_THE_STORY'] = 'stays';
  expect(surroundings()).not.toHaveProperty(name);
  expect(surroundings()).toHaveProperty('EDITOR_OF_THE_STORY', 'stays');
});

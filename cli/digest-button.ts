import { readerOf, worklistCodes } from '../activities/staff-worklist/reader.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { parseKeys } from '../workers/codec-key.ts';
import { type Digest, sendDigests } from '../workers/digests.ts';
import { createClient } from '../workers/service.ts';
import { type Button, offerButton } from './stack/button.ts';
import type { Stack } from './stack/stack.ts';
import { DIGEST_BUTTON } from './words.ts';

/** « Ma journée » of every member of staff at a press of a button on the sandbox's first page, as `npm run digest` sends it. */
export async function offerDigests(
  { connection, namespace, env }: Pick<Stack, 'connection' | 'namespace' | 'env'>,
  { web, programme }: { readonly web: string; readonly programme: Programme },
): Promise<Button> {
  const client = createClient({ connection, namespace, payloadKeys: parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']) });
  return await offerButton(web, { id: 'digests', ...DIGEST_BUTTON }, async () =>
    outcomeOf(programme, await sendDigests(client, worklistCodes(programme))),
  );
}

export function outcomeOf(programme: Programme, digests: readonly Digest[]) {
  return {
    isDone: digests.every(({ isDone }) => isDone),
    lines: digests.map(({ code, said }) => `${readerOf(programme, code)?.name ?? code} : ${said}`),
  };
}

import { SearchAttributeType } from '@temporalio/common';
import { expect, test } from 'vitest';
import { ensureSearchAttributes, type SearchableConnection, searchAttributeFlags, WANTED } from './search-attributes.ts';

const wanted = { GcStage: SearchAttributeType.KEYWORD, GcReminders: SearchAttributeType.INT };

/** A server in the small: what it holds, what it refuses, and after how many searches a new attribute can be used. */
function server({
  holds = {},
  refuses,
  lag = 0,
}: {
  holds?: Record<string, number>;
  refuses?: { list?: number; add?: number; count?: number };
  lag?: number;
}) {
  const attributes = new Map(Object.entries(holds));
  const added: Record<string, number>[] = [];
  let searches = 0;
  const refuse = (code: number | undefined) => {
    if (code !== undefined) throw Object.assign(new Error('refused'), { code });
  };
  const connection = {
    operatorService: {
      listSearchAttributes: async () => {
        refuse(refuses?.list);
        return { customAttributes: Object.fromEntries(attributes) };
      },
      addSearchAttributes: async ({ searchAttributes }: { searchAttributes: Record<string, number> }) => {
        refuse(refuses?.add);
        added.push(searchAttributes);
        for (const [name, type] of Object.entries(searchAttributes)) attributes.set(name, type);
        return {};
      },
    },
    workflowService: {
      countWorkflowExecutions: async () => {
        refuse(refuses?.count);
        if (searches++ < lag || !Object.keys(wanted).every((name) => attributes.has(name))) refuse(3);
        return {};
      },
    },
  };
  return { connection: connection as unknown as SearchableConnection, added };
}

test('adds what is missing, with its type, and nothing the second time', async () => {
  const { connection, added } = server({ holds: { GcStage: 2 } });
  await ensureSearchAttributes(connection, 'default', { wanted });
  expect(added).toEqual([{ GcReminders: 3 }]);
  await ensureSearchAttributes(connection, 'default', { wanted });
  expect(added).toHaveLength(1);
});

test('waits until a new attribute can be searched', async () => {
  await expect(ensureSearchAttributes(server({ lag: 2 }).connection, 'default', { wanted })).resolves.toBeUndefined();
});

test('another type of the same name stops in one line', async () => {
  const { connection } = server({ holds: { GcStage: 1, GcReminders: 3 } });
  await expect(ensureSearchAttributes(connection, 'default', { wanted })).rejects.toThrow(/GcStage \(Keyword\) expected\. .+$/);
});

test('a refusal says what to create, also where the list is refused', async () => {
  for (const refuses of [{ add: 7 }, { add: 12 }, { list: 7, add: 7 }]) {
    const { connection } = server({ refuses });
    await expect(ensureSearchAttributes(connection, 'prod', { wanted, timeoutMs: 10 })).rejects.toThrow(
      /^Create these search attributes in namespace prod .+: GcStage \(Keyword\), GcReminders \(Int\)$/,
    );
  }
});

test('where everything stands already, a server that refuses to list is fine', async () => {
  const { connection } = server({ holds: { GcStage: 2, GcReminders: 3 }, refuses: { list: 7 } });
  await expect(ensureSearchAttributes(connection, 'prod', { wanted })).resolves.toBeUndefined();
});

test('the time-skipping test server has no search', async () => {
  await expect(ensureSearchAttributes(server({ refuses: { count: 12 } }).connection, 'default', { wanted })).resolves.toBeUndefined();
});

test('ours fit SQL visibility: at most 10 Keyword and 3 of each other type', () => {
  const counts = Map.groupBy(Object.values(WANTED), (type) => type);
  expect(Object.keys(WANTED).length).toBe(searchAttributeFlags().length);
  expect(Object.keys(WANTED).length).toBeGreaterThan(0);
  for (const [type, all] of counts) expect(all.length).toBeLessThanOrEqual(type === SearchAttributeType.KEYWORD ? 10 : 3);
});

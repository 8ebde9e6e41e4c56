import { expect, test } from 'vitest';
import { isSessionId, referenceIn, workflowIds } from './workflow-ids.ts';

test('a reference is read back from the id that was made of it, and from no other', () => {
  expect(referenceIn(workflowIds.path('GC-AAAA-BBBB'))).toBe('GC-AAAA-BBBB');
  expect(referenceIn(workflowIds.session('info-2026-12-a'))).toBe('info-2026-12-a');
  for (const id of [workflowIds.planner, workflowIds.watch, workflowIds.duty, workflowIds.worklist('s1'), workflowIds.intake('unable')])
    expect([referenceIn(id), isSessionId(id)]).toEqual([null, false]);
});

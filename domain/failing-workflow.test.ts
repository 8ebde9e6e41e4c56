import { expect, test } from 'vitest';
import { failingLine } from './failing-workflow.ts';

const SINCE = '2026-11-28T09:00:00.000Z';

test('a terminated path is one line of the coordinator’s that says how to bring it back', () => {
  const { key, item } = failingLine({ workflowId: 'participant-GC-7K3M-9QXD', type: 'participantPath', what: 'ended', since: SINCE }, 's1');
  expect(key).toBe('participant-GC-7K3M-9QXD failing-ended');
  expect(item).toMatchObject({ worklist: 's1', kind: 'service', reference: 'GC-7K3M-9QXD', urgent: true });
  expect(item.missing).toContain('« Reset »');
  expect(item.next).toContain('formulaire de suivi');
});

test('all paths that one version sticks are one line: they have one cause', () => {
  const causes = ['GC-7K3M-9QXD', 'GC-1111-1111'].map(
    (ref) => failingLine({ workflowId: `participant-${ref}`, type: 'participantPath', what: 'stuck', since: SINCE }, 's1').item.cause,
  );
  expect(new Set(causes).size).toBe(1);
});

test('a part of the service says which one, and that it comes back by itself', () => {
  const { item } = failingLine({ workflowId: 'form-intake-registration', type: 'formIntake', what: 'ended', since: SINCE }, 's1');
  expect(item.title).toContain('La lecture d’un formulaire (form-intake-registration)');
  expect(item.next).toContain('cinq minutes');
});

test('an erasure that was ended says that it is to be begun again', () => {
  const { item } = failingLine({ workflowId: 'erasure-GC-7K3M-9QXD', type: 'erasure', what: 'ended', since: SINCE }, 's1');
  expect([item.title, item.missing]).toEqual([
    expect.stringContaining('L’effacement d’un dossier'),
    expect.stringContaining('npm run erase'),
  ]);
});

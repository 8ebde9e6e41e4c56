import type { DismissedUntil } from '../../domain/dismissal.ts';
import { FORM_KINDS, type FormKind } from '../../domain/programme/programme.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { FormsInMemory, PROGRAMME, responseTo, structureOf } from './intake-fixtures.ts';
import { createKeys } from './keys.ts';
import { createFormReader } from './pass.ts';
import { createPathSearch } from './path-search.ts';
import { PathsInMemory } from './paths-fixtures.ts';

export const keys = createKeys(Buffer.alloc(32, 7));
const deadlines = createDeadlines(PROGRAMME);
export const AWA = { firstName: 'Awa', lastName: 'Sow', phone: '0639980058', consent: 'Oui' };

/** An intake whose every pass is an activity of its own: only its memory goes on. */
export function intake(empty: IntakeMemory) {
  const forms = new FormsInMemory();
  for (const kind of FORM_KINDS) forms.structures.set(PROGRAMME.forms[kind].formId, structureOf(kind));
  const paths = new PathsInMemory();
  const memories = new Map<FormKind, IntakeMemory>();
  const { client } = paths;
  const pass = async (kind: FormKind = 'registration', dismissed: DismissedUntil = {}) => {
    const search = createPathSearch(client);
    const needs = { forms, client, programme: PROGRAMME, deadlines, keys, search, kind, dismissed };
    const reader = createFormReader({ ...needs, structureFor: 0, patience: 0 });
    const { memory, counts } = await reader.pass(memories.get(kind) ?? empty);
    // As Temporal would carry it.
    memories.set(kind, JSON.parse(JSON.stringify(memory)) as IntakeMemory);
    return { ...memory, counts };
  };
  /** As the first of a day: everything is listed. */
  const fullPass = async (dismissed: DismissedUntil = {}) => {
    memories.set('registration', { ...(memories.get('registration') ?? empty), fullListOn: null });
    return await pass('registration', dismissed);
  };
  const register = (answers: Record<string, string> = {}, changes: Partial<FormResponse> = {}) =>
    forms.submit(responseTo('registration', { ...AWA, ...answers }, changes));
  const participants = () => [...paths.workflows.keys()].filter((id) => id.startsWith('participant-'));
  return { forms, paths, pass, fullPass, register, participants };
}

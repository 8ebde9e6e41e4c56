import { nameOf } from '../../domain/co-facilitation.ts';
import { aloneTasks, missingSheetTasks, strangeSheetTasks } from './attendance-tasks.ts';
import { calendarTasks } from './calendar-tasks.ts';
import { coFacilitationTasks } from './co-facilitation-tasks.ts';
import { fillTasks } from './fill-tasks.ts';
import { freshRemarks } from './remarks.ts';
import { phase, type SessionState } from './session.ts';
import type { SessionTask } from './tasks.ts';
import { isRecent } from './time.ts';

/** What the session asks of facilitators and the coordinator at `now` (ISO 8601). */
export function openTasks(state: SessionState, now: string): readonly SessionTask[] {
  const isComing = phase(state, now) === 'open' || phase(state, now) === 'listed';
  return [
    ...missingSheetTasks(state, now),
    ...outages(state),
    ...unsureMails(state, now),
    ...(isComing ? [...coFacilitationTasks(state, now), ...fillTasks(state)] : []),
    ...calendarTasks(state, now),
    ...strangeSheetTasks(state, now),
    ...aloneTasks(state, now),
    ...remarks(state, now),
  ];
}

/** A partner's service refuses until somebody mends that. */
function outages({ mailOutage, eventOutage }: SessionState): readonly SessionTask[] {
  return [
    ...(mailOutage === null ? [] : [{ topic: 'outage', of: 'mail', outage: mailOutage } as const]),
    ...(eventOutage === null ? [] : [{ topic: 'outage', of: 'event', outage: eventOutage } as const]),
  ];
}

function unsureMails({ unsureMails: mails }: SessionState, now: string): readonly SessionTask[] {
  return mails.filter(({ at }) => isRecent(at, now)).map((mail) => ({ topic: 'unsure-mail', ...mail }));
}

/** The coordinator knows her own. */
function remarks(state: SessionState, now: string): readonly SessionTask[] {
  return freshRemarks(state, now)
    .filter(({ staff }) => staff !== state.start.coordinator)
    .map(({ response, at, staff, words }) => ({
      topic: 'remark',
      response,
      at,
      name: nameOf(state.coFacilitation, staff),
      text: words,
    }));
}

import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Answer } from '../../domain/co-facilitation.ts';
import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import type { StoredEvent } from '../../integrations/outlook/port.ts';
import type { Deadlines } from '../calendar/deadlines.ts';

interface Needs {
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment'>;
}

/**
 * What the facilitators said to the invitation, and who of their organisation could come instead. Those whom the configuration no longer knows
 * have no answer. @param notToAsk staff codes of who can't replace anybody here
 */
export function invitationAnswers(
  stored: StoredEvent,
  { facilitators, notToAsk }: { readonly facilitators: readonly string[]; readonly notToAsk: readonly string[] },
  needs: Needs,
): readonly Answer[] {
  const staff = staffByCode(needs.programme);
  const others = [...facilitators, ...notToAsk];
  return facilitators.flatMap((code) => {
    const member = staff.get(code);
    if (member === undefined) return [];
    const attendee = stored.attendees.find(({ address }) => address.toLowerCase() === member.email.toLowerCase());
    return [
      {
        code,
        name: member.name,
        answer: answerOf(attendee?.response ?? 'none', isOrganisersSide(member, needs.programme)),
        proposed: proposedTime(attendee?.proposedStart ?? null, needs),
        substitute: colleagueOf(member, [...staff.values()], others),
      },
    ];
  });
}

/** The organiser's own side never « accepts » in Outlook: it counts as accepted unless it declines. */
function answerOf(response: StoredEvent['attendees'][number]['response'] | 'none', isOwnSide: boolean): Answer['answer'] {
  if (response === 'declined') return 'declined';
  if (response === 'accepted' || response === 'organizer') return 'accepted';
  return isOwnSide ? 'counted' : 'none';
}

function isOrganisersSide({ organisation }: Staff, { organisations }: Programme): boolean {
  return organisation === coordinatorOf(organisations).organisation;
}

function colleagueOf({ organisation }: Staff, staff: readonly Staff[], notToAsk: readonly string[]): Answer['substitute'] {
  const colleague = staff.find(
    (other) => other.organisation === organisation && other.roles.includes('facilitator') && !notToAsk.includes(other.code),
  );
  return colleague === undefined ? null : { code: colleague.code, name: colleague.name };
}

function proposedTime(start: string | null, { programme, deadlines }: Needs): Answer['proposed'] {
  if (start === null) return null;
  const local = Temporal.Instant.from(start).toZonedDateTimeISO(programme.timeZone).toPlainDateTime();
  return { start: deadlines.moment(start), typed: local.toString({ smallestUnit: 'minute' }).replace('T', ' ') };
}

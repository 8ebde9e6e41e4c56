import { nameOf } from '../../domain/co-facilitation.ts';
import { asWritten } from '../../domain/markdown.ts';
import { organisationsSeen, wasCoFacilitated } from '../../domain/presence.ts';
import { agenda, blankRows, headCount, phase, reservedSeats, type SessionState, seatsLeft, waitingCount } from './session.ts';
import { details as words } from './words.ts';

/** Where the session stands, for an administrator: French Markdown, no participant's name. */
export function details(state: SessionState, now: string): string {
  const { start, coFacilitation } = state;
  const next = agenda(state).find(({ moment }) => moment.at > now);
  const lines = [
    words.heading(asWritten(start.title), start.plan.start.label),
    '',
    ...placeLine(state),
    words.phase(phase(state, now)),
    seatsLine(state),
    ...attendanceLines(state, now),
    words.facilitators(start.facilitators.map((code) => asWritten(nameOf(coFacilitation, code)))),
    ...presenceLines(state, now),
    ...state.remarks.map((remark) =>
      words.remark(asWritten(nameOf(coFacilitation, remark.staff)), remark.at.label, asWritten(remark.words)),
    ),
    outlookLine(state),
    next ? words.next(next.due, next.moment.label) : '',
    '',
    words.journal,
    ...state.log.toReversed().map(({ at, what }) => words.entry(at, asWritten(what))),
  ];
  return lines.join('\n');
}

function placeLine({ start: { place } }: SessionState): readonly string[] {
  const fullPlace = [place.name, place.address].filter((part) => part !== '').join(', ');
  return fullPlace === '' ? [] : [words.place(asWritten(fullPlace))];
}

function seatsLine(state: SessionState): string {
  if (state.start.headCountOnly) return words.withoutSeats;
  return words.seats(reservedSeats(state).length, state.start.capacity, seatsLeft(state), waitingCount(state));
}

function attendanceLines(state: SessionState, now: string): readonly string[] {
  const present = headCount(state);
  if (present === null && state.filing === null && now < state.start.plan.end.at) return [];
  const blank = blankRows(state).filter((row) => row > 0);
  return [
    words.participants(present),
    ...(blank.length > 0 ? [words.blankRows(blank)] : []),
    words.filing(state.filing && asWritten(state.filing)),
  ];
}

/** Who was there, not who had accepted. */
function presenceLines(state: SessionState, now: string): readonly string[] {
  const { presence, cancelled, start } = state;
  const seen = organisationsSeen(presence);
  if (seen.length === 0 && (cancelled || now < start.plan.end.at)) return [];
  return [words.presence(wasCoFacilitated(state), seen.map(asWritten))];
}

function outlookLine({ eventOutage, cancelled, event }: SessionState): string {
  if (eventOutage !== null) return words.eventAwaited(eventOutage.code);
  if (cancelled) return words.eventCancelled;
  return event === null ? words.eventToCreate : words.eventStands;
}

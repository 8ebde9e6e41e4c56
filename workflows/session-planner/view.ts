import { asWritten } from '../../domain/markdown.ts';
import type { Planned } from './contract.ts';
import { details as words } from './words.ts';

/** The sessions to come, for an administrator: French Markdown. @param withoutCalendars Outlook could not say who is free */
export function details({ at, version, started, coming }: Planned, { withoutCalendars }: { readonly withoutCalendars: boolean }): string {
  const sessions = coming.toSorted((one, other) => Date.parse(one.start.at) - Date.parse(other.start.at));
  return [
    words.heading,
    '',
    words.read(at.label, version),
    words.opened(started.length),
    ...(withoutCalendars ? [words.withoutCalendars] : []),
    '',
    ...(sessions.length === 0 ? [words.noSession] : sessions.map((session) => words.session(named(session)))),
  ].join('\n');
}

/** Title and place of a session that stands in Outlook are what its event says. */
function named(session: Planned['coming'][number]): Planned['coming'][number] {
  return { ...session, title: asWritten(session.title), place: asWritten(session.place) };
}

import type { WorklistState } from './state.ts';
import { details as words } from './words.ts';

/** Where the worklist stands, for an administrator: French Markdown, counts only, never what the items say. */
export function details({ code, hour, mails, inDoubt, notifications, outage, service, unreadable, log }: WorklistState): string {
  const lines = [
    words.heading(code),
    '',
    words.next(hour?.at.label ?? null, hour?.monday ?? false),
    words.between,
    words.now,
    words.mails(mails, inDoubt),
    words.notifications(Object.keys(notifications).length),
    outage === null ? '' : words.toMend(outage.title, outage.worklist),
    service === null ? '' : words.service(service),
    unreadable > 0 ? words.unreadable(unreadable) : '',
    '',
    words.lastMails,
    ...(log.length === 0 ? [words.noMail] : log.toReversed().map(({ at, what }) => words.entry(at, what))),
  ];
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n');
}

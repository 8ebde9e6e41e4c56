import type { Check, Evidence } from '../evidence.ts';
import { calendarChecks, doubleEvents, hasBoth, sessionsOf } from './calendar.ts';
import { escalatedRefs, escalationChecks } from './escalations.ts';
import { doubleMails, inDoubt, mailChecks, mailCounts } from './mails.ts';
import { operationChecks } from './operation.ts';
import { outlookChecks, outlookFigures } from './outlook.ts';
import { coFacilitated, presenceChecks } from './presence.ts';
import { privacyChecks } from './privacy.ts';
import { callLines, pathsOf, quarantineNumbers, registrationChecks } from './registrations.ts';

export function allChecks(evidence: Evidence): readonly Check[] {
  return [
    ...registrationChecks(evidence),
    ...calendarChecks(evidence),
    ...outlookChecks(evidence),
    ...presenceChecks(evidence),
    ...mailChecks(evidence),
    ...escalationChecks(evidence),
    ...privacyChecks(evidence),
    ...operationChecks(evidence),
  ];
}

/** The figures of the demonstration, all read back from outside. */
export function figures(evidence: Evidence) {
  const sessions = sessionsOf(evidence);
  const doubt = inDoubt(evidence);
  return {
    registrations: evidence.responses.registration.length,
    paths: pathsOf(evidence).length,
    sessions: sessions.length,
    eventsWithBothCoFacilitators: sessions.filter((session) => session.events.length === 1 && hasBoth(evidence, session)).length,
    mails: mailCounts(evidence),
    callItems: callLines(evidence).length,
    escalated: escalatedRefs(evidence),
    quarantined: quarantineNumbers(evidence).length,
    duplicates: doubleMails(evidence).reduce((sum, { times }) => sum + times, 0) + doubleEvents(evidence).length,
    inDoubt: doubt.confirmations + doubt.others,
    ...outlookFigures(evidence),
    coFacilitated: coFacilitated(evidence),
  };
}

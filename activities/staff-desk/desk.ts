import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { PrefilledAnswer } from '../../domain/desk.ts';
import { deskItem } from '../../domain/desk.ts';
import {
  countMail,
  type DeskHour,
  type DeskMail,
  type DeskRoundRequest,
  type DeskRoundResult,
  deskMail,
  type FoundItem,
  type Look,
} from '../../domain/desk-day.ts';
import type { DayLine } from '../../domain/mails.ts';
import { mailsWaitingLine } from '../../domain/mails-waiting.ts';
import type { FormKind, Programme } from '../../domain/programme/programme.ts';
import { SERVICE_ERRORS, ServiceError } from '../../domain/service-error.ts';
import { troubledLine } from '../../domain/troubled-workflow.ts';
import type { MailComposer } from '../../integrations/mail/port.ts';
import type { DeskActivities } from '../../workflows/staff-desk/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Overview } from '../duty/overview.ts';
import { type Links, linkOrNull } from '../forms/links.ts';
import { coordinatorDesk } from '../forms/staff.ts';
import { type Sender } from '../mail/sender.ts';
import { type Claims, staysAlive } from '../shared/claims.ts';
import { createDeskBoard } from './board.ts';
import { weekFor } from './paths.ts';
import { deskCodes, domainOf, type Reader, readerOf } from './reader.ts';
import { standingFor } from './sessions.ts';

export interface DeskNeeds {
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'nextDeskHour' | 'inOfficeHours' | 'dayAfter'>;
  readonly composer: MailComposer;
  readonly claims: Claims;
  readonly sender: Sender;
  readonly links: Links;
  /** What no workflow can say of itself, looked at now and then. */
  readonly overview: () => Promise<Overview>;
  /** For tests: milliseconds. */
  readonly rhythm?: Partial<Rhythm>;
}

interface Rhythm {
  /** Without office hours a desk looks this often. */
  readonly always: number;
  /** With office hours, for what can't wait. */
  readonly urgent: number;
  /** Items that come together make one mail: it waits until nothing came for this long, at most four times. */
  readonly quiet: number;
  /** Between two signs of life: by the answer, one whose workflow was ended by an administrator learns it. */
  readonly beat: number;
  /** Without office hours a round ends after this, so that the history says the desk lives. */
  readonly round: number;
}
const RHYTHM: Rhythm = { always: 2_000, urgent: 60_000, quiet: 2_500, beat: 3600_000, round: 3600_000 };

/** A desk hour that the service slept through is kept in office hours only; the mail of 8:00 may go until 8:30 before they begin. */
const LATE_MS = 30 * 60_000;
const FORMS_WITH_STAFF_CODE: readonly FormKind[] = ['attendance', 'followUp'];

/**
 * What the desks of the staff do outside. One round is one long activity from a desk hour to the next, so a desk at rest costs its
 * history seven events a day, and what can't wait is seen within a minute all the same: looks leave no event.
 */
export function createDeskActivities({
  client,
  programme,
  deadlines,
  composer,
  claims,
  sender,
  links,
  overview,
  rhythm,
}: DeskNeeds): DeskActivities {
  const times: Rhythm = { ...RHYTHM, ...rhythm };
  const coordinator = coordinatorDesk(programme);
  const linesOf = ({ troubled, mailsWaiting }: Overview): readonly FoundItem[] => [
    ...troubled.map((one) => troubledLine(one, coordinator)),
    ...mailsWaitingLine(mailsWaiting, programme.mail.perMinute, { now: new Date().toISOString(), desk: coordinator }),
  ];
  // A look that fails finds nothing, and is repeated.
  const serviceLines = () => overview().then(linesOf, () => []);
  const link = linkOrNull(links);
  const readers = { desks: new Set(deskCodes(programme)), coordinator };
  const board = createDeskBoard({ client, readers, others: serviceLines });

  return {
    async deskHour(after) {
      return deadlines.nextDeskHour(after);
    },

    async deskRound(request) {
      const reader = readerOf(programme, request.code);
      if (!reader) return { ...nothingSaid(request), gone: true };
      const ids = messageIds(request);
      // An earlier attempt may have sent its mail: what it said is told again, as new, by the next.
      if (sender.isInDoubt(ids.hour) || sender.isInDoubt(ids.between))
        return withMail(nothingSaid(request), { outcome: 'inDoubt', mail: null });

      const { watched, look, unreadable } = await watch(request);
      const hourOver = look === 'day' || look === 'monday';
      const quiet = { ...nothingSaid(request), hourOver, unreadable };
      if (watched === null) return quiet;
      return await say({ request, reader, messageId: hourOver ? ids.hour : ids.between, mail: watched, quiet });
    },
  };

  /**
   * The mail of a desk hour is named after its day: one that goes again (after a reset, or when its workflow began anew) is the same mail to its
   * reader's server. Any other is named after the activity that sends it, which no other ever is. Neither counts: a count can begin again.
   */
  function messageIds({ code, hour }: DeskRoundRequest): { readonly hour: string; readonly between: string } {
    const { scheduledTimestampMs, workflowExecution, activityId } = Context.current().info;
    const own = createHash('sha256').update(`${workflowExecution?.runId} ${activityId}`).digest('hex').slice(0, 12);
    const domain = domainOf(programme.mail.from);
    return {
      hour: `<desk-${code}.${localDay(new Date(hour?.at.at ?? scheduledTimestampMs))}@${domain}>`,
      between: `<desk-${code}.${localDay(new Date(scheduledTimestampMs))}.${own}@${domain}>`,
    };
  }

  /** Looks until there is a mail to write, or the round ends without one. */
  async function watch(request: DeskRoundRequest): Promise<{ watched: DeskMail | null; look: Look; unreadable: number }> {
    const begun = performance.now();
    let beat = begun;
    for (;;) {
      if (performance.now() - beat > times.beat) {
        await claims.beat();
        beat = performance.now();
      }
      const look = lookAt(request.hour);
      const { mail, unreadable } = await read(request, look);
      const watched = mail === null || look === 'day' || look === 'monday' ? mail : await settled(request, look, mail);
      const ended = look === 'day' || look === 'monday' || (look === 'always' && performance.now() - begun > times.round);
      if (watched !== null || ended) return { watched, look, unreadable };
      await pause(look === 'always' ? times.always : Math.min(untilNext(times.urgent), untilHour(request.hour)));
    }
  }

  async function read({ code, told }: DeskRoundRequest, look: Look, maxAgeMs = times.always / 2) {
    const { items, unreadable } = await board.look(maxAgeMs);
    return { mail: deskMail({ desk: code, found: items, told, now: new Date().toISOString(), look }), unreadable };
  }

  /** Waits until no more comes; what came and went meanwhile is not told at all. */
  async function settled(request: DeskRoundRequest, look: Look, first: DeskMail): Promise<DeskMail | null> {
    let mail: DeskMail | null = first;
    for (let waits = 0; mail !== null && waits < 4; waits += 1) {
      const before = keysOf(mail);
      await pause(times.quiet);
      ({ mail } = await read(request, look, 0));
      if (mail && keysOf(mail) === before) break;
    }
    return mail;
  }

  function lookAt(hour: DeskHour | null): Look {
    if (hour === null) return 'always';
    const now = new Date();
    const late = now.getTime() - Date.parse(hour.at.at);
    if (late < 0) return 'between';
    if (late > LATE_MS && Date.parse(deadlines.inOfficeHours(now.toISOString()).at) > now.getTime()) return 'between';
    return hour.monday || mondayMissed(hour, now) ? 'monday' : 'day';
  }

  /** After days of outage: was one of the hours that passed a Monday's? */
  function mondayMissed(hour: DeskHour, now: Date): boolean {
    let passed: DeskHour | null = deadlines.nextDeskHour(hour.at.at);
    for (let days = 0; passed !== null && days < 400 && Date.parse(passed.at.at) <= now.getTime(); days += 1) {
      if (passed.monday) return true;
      passed = deadlines.nextDeskHour(passed.at.at);
    }
    return false;
  }

  async function say({ request, reader, messageId, mail, quiet }: Saying): Promise<DeskRoundResult> {
    const now = new Date();
    const count = countMail(request.count, { day: localDay(now), occasion: mail.occasion });
    const nth = mail.occasion === 'urgent' ? count.urgent : count.other;
    const parts = await staysAlive(claims, () => contents(mail, reader, now.toISOString()));
    const composed = composer.compose({
      kind: 'day',
      name: reader.name,
      occasion: mail.occasion,
      date: deadlines.moment(now.toISOString()),
      nth,
      ...parts,
    });
    try {
      const outcome = await sender.send({ messageId, to: reader.address, replyTo: reader.replyTo, ...composed }, { again: false });
      return withMail({ ...quiet, count }, { outcome, mail });
    } catch (error) {
      if (!(error instanceof ServiceError) || (error.code !== 'mail-address-refused' && error.code !== 'mail-refused')) throw error;
      return { ...withMail(quiet, { outcome: 'refused', mail }), trouble: unreachable(request.code, reader, error) };
    }
  }

  function withMail(
    result: DeskRoundResult,
    { outcome, mail }: { outcome: 'sent' | 'inDoubt' | 'refused'; mail: DeskMail | null },
  ): DeskRoundResult {
    const lines = mail?.lines ?? [];
    return {
      ...result,
      mail: {
        at: deadlines.moment(new Date().toISOString()),
        occasion: mail?.occasion ?? null,
        outcome,
        lines: lines.length,
        fresh: lines.filter(({ isNew }) => isNew).length,
      },
      told: outcome === 'sent' ? lines.map(({ key }) => key) : [],
    };
  }

  /** The lists at its foot are asked for when a mail goes, never while a desk only looks: the sessions each time, the paths on Mondays. */
  async function contents(mail: DeskMail, reader: Reader, now: string) {
    const [lines, standing, week] = await Promise.all([
      dayLines(mail, reader),
      mail.occasion === 'urgent' ? null : standingFor(reader, { client, link, now }),
      mail.occasion === 'monday' ? weekFor(reader, { client, programme, link, now }) : null,
    ]);
    return { lines, more: mail.more, standing, week };
  }

  async function dayLines(mail: DeskMail, reader: Reader): Promise<readonly DayLine[]> {
    return Promise.all(
      mail.lines.map(async ({ item, isNew }) => {
        const answers = await Promise.all(item.answers.map((answer) => answerLink(answer, reader)));
        return { item, isNew, answers: answers.filter((answer) => answer !== null) };
      }),
    );
  }

  async function answerLink({ label, form, values, datesIn = {} }: PrefilledAnswer, { formCode }: Reader) {
    const isSigned = FORMS_WITH_STAFF_CODE.includes(form);
    // Without a code the answer would only be set aside: such a reader answers the mail.
    if (isSigned && formCode === null) return null;
    const staffCode = isSigned && formCode !== null ? { staffCode: formCode } : {};
    const url = await link(form, { ...values, ...datesOf(datesIn), ...staffCode });
    return url === null ? null : { label, url };
  }

  /** Of the day on which the mail is written: a line may be weeks old. */
  function datesOf(datesIn: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const now = new Date().toISOString();
    return Object.fromEntries(Object.entries(datesIn).map(([field, duration]) => [field, deadlines.dayAfter(now, duration)]));
  }

  /** The refused desk's own line on another desk. */
  function unreachable(code: string, reader: Reader, error: ServiceError) {
    const since = deadlines.moment(new Date().toISOString());
    const isAddress = error.code === 'mail-address-refused';
    return deskItem({
      key: `${error.code}-${programme.version}`,
      desk: reader.otherDesk,
      kind: isAddress ? 'contactDetails' : 'service',
      due: since,
      since,
      who: reader.name,
      reference: code,
      title: isAddress
        ? 'L’adresse e-mail de cette personne est refusée : elle ne reçoit plus « Ma journée ».'
        : 'Le serveur de messagerie refuse « Ma journée » de cette personne.',
      missing: isAddress ? 'Une adresse juste dans groupement.yaml' : SERVICE_ERRORS[error.code].tell,
      next: 'Tout ce qui l’attend lui sera envoyé dès que l’adresse répond.',
    });
  }

  function localDay(now: Date): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: programme.timeZone, dateStyle: 'short' }).format(now);
  }

  /** A cancellation or the worker's end wakes it. */
  async function pause(ms: number): Promise<void> {
    const { cancellationSignal, cancelled } = Context.current();
    await Promise.race([cancelled, setTimeout(ms, undefined, { signal: cancellationSignal }).catch(() => undefined)]);
  }
}

interface Saying {
  readonly request: DeskRoundRequest;
  readonly reader: Reader;
  readonly messageId: string;
  readonly mail: DeskMail;
  readonly quiet: DeskRoundResult;
}

function nothingSaid({ count }: DeskRoundRequest): DeskRoundResult {
  return { mail: null, told: [], count, hourOver: false, trouble: null, gone: false, unreadable: 0 };
}

function keysOf({ lines }: DeskMail): string {
  return JSON.stringify(lines.map(({ key }) => key).toSorted());
}

/** All desks look at the same moments, so that one listing serves them all. */
function untilNext(ms: number): number {
  return ms - (Date.now() % ms);
}

function untilHour(hour: DeskHour | null): number {
  const left = hour === null ? 0 : Date.parse(hour.at.at) - Date.now();
  // Past its hour and waiting for office hours: look as often as for urgent things.
  return left > 0 ? left : Number.POSITIVE_INFINITY;
}

import fc from 'fast-check';
import { ownView, staffBookings } from '../../workflows/participant-path/bookings/booking.ts';
import type { Appointment, PathState } from '../../workflows/participant-path/path.ts';
import { lastActivity } from '../../workflows/participant-path/retention.ts';
import { type Act, perform, refOf, type Story, story } from './acts.ts';
import { wrongMail, wrongs } from './invariants.ts';
import { BEGINS, DAY_MS, iso, MONTHS_18_MS, World } from './world.ts';

/** Eighteen months of one story; the first wrong that is seen ends it. */
export function live(
  { options, acts }: Story,
  months?: number,
): { readonly moments: number; readonly erased: number; readonly wrong: string | null } {
  const world = new World(months === undefined ? options : { ...options, months });
  world.refusedAddresses.add('refused@example.org');
  const end = iso(Date.parse(BEGINS) + MONTHS_18_MS);
  const found: string[] = [];
  const promises = new Promises();
  world.onChange = (ref, before, after) =>
    found.push(...promises.change(ref, before, after, world), ...promises.said(ref, before, after, world));
  let erased = 0;
  world.onErasure = (state) => {
    erased += 1;
    found.push(...tooSoon(state, world));
  };
  world.onMail = (mail) => found.push(...wrongMail(world, mail));
  let moments = 0;
  const look = () => {
    moments += 1;
    found.push(...wrongs(world), ...promises.broken(world));
    return found[0] === undefined ? null : `${world.now} ${found[0]}`;
  };
  let next = 0;
  for (;;) {
    const fact = acts[next];
    const wake = world.nextWake();
    const at = fact !== undefined && fact.at <= wake ? fact.at : wake;
    if (at > end) return { moments, erased, wrong: null };
    world.now = at;
    if (fact !== undefined && fact.at <= wake) {
      next += 1;
      promises.act = fact.act;
      if (perform(world, fact.act)) promises.made(world, fact.act);
    }
    world.settle();
    promises.act = null;
    const wrong = look();
    if (wrong !== null) return { moments, erased, wrong };
  }
}

/** Erased before the promised months are over, or before whoever accompanies had thirty days to say no. */
function tooSoon(state: PathState, { now, programme }: World): readonly string[] {
  const { notifiedAt, kept } = state.retention;
  const months = programme.retention.monthsAfterLastActivity;
  const isActive = Date.parse(now) - Date.parse(lastActivity(state)) < (months * SHORTEST_MONTH_DAYS - 1) * DAY_MS;
  const isNotifiedLate = notifiedAt === null || Date.parse(now) - Date.parse(notifiedAt) < 29 * DAY_MS;
  const isKept = (kept?.until?.at ?? '') > now;
  return isActive || isNotifiedLate || isKept ? [`${state.ref} is erased too soon`] : [];
}

const SHORTEST_MONTH_DAYS = 29.5;

/** What staff decided, and what a person was promised: neither is taken back in silence. */
class Promises {
  /** What is being done now. */
  act: Act | null = null;
  private readonly closed = new Set<string>();
  /** Path → who accompanies it, as a member of staff named them. */
  private readonly named = new Map<string, string>();
  /** Path → end of a pause, as a member of staff said it. */
  private readonly paused = new Map<string, string>();

  made(world: World, act: Act): void {
    if (act.kind === 'followUp' && act.fact.decision === 'close') this.closed.add(refOf(act.who));
    else if (act.kind === 'followUp' || act.kind === 'register' || act.kind === 'walkIn' || act.kind === 'answerLine')
      this.closed.delete(refOf(act.who));
    if (act.kind === 'leaves') this.named.clear();
    if ('who' in act) this.paused.delete(refOf(act.who));
    const until = act.kind === 'followUp' && act.fact.decision === 'pause' ? world.paths.get(refOf(act.who))?.paused?.until : null;
    if (until && act.kind === 'followUp') this.paused.set(refOf(act.who), until.at);
    if (act.kind !== 'followUp' && act.kind !== 'answerLine') return;
    const { referent } = world.paths.get(refOf(act.who))?.plan.assignment ?? { referent: null };
    if (act.kind === 'answerLine') this.named.delete(refOf(act.who));
    else if (act.fact.adviser !== null && world.staff.has(act.fact.adviser) && referent !== null)
      this.named.set(refOf(act.who), act.fact.adviser);
  }

  broken(world: World): readonly string[] {
    // Who was erased is promised nothing any more.
    for (const ref of [...this.closed, ...this.named.keys(), ...this.paused.keys()].filter((one) => !world.paths.has(one)))
      this.forget(ref);
    const overruled = [...this.named].filter(([ref, adviser]) => world.paths.get(ref)?.plan.assignment.referent !== adviser);
    return [
      ...this.reopened(world),
      ...this.resumed(world),
      ...overruled.map(([ref, adviser]) => `${ref} was given to ${adviser}, who doesn't accompany it any more`),
    ];
  }

  private forget(ref: string): void {
    this.closed.delete(ref);
    this.named.delete(ref);
    this.paused.delete(ref);
  }

  private resumed(world: World): readonly string[] {
    const early = [...this.paused].filter(([ref, until]) => until > world.now && world.paths.get(ref)?.paused === null);
    return early.map(([ref]) => `${ref} was paused by staff, and goes on before the end`);
  }

  private reopened(world: World): readonly string[] {
    return [...this.closed].flatMap((ref) =>
      world.paths.get(ref)?.stage === 'left' ? [] : [`${ref} was closed by staff and is open again`],
    );
  }

  /** A seat that goes: with a word to the person, or at their own wish. */
  change(ref: string, before: PathState, after: PathState, world: World): readonly string[] {
    const lost = before.bookings.filter(({ view }) => view?.status === 'reserved' && view.attendance === null && view.start.at > world.now);
    return lost.flatMap(({ view, notifiedAt }) => {
      if (view === null || after.bookings.some((kept) => kept.view?.sessionId === view.sessionId)) return [];
      const isTheirs = after.plan.assignment.eligible && world.sessions.get(view.sessionId)?.cancelled === false;
      if (this.act === null && notifiedAt !== null && isTheirs) return [`${ref} lost the seat at ${view.sessionId} that they knew of`];
      const isWritten = after.outbox.some(
        (one) => (one.kind === 'mail' && one.view?.sessionId === view.sessionId) || (one.kind === 'invite' && !one.quiet),
      );
      const isCalled = after.open.some(({ kind, session, about }) => kind === 'call' && (session === view.sessionId || about === 'seat'));
      const isUnknown = notifiedAt === null && before.open.some(({ kind, session }) => kind === 'call' && session === view.sessionId);
      const unreachable = after.person.email === null && after.person.phone === null;
      return isWritten || isCalled || isUnknown || unreachable || this.isTheirOwnWish()
        ? []
        : [`${ref} lost the seat at ${view.sessionId} without a word`];
    });
  }

  /** A mail that doesn't arrive, and a call that is taken away: somebody says it in another way. */
  said(ref: string, before: PathState, after: PathState, { now }: World): readonly string[] {
    return [
      ...unsaid(before, after),
      ...interviews(before, after, now),
      ...this.uncalled(before, after, now),
      ...this.vanished(before, after),
    ].map((wrong) => `${ref} ${wrong}`);
  }

  /** Without an act, time and sessions take away only what has become moot. */
  private vanished(before: PathState, after: PathState): readonly string[] {
    if (this.act !== null || after.stage === 'left') return [];
    const lost = before.open.filter((open) => open.kind !== 'call' && !after.open.some(({ key }) => key === open.key));
    return lost.filter(({ key }) => !MAY_GO.some((start) => key.startsWith(start))).map(({ key }) => `lost the line ${key}`);
  }

  /** A call leaves by an answer, or because it is replaced or has become moot. */
  private uncalled(before: PathState, after: PathState, now: string): readonly string[] {
    const lost = before.open.filter((open) => open.kind === 'call' && !after.open.some(({ key }) => key === open.key));
    const isAnswered =
      this.act?.kind === 'answerLine' || this.act?.kind === 'unable' || (this.act?.kind === 'followUp' && isAnswer(this.act.fact));
    if (isAnswered || after.stage === 'left') return [];
    return lost.flatMap(({ about, session, key }) => {
      const isReplaced = after.open.some(
        (open) => open.kind === 'call' && (open.about === about || open.session === session) && !before.open.includes(open),
      );
      const isWritten = after.outbox.length > before.outbox.length;
      const isBegun = before.bookings.some(({ view }) => view !== null && view.sessionId === session && view.start.at <= now);
      const isMet = about === 'appointment' && before.appointments.some(({ start }) => start.at <= now);
      const isOver =
        isBegun ||
        isMet ||
        after.attended !== before.attended ||
        ownView(after)?.attendance !== ownView(before)?.attendance ||
        ownView(after) === null ||
        staffBookings(after).length < staffBookings(before).length;
      return isReplaced || isWritten || isOver ? [] : [`lost the call ${key}`];
    });
  }

  private isTheirOwnWish(): boolean {
    const { act } = this;
    // Of a consent that is withdrawn a line asks to call.
    if (act?.kind === 'unable' || act?.kind === 'refuse') return true;
    if (act?.kind === 'followUp') return act.fact.callAnswer === 'refuses' || act.fact.callAnswer === 'anotherDate';
    return act?.kind === 'answerLine';
  }
}

/** An age that is reached, and a person who came after all. */
const MAY_GO = ['eligibility', 'unreachable-', 'sheet-unknown'];

function isAnswer({ contact, callAnswer, stage, decision }: (Act & { kind: 'followUp' })['fact']): boolean {
  return contact !== null || callAnswer !== null || stage !== null || decision === 'close';
}

/** An interview that is fixed, moved or called off is said, unless it is over. */
function interviews(before: PathState, after: PathState, now: string): readonly string[] {
  if (after.appointments === before.appointments || after.consentWithdrawn !== null) return [];
  const isIn = ({ appointments }: PathState, { id, start }: Appointment) =>
    appointments.some((one) => one.id === id && one.start.at === start.at);
  const changed = [...before.appointments.filter((one) => !isIn(after, one)), ...after.appointments.filter((one) => !isIn(before, one))];
  const isUnreachable = after.person.email === null && after.person.phone === null;
  const isSaid = ({ id }: Appointment) =>
    after.outbox.some((one) => one.kind === 'appointment' && one.appointment.id === id) ||
    after.open.some(({ kind, appointment }) => kind === 'call' && appointment === id);
  const silent = changed.filter((one) => one.start.at > now && !isUnreachable && !isSaid(one));
  const late = after.outbox.filter((one) => one.kind === 'appointment' && one.appointment.start.at <= now && !before.outbox.includes(one));
  return [...silent.map(({ id }) => `is not told of the change of ${id}`), ...late.map(() => 'is told of an appointment that is over')];
}

function unsaid(before: PathState, after: PathState): readonly string[] {
  const mail = after.mails.at(-1);
  if (mail === undefined || after.mails.length === before.mails.length || before.mails.at(-1) === mail) return [];
  const isLost = mail.outcome === 'refused' || (mail.outcome === 'dropped' && after.person.email === null);
  if (!isLost || after.person.phone === null) return [];
  const isReminder = mail.kind === 'appointmentReminder' || mail.kind === 'reminderWeek' || mail.kind === 'reminderDay';
  const seat = ownView(after);
  const isMoot =
    mail.kind !== 'appointment' &&
    mail.kind !== 'appointmentCancelled' &&
    mail.kind !== 'situation' &&
    mail.kind !== 'sessionCancelled' &&
    mail.kind !== 'released' &&
    (seat?.status !== 'reserved' || seat.start.at <= mail.at.at);
  return isReminder || isMoot || after.open.some(({ kind }) => kind === 'call')
    ? []
    : [`was never told what the mail ${mail.kind} would have said`];
}

export interface Found {
  readonly moments: number;
  /** Paths whose retention was over. */
  readonly erased: number;
  readonly runs: number;
  /** Of the first story that went wrong, shrunk. */
  readonly counterexample: string | null;
}

/** @param numRuns stories of eighteen months each @param months of the retention, where it is to be shorter than the stories */
export function checkLiveness(numRuns: number, seed?: number, months?: number): Found {
  let moments = 0;
  let erased = 0;
  let runs = 0;
  const property = fc.property(story, (one) => {
    const lived = live(one, months);
    moments += lived.moments;
    erased += lived.erased;
    runs += 1;
    if (lived.wrong !== null) throw new Error(lived.wrong);
  });
  const result = fc.check(property, { numRuns, ...(seed === undefined ? {} : { seed }) });
  const counterexample = result.failed
    ? `${result.seed}: ${String(result.errorInstance)}\n${JSON.stringify(result.counterexample, null, 1)}`
    : null;
  return { moments, runs, erased, counterexample };
}

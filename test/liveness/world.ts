import { fileURLToPath } from 'node:url';
import { createDeadlines, type Deadlines } from '../../activities/calendar/deadlines.ts';
import { configurationForSession } from '../../activities/configuration-roll-out/roll-out.ts';
import { mayRecord } from '../../activities/form-intake/staff-forms.ts';
import { mailHour } from '../../activities/participant-path/mail-hour.ts';
import { asOf, contentOf } from '../../activities/participant-path/participant-mail.ts';
import { readerOf } from '../../activities/staff-worklist/reader.ts';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { AttendanceMark, FollowUp, Origin, Person, Unable } from '../../domain/facts.ts';
import type { MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { RegistrationMessage } from '../../domain/path-start.ts';
import { newPlanRequest } from '../../domain/plan.ts';
import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { displayName } from '../../workflows/participant-path/about-path.ts';
import type { Command } from '../../workflows/participant-path/commands.ts';
import type { Invitation } from '../../workflows/participant-path/contract.ts';
import { comingWaits } from '../../workflows/participant-path/details.ts';
import { linesForStaff } from '../../workflows/participant-path/lines-for-staff.ts';
import * as path from '../../workflows/participant-path/path.ts';
import * as session from '../../workflows/session/session.ts';
import { EMPTY_SHEET } from '../../workflows/session/session-fixtures.ts';

/** The configuration as it is shipped, read as the service reads it. */
export const SHIPPED = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
export const BEGINS = '2026-11-02T08:00:00.000Z';
const HOUR_MS = 3600_000;
export const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
export const MONTHS_18_MS = 548 * DAY_MS;
/** What one instant may set off before it is taken for an endless loop. */
const MOST_STEPS = 2000;

export const iso = (ms: number) => new Date(ms).toISOString();

/** Sessions that the shipped rules open, with the instant at which the planner first sees them. Computed once for all runs. */
const OPENINGS: readonly { readonly at: string; readonly start: SessionStart }[] = openingsOf(createDeadlines(SHIPPED));

function openingsOf(deadlines: Deadlines) {
  const seen = new Map<string, { at: string; start: SessionStart }>();
  for (let ms = Date.parse(BEGINS); ms < Date.parse(BEGINS) + MONTHS_18_MS; ms += WEEK_MS)
    for (const start of deadlines.sessions(iso(ms)))
      if (!start.headCountOnly && !seen.has(start.id)) seen.set(start.id, { at: iso(ms), start });
  return [...seen.values()];
}

const worklists = new WeakMap<path.PathState, readonly string[]>();

/** A path that did not change stands on the same worklists. */
function worklistsOf(state: path.PathState): readonly string[] {
  const waitingFor = worklists.get(state) ?? linesForStaff(state).map(({ worklist }) => worklist);
  worklists.set(state, waitingFor);
  return waitingFor;
}

const agendas = new WeakMap<session.SessionState, ReturnType<typeof session.agenda>>();

/** A session that did not change waits for the same. */
function agendaOf(state: session.SessionState): ReturnType<typeof session.agenda> {
  const agenda = agendas.get(state) ?? session.agenda(state);
  agendas.set(state, agenda);
  return agenda;
}

export interface Sheet {
  readonly kind: 'whole' | 'partly' | 'never';
  /** After the end. */
  readonly days: number;
}

export interface WorldOptions {
  /** Seats of one session after the other; the last one repeats. */
  readonly capacities: readonly number[];
  /** Attendance of one session after the other; the last one repeats. */
  readonly sheets: readonly Sheet[];
  /** Marks of one registrant after the other, in a circle. */
  readonly marks: readonly AttendanceMark[];
  /** Of the retention; left out: as shipped, which is longer than the stories. */
  readonly months?: number;
}

export interface Sent {
  readonly ref: string;
  readonly kind: string;
  readonly why: MailReason;
  readonly at: string;
  readonly session: SeatView | null;
  /** Of the path, when it was sent. */
  readonly stage: path.PathState['stage'];
  /** The seat that it speaks of was looked for during a pause. */
  readonly isPaused: boolean;
  /** Of a session that was moved: when it was to begin. */
  readonly was: string | null;
  readonly isRefused: boolean;
}

/**
 * Paths and sessions as their pure rules decide, with the real calendar arithmetic and stand-ins for the activities that call only pure code:
 * the next wake is always the earliest moment that one of them waits for, as on the server.
 */
export class World {
  now = BEGINS;
  programme: Programme = SHIPPED;
  deadlines: Deadlines = createDeadlines(SHIPPED);
  staff: ReadonlyMap<string, Staff> = staffByCode(SHIPPED);
  readonly paths = new Map<string, path.PathState>();
  readonly sessions = new Map<string, session.SessionState>();
  readonly over = new Set<string>();
  readonly sent: Sent[] = [];
  /** Addresses that their server refuses. */
  readonly refusedAddresses = new Set<string>();
  mailAwayUntil = '';
  /** Told of every mail. */
  onMail: (mail: Sent) => void = () => undefined;
  /** Told of every change of a path, before and after. */
  onChange: (ref: string, before: path.PathState, after: path.PathState) => void = () => undefined;
  /** Told of every path whose retention is over, as it is when it asks for its erasure. */
  onErasure: (state: path.PathState) => void = () => undefined;
  private readonly sheetsDue = new Map<string, string>();
  /** As its news were told last. */
  private readonly lastStates = new Map<string, session.SessionState>();
  private opened = 0;
  private steps = 0;
  private responses = 0;
  private readonly options: WorldOptions;

  constructor(options: WorldOptions) {
    this.options = options;
    if (options.months === undefined) return;
    this.programme = { ...SHIPPED, retention: { monthsAfterLastActivity: options.months, evidence: [] } };
    this.deadlines = createDeadlines(this.programme);
  }

  get moment(): Moment {
    return this.deadlines.moment(this.now);
  }

  // Facts

  /** @param held one of more than a programme has in an hour */
  register(ref: string, registration: Omit<RegistrationMessage, 'near' | 'turn'>, { turn = 0, held = false } = {}): void {
    const existing = this.paths.get(ref);
    const message = { ...registration, near: [], turn };
    if (existing) return this.set(ref, path.registeredAgain(existing, message));
    const { person } = registration.registration;
    const neighbourhood = person.neighbourhood !== null && 'id' in person.neighbourhood ? person.neighbourhood.id : null;
    const { birthDate, alreadyFollowedBy } = person;
    const request = newPlanRequest({ ref, clockFrom: this.now, birthDate, neighbourhood, turn, alreadyFollowedBy });
    const plan = this.deadlines.plan(request, this.now);
    this.paths.set(ref, path.begin({ ...message, ref, plan, ...(held ? { held } : {}) }));
  }

  /** The person's first response as they send it again. */
  firstResponse(ref: string): Origin | null {
    const [key] = Object.keys(this.paths.get(ref)?.seen ?? {}).filter((one) => one.startsWith('F-REG|'));
    return key === undefined ? null : { formId: 'F-REG', responseId: key.split('|')[1] ?? '', submitted: this.moment };
  }

  /** Edits the first response, and takes the consent back. */
  refuses(ref: string): boolean {
    const origin = this.firstResponse(ref);
    const state = this.paths.get(ref);
    if (!state || origin === null) return false;
    this.set(ref, path.consentWithdrawn(state, origin));
    return true;
  }

  /** The coordinator's answer for all paths whose first mail waits. */
  influxAnswered(send: boolean): boolean {
    const answer = { send, staff: 's1', origin: this.origin('F-FUP') };
    for (const [ref, state] of this.paths) this.set(ref, path.influxAnswered(state, answer));
    return true;
  }

  mayBe(ref: string, other: string): boolean {
    const state = this.paths.get(ref);
    if (!state || ref === other) return false;
    this.set(ref, path.noteNear(state, [other], this.moment));
    return true;
  }

  /** On the sheet of the latest session, with name and phone. */
  walksIn(ref: string): boolean {
    const past = [...this.sessions.values()].filter((one) => !one.cancelled && one.start.plan.end.at <= this.now);
    const latest = past.toSorted((a, b) => (a.start.plan.end.at < b.start.plan.end.at ? 1 : -1))[0];
    if (!latest) return false;
    const { id, kind, title, plan } = latest.start;
    const registration = { origin: this.origin('F-ATT'), person: WALK_IN };
    this.register(ref, { registration, matchKeys: [], walkIn: { sessionId: id, kind, title, start: plan.start, staff: 's1' } });
    return true;
  }

  origin(formId = 'F') {
    return { formId, responseId: `r${(this.responses += 1)}`, submitted: this.moment };
  }

  /** False where the form's answer is refused: the author may not touch this file. */
  followUp(ref: string, fact: FollowUp): boolean {
    const state = this.paths.get(ref);
    if (!state || !this.isAccepted(fact.staff, state, fact)) return false;
    this.set(ref, path.followedUp(state, fact, this.now));
    return true;
  }

  isAccepted(author: string, state: path.PathState, fact: FollowUp): boolean {
    const staff = this.staff.get(author);
    const { organisation, referent } = state.plan.assignment;
    const waitingFor = worklistsOf(state);
    return staff !== undefined && mayRecord(staff, { organisation, referent, waitingFor }, fact);
  }

  worksHere(worklist: string): boolean {
    return readerOf(this.programme, worklist) !== null;
  }

  unable(ref: string, answer: Unable['answer']): void {
    const state = this.paths.get(ref);
    if (state) this.set(ref, path.unable(state, { origin: this.origin('F-UNA'), answer }));
  }

  /** The seat as its session knows it. */
  seatOf(id: string, ref: string): SeatView | null {
    return this.viewOf(id, ref);
  }

  coming(): readonly session.SessionState[] {
    return [...this.sessions.values()]
      .filter((one) => !one.cancelled && one.start.plan.start.at > this.now)
      .toSorted((a, b) => (a.start.plan.start.at < b.start.plan.start.at ? -1 : 1));
  }

  move(id: string, days: number): void {
    const state = this.sessions.get(id);
    if (!state) return;
    const { plan, facilitators, place } = state.start;
    const start = iso(Date.parse(plan.start.at) + days * DAY_MS);
    if (start <= this.now) return;
    const end = iso(Date.parse(plan.end.at) + days * DAY_MS);
    const moved = { plan: createDeadlines(this.programme, { clock: () => this.now }).sessionPlan({ start, end, facilitators }), place };
    const answer = {
      found: 'here',
      eventId: 'e',
      at: this.moment,
      mended: false,
      unmended: false,
      fingerprint: this.now,
      title: state.start.title,
      moved,
    };
    this.sessions.set(id, session.followed(state, answer as unknown as Parameters<typeof session.followed>[1]));
  }

  cancel(id: string): void {
    const state = this.sessions.get(id);
    if (state) this.sessions.set(id, session.cancelledByStaff(state, this.moment));
  }

  /** A colleague is taken out of the configuration, and the service is started anew: every plan is made again. */
  leaves(code: string): void {
    const organisations = this.programme.organisations.map((organisation) => {
      const staff = organisation.staff.filter((one) => one.code !== code);
      const isCoordinator =
        staff.length < organisation.staff.length &&
        organisation.staff.some((one) => one.code === code && one.roles.includes('coordinator'));
      return {
        ...organisation,
        staff: staff.map((one, index) => (isCoordinator && index === 0 ? { ...one, roles: [...one.roles, 'coordinator' as const] } : one)),
      };
    });
    if (organisations.some(({ staff }) => staff.length === 0)) return;
    this.programme = { ...this.programme, organisations, version: `${this.programme.version}-${code}` };
    this.deadlines = createDeadlines(this.programme);
    this.staff = staffByCode(this.programme);
    for (const [ref, state] of this.paths) this.set(ref, path.withConfiguration(state, this.programme.version));
    const configuration = configurationForSession(this.programme);
    for (const [id, state] of this.sessions) this.sessions.set(id, session.withConfiguration(state, configuration, this.now));
  }

  // Time

  /** Everything that is due now, until nothing is. */
  settle(): void {
    this.openSessions();
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const id of this.sessions.keys()) isMoving = this.runSession(id) || isMoving;
      for (const ref of this.paths.keys()) isMoving = this.runPath(ref) || isMoving;
      if ((this.steps += 1) > MOST_STEPS) throw new Error('Endless: something is due for ever');
    }
    this.steps = 0;
  }

  /** The next moment that a path, a session or the planner waits for. */
  nextWake(): string {
    const wakes = [OPENINGS[this.opened]?.at ?? FAR_AWAY, ...this.sheetsDue.values()];
    for (const state of this.paths.values()) {
      const next = [comingWaits(state).find(({ moment }) => moment.at > this.now)?.moment.at, path.lookAgainAt(state)];
      wakes.push(...next.filter((at) => typeof at === 'string'), ...path.comingTries(state, this.now).slice(0, 1));
    }
    for (const [id, state] of this.sessions)
      if (!this.over.has(id)) wakes.push(agendaOf(state).find(({ moment }) => moment.at > this.now)?.moment.at ?? FAR_AWAY);
    return wakes.filter((at) => at > this.now).toSorted()[0] ?? FAR_AWAY;
  }

  private set(ref: string, after: path.PathState): void {
    const before = this.paths.get(ref);
    this.paths.set(ref, after);
    if (before && before !== after) this.onChange(ref, before, after);
  }

  private openSessions(): void {
    let isNew = false;
    for (let next = OPENINGS[this.opened]; next && next.at <= this.now; next = OPENINGS[this.opened]) {
      const { capacities } = this.options;
      const capacity = Math.min(next.start.capacity, capacities[this.opened] ?? capacities.at(-1) ?? 15);
      const coordinator = coordinatorOf(this.programme.organisations).code;
      const facilitators = next.start.facilitators.filter((code) => this.staff.has(code));
      this.sessions.set(next.start.id, session.openSession({ ...next.start, capacity, coordinator, facilitators }));
      this.opened += 1;
      isNew = true;
    }
    if (isNew) for (const [ref, state] of this.paths) this.set(ref, path.lookAgain(state));
  }

  private runSession(id: string): boolean {
    let state = this.sessions.get(id);
    if (!state || this.over.has(id)) return false;
    const before = state;
    const { facilitators } = state.start;
    for (const { due, moment } of agendaOf(state)) {
      if (moment.at > this.now) break;
      state = session.momentPassed(state, due, moment);
      if (due === 'list') state = { ...session.freezeNumbers(state), mailed: { ...state.mailed, list: facilitators } };
      if (due === 'attendance') state = { ...state, mailed: { ...state.mailed, attendance: facilitators } };
      if (due === 'close') this.over.add(id);
    }
    state = this.sheetOf(id, state);
    if (state === before && this.lastStates.get(id) === state) return false;
    const news = session.unsentViews(state);
    state = session.markSent(state, news);
    this.sessions.set(id, state);
    this.lastStates.set(id, state);
    for (const view of news) this.hear(view);
    return state !== before;
  }

  /** Somebody enters the sheet, wholly, partly or never. */
  private sheetOf(id: string, state: session.SessionState): session.SessionState {
    const { end } = state.start.plan;
    if (state.cancelled || end.at > this.now) return state;
    const due = this.sheetsDue.get(id);
    const { sheets, marks } = this.options;
    if (due === undefined) {
      const number = this.sheetsDue.size;
      const sheet = sheets[number] ?? sheets.at(-1) ?? WHOLE;
      this.sheetsDue.set(id, sheet.kind === 'never' ? FAR_AWAY : iso(Date.parse(end.at) + sheet.days * DAY_MS + HOUR_MS));
      return state;
    }
    if (due > this.now || due === ENTERED) return state;
    this.sheetsDue.set(id, ENTERED);
    const sheet = sheets[[...this.sheetsDue.keys()].indexOf(id)] ?? sheets.at(-1) ?? WHOLE;
    const numbered = session.freezeNumbers(state);
    const seats = session.reservedSeats(numbered).filter((_, index) => sheet.kind === 'whole' || index % 2 === 0);
    const rows = Object.fromEntries(seats.map(({ number }, index) => [number ?? 0, marks[index % marks.length] ?? 'attended'] as const));
    const origin = { ...this.origin('F-ATT'), submitted: this.moment };
    return session.takeAttendance(numbered, { origin, staff: 's1', ...EMPTY_SHEET, rows });
  }

  private hear(view: SeatView): void {
    const state = this.paths.get(view.ref);
    if (state) this.set(view.ref, path.seatChanged(state, view, this.moment));
  }

  private runPath(ref: string): boolean {
    const before = this.paths.get(ref);
    if (!before) return false;
    for (;;) {
      if ((this.steps += 1) > MOST_STEPS) throw new Error('Endless: a path works for ever');
      this.set(ref, this.planned(this.state(ref)));
      this.set(ref, path.tick(this.state(ref), this.now));
      if (this.state(ref).stale) continue;
      if ((path.lookAgainAt(this.state(ref)) ?? FAR_AWAY) <= this.now) this.set(ref, path.lookAgain(this.state(ref)));
      const [command] = this.due(ref);
      if (!command) break;
      this.carryOut(ref, command);
    }
    const after = this.state(ref);
    if (path.isErased(after)) this.paths.delete(ref);
    return after !== before;
  }

  private state(ref: string): path.PathState {
    const state = this.paths.get(ref);
    if (!state) throw new Error('No such path');
    return state;
  }

  private planned(state: path.PathState): path.PathState {
    let next = state;
    if (next.stale) next = path.planned(next, this.deadlines.plan(path.planRequest(next), this.now));
    for (let booking = path.staleBooking(next); booking !== null; booking = path.staleBooking(next))
      next = path.bookingPlanned(next, booking, this.deadlines.plan(path.bookingRequest(path.planRequest(next), booking), this.now));
    return next;
  }

  private due(ref: string): readonly Command[] {
    return path.dueCommands(this.state(ref), this.now);
  }

  private carryOut(ref: string, command: Command): void {
    const state = this.state(ref);
    if (!path.isStillAsked(state, command)) return this.set(ref, path.done(state, command.id));
    switch (command.kind) {
      case 'invite':
        this.set(ref, path.done(this.invite(state, command), command.id));
        return;
      case 'register':
        this.set(ref, path.done(this.registerFor(state, command), command.id));
        return;
      case 'release':
        this.ask(command.sessionId, { ...this.request(state, command.seq), want: 'none' });
        this.set(ref, path.done(this.state(ref), command.id));
        return;
      case 'mail':
        this.mail(ref, command);
        return;
      case 'appointment': {
        if (path.isAppointmentOutdated(state, command)) {
          this.set(ref, path.done(state, command.id));
          return;
        }
        const n = path.mailNumber(state, command.mail);
        const outcome = this.write(state, { kind: command.mail, why: command.why, view: null, n });
        if (outcome === 'away') return this.refused(ref, command);
        const next = path.mailed(
          state,
          {
            kind: command.mail,
            n,
            at: this.moment,
            why: command.why,
            outcome: outcome === 'later' ? 'dropped' : outcome,
          },
          command.appointment,
        );
        this.set(ref, path.done(next, command.id));
        return;
      }
      case 'referentAppointment':
      case 'lookAtAppointment':
        this.set(ref, path.done(state, command.id));
        return;
      case 'erase':
        this.onErasure(state);
        this.set(ref, path.carryOutErasure(path.beginErasure(path.done(state, command.id), this.moment), this.now));
    }
  }

  private refused(ref: string, command: Command): void {
    this.set(ref, path.postponed(this.state(ref), command.id, 'mail-unreachable', this.now));
  }

  private mail(ref: string, command: Command & { readonly kind: 'mail' }): void {
    const state = this.state(ref);
    if (path.isOutdated(state, command)) return this.set(ref, path.done(state, command.id));
    const { mail: kind, why } = command;
    const n = path.mailNumber(state, kind);
    const current = path.viewFor(state, command);
    const isReminder = kind === 'reminderWeek' || kind === 'reminderDay';
    const view = isReminder && current ? this.viewOf(current.sessionId, ref) : current;
    const at = this.moment;
    if (isReminder && view?.status !== 'reserved')
      return this.set(ref, path.done(path.mailed(state, { kind, n, at, why, outcome: 'dropped' }), command.id));
    const outcome = this.write(state, { kind, why, view, n, ...(command.was === undefined ? {} : { was: command.was }) });
    if (outcome === 'away') return this.refused(ref, command);
    const next =
      outcome === 'later'
        ? path.putOff(state, command, this.hourOf(state, why, view, command.was) ?? at, this.now)
        : path.mailed(path.notifiedOfSeat(state, kind, view), { kind, n, at, why, outcome });
    this.set(ref, path.done(next, command.id));
  }

  private hourOf(state: path.PathState, why: MailReason, view: SeatView | null, was?: string): Moment | null {
    const starts = [...(view === null ? [] : [view.start.at]), ...(was === undefined ? [] : [was])];
    return mailHour({ why, starts, lastMailAt: path.lastMailAt(state) }, this.now, this.deadlines);
  }

  private write(
    state: path.PathState,
    letter: {
      readonly kind: Parameters<typeof contentOf>[0]['kind'];
      readonly why: MailReason;
      readonly view: SeatView | null;
      readonly n: number;
      readonly was?: string;
      readonly quiet?: boolean;
    },
  ): 'sent' | 'refused' | 'dropped' | 'later' | 'away' {
    const { email, firstName } = state.person;
    if (email === null) return 'dropped';
    const to = { ref: state.ref, firstName, email, assignment: state.plan.assignment, lastMailAt: path.lastMailAt(state) };
    const mail = asOf(letter, this.now);
    if (mail === null) return 'dropped';
    const isAppointment = mail.kind.startsWith('appointment');
    if (!isAppointment && contentOf({ ...mail, to }, CONTEXT) === null) return 'dropped';
    if (!isAppointment && this.hourOf(state, mail.why, mail.view, mail.was) !== null) return 'later';
    if (this.mailAwayUntil > this.now) return 'away';
    if (this.refusedAddresses.has(email)) return 'refused';
    this.sent.push({
      ref: state.ref,
      kind: mail.kind,
      why: mail.why,
      at: this.now,
      session: mail.view,
      stage: state.stage,
      isPaused: state.paused !== null && state.stage !== 'left' && (path.ownBooking(state)?.invitedAt ?? '') > state.paused.since.at,
      was: mail.was ?? null,
      isRefused: state.consentWithdrawn !== null,
    });
    const [last] = this.sent.slice(-1);
    if (last) this.onMail(last);
    return 'sent';
  }

  private invite(state: path.PathState, command: Command & { readonly kind: 'invite' }): path.PathState {
    const { seq, mail: kind, why, quiet = false, from } = command;
    const request = this.request(state, seq);
    const { view, toRelease } =
      from === undefined ? { view: this.firstPlace(state, request), toRelease: [] } : this.seatElsewhere(state, request, from);
    const at = this.moment;
    if (view === null && from !== undefined)
      return path.releasePlaces(path.invited(state, { seq, view, plan: null, at, mail: kind, from }), { seq, toRelease });
    const times = view === null || view.status === 'waiting' ? null : { start: view.start.at, end: view.end.at, invitedAt: this.now };
    const plan =
      times === null
        ? null
        : this.deadlines.plan({ ...path.planRequest(state), stage: 'invited', clockFrom: this.now, session: times }, this.now);
    const n = path.mailNumber(state, kind);
    const outcome = this.write(state, { kind, why, view, n, quiet });
    const answered = path.invited(state, { seq, view, plan, at, mail: kind, ...(from === undefined ? {} : { from }) });
    const seated = path.releasePlaces(answered, { seq, toRelease });
    if (outcome === 'sent' || outcome === 'refused') return path.mailed(seated, { kind, n, at, why, outcome });
    const later = outcome === 'later' ? this.hourOf(state, why, view) : null;
    return outcome === 'dropped' ? seated : path.mailLater(seated, { mail: kind, why, ...(later === null ? {} : { notBefore: later }) });
  }

  private firstPlace(state: path.PathState, request: SeatRequest): SeatView | null {
    const open = this.openInfos(state);
    for (const want of ['seat', 'seatOrWait'] as const)
      for (const id of open) {
        const view = this.ask(id, { ...request, want });
        if (view?.status === 'reserved' || view?.status === 'waiting') return view;
      }
    return null;
  }

  private seatElsewhere(state: path.PathState, request: SeatRequest, waitingAt: string): Pick<Invitation, 'view' | 'toRelease'> {
    for (const id of this.openInfos(state).filter((one) => one !== waitingAt)) {
      const view = this.ask(id, request);
      if (view?.status !== 'reserved') continue;
      const isFreed = this.viewOf(waitingAt, state.ref)?.status === 'reserved';
      return isFreed ? { view: null, toRelease: [id] } : { view, toRelease: [waitingAt] };
    }
    return { view: null, toRelease: [] };
  }

  private openInfos(state: path.PathState): readonly string[] {
    const avoided = path.sessionsToAvoid(state);
    return this.coming()
      .filter((one) => one.start.kind === 'info' && session.phase(one, this.now) === 'open' && !avoided.includes(one.start.id))
      .map(({ start }) => start.id);
  }

  private registerFor(state: path.PathState, { seq, sessionId }: Command & { readonly kind: 'register' }): path.PathState {
    const answer = this.over.has(sessionId) ? null : this.ask(sessionId, { ...this.request(state, seq), want: 'seatOrWait' });
    const view = answer?.status === 'reserved' || answer?.status === 'waiting' ? answer : null;
    const at = this.moment;
    const times = view === null ? null : { start: view.start.at, end: view.end.at, invitedAt: this.now };
    const plan = times === null ? null : this.deadlines.plan({ ...path.planRequest(state), session: times }, this.now);
    const [kind, why] = ['seat', 'registeredFor'] as const;
    const n = path.mailNumber(state, kind);
    const outcome = this.write(state, { kind, why, view, n });
    const placed = path.placed(state, { seq, sessionId, view, plan, at });
    if (outcome === 'sent' || outcome === 'refused') return path.mailed(placed, { kind, n, at, why, outcome });
    return outcome === 'away' && view !== null ? path.addCommand(placed, { kind: 'mail', mail: kind, why, view }) : placed;
  }

  private ask(id: string, request: SeatRequest): SeatView | null {
    const state = this.sessions.get(id);
    if (!state || this.over.has(id)) return null;
    const answered = session.setSeats(state, [request], this.now);
    this.sessions.set(id, answered.state);
    return answered.views[0] ?? null;
  }

  private viewOf(id: string, ref: string): SeatView | null {
    const state = this.sessions.get(id);
    return state ? session.viewOf(state, ref) : null;
  }

  private request(state: path.PathState, seq: number): SeatRequest {
    const priority = state.person.priorityNeighbourhood || state.search.displaced;
    return { ref: state.ref, seq, want: 'seat', priority, name: displayName(state), arrival: state.registeredAt.at };
  }
}

const WALK_IN: Person = {
  firstName: 'Léa',
  lastName: 'Martin',
  email: null,
  badEmail: null,
  phone: '+33612345678',
  badPhone: null,
  birthDate: null,
  neighbourhood: null,
  priorityNeighbourhood: false,
  town: null,
  situation: null,
  referrer: null,
  alreadyFollowedBy: null,
  wish: null,
  enteredBy: null,
  sharedAddress: false,
};
export const FAR_AWAY = '9999-12-31T00:00:00Z';
const ENTERED = '0000';
const WHOLE: Sheet = { kind: 'whole', days: 0 };
const CONTEXT = {
  firstName: 'Léa',
  ref: 'GC-7K3M-9QXD',
  email: 'lea@example.org',
  referent: { name: 'Camille', phone: null },
  unableUrl: 'https://docs.google.com/forms/',
  notMeUrl: '',
};

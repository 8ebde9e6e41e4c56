import { isLeadWorklist } from '../../domain/assignment.ts';
import type { FollowUp } from '../../domain/facts.ts';
import { answersOwnAct, isOffered } from '../../domain/mail-reasons.ts';
import type { Stage } from '../../domain/plan.ts';
import type { PrefilledAnswer, WorklistItem } from '../../domain/worklist.ts';
import { ownView } from '../../workflows/participant-path/bookings/booking.ts';
import { type Liveness, livenessOf } from '../../workflows/participant-path/liveness.ts';
import type { PathState } from '../../workflows/participant-path/path.ts';
import { linesForStaff as sessionItems } from '../../workflows/session/lines-for-staff.ts';
import * as session from '../../workflows/session/session.ts';
import { SAYS_NOTHING } from '../support/says-nothing.ts';
import { DAY_MS, type Sent, type World } from './world.ts';

/**
 * The furthest that a path in this stage may be from the moment at which a person hears of it, in days: the stage's last delay of the shipped
 * configuration, with three weeks of closure and public holidays beside it.
 */
const FURTHEST_DAYS: Readonly<Record<Stage, number>> = {
  registered: 35,
  invited: 120,
  noShow: 45,
  informed: 50,
  exploring: 60,
  building: 75,
  training: 45,
  settled: 230,
  left: 40,
};
const LONGEST_PAUSE_DAYS = 220;
/** A session tells its registrants' paths so long after its end that nobody has entered its sheet. */
const SHEET_DAYS = 45;

/** What is wrong at this moment, in words; empty where nothing is. */
export function wrongs(world: World): readonly string[] {
  return [
    ...[...world.paths.values()].flatMap((state) => [
      ...forgotten(world, state),
      ...hidden(state),
      ...impatient(world, state),
      ...refusedAnswers(world, state),
    ]),
    ...[...world.sessions.values()].flatMap((state) => [...unrequested(world, state), ...strayed(world, state)]),
  ];
}

const livenessCache = new WeakMap<PathState, Liveness>();

/** A path that did not change is asked once. */
function aliveBy(state: PathState): Liveness {
  const live = livenessCache.get(state) ?? livenessOf(state);
  livenessCache.set(state, live);
  return live;
}

function forgotten(world: World, state: PathState): readonly string[] {
  const { finished, items, wait } = aliveBy(state);
  if (finished || items.some((item) => canAnswer(world, state, item))) return [];
  const where = `${state.ref} (${state.stage}, ${state.search.want} ${ownView(state)?.status ?? 'no seat'}${state.paused ? ', paused' : ''})`;
  const lines = items.map(({ key, worklist }) => `${key}@${worklist}`).join();
  return wait === null ? [`${where} waits for nothing ${lines}`] : tooLate(world, state, wait).map((wrong) => `${where} ${wrong}`);
}

/** A pause hides no call about a session or an appointment. */
function hidden(state: PathState): readonly string[] {
  if (state.consentWithdrawn !== null) return [];
  const shown = new Set(aliveBy(state).items.map(({ key }) => key));
  const calls = state.open.filter(({ kind, about }) => kind === 'call' && about !== 'walkIn' && about !== 'situation');
  return calls.filter(({ key }) => !shown.has(key)).map(({ key }) => `${state.ref} hides the call ${key}`);
}

/** In these stages an interview that is fixed is what a path waits for. */
function isMet({ stage }: PathState): boolean {
  return ['registered', 'noShow', 'informed', 'exploring', 'building'].includes(stage);
}

/** Nobody is reminded of what is fixed for a date. */
function impatient(world: World, state: PathState): readonly string[] {
  const { appointments } = state;
  if (!isMet(state) || appointments.every(({ start }) => start.at <= world.now) || state.stale) return [];
  const reminders = aliveBy(state).items.filter(({ kind }) => kind === 'nudge' || kind === 'escalation');
  return reminders.map(({ key }) => `${state.ref} is reminded (${key}) before its appointment`);
}

/** Who is asked is also heard. */
function refusedAnswers(world: World, state: PathState): readonly string[] {
  const questions = aliveBy(state).items.filter(
    ({ worklist, answers }) => answers.length > 0 && !isLeadWorklist(worklist) && world.worksHere(worklist),
  );
  return questions
    .filter((item) => !canAnswer(world, state, item))
    .map(({ key, worklist }) => `${state.ref} asks ${worklist} (${key}), whose answer is refused`);
}

function tooLate(world: World, state: PathState, { due, moment }: NonNullable<Liveness['wait']>): readonly string[] {
  const starts = [
    state.stage === 'training' ? state.clockFrom : null,
    ...(isMet(state) ? state.appointments.map(({ start }) => start) : []),
  ];
  const now = Date.parse(world.now);
  const from = Math.max(now, ...starts.map((start) => (start === null ? now : Date.parse(start.at))));
  const days = (Date.parse(moment.at) - from) / DAY_MS;
  const furthest = due === 'session' ? FURTHEST_DAYS.invited : due === 'resume' ? LONGEST_PAUSE_DAYS : FURTHEST_DAYS[state.stage];
  if (days > furthest) return [`waits ${Math.round(days)} days for ${due}`];
  // A session asks for its sheet, and then stands on the coordinator's worklist.
  if ((Date.parse(moment.at) - now) / DAY_MS < (due === 'session' ? -SHEET_DAYS : -0.01)) return [`waits for ${due}, which is past`];
  const { firstRung } = state.plan.assignment;
  return due === 'referent' && !world.worksHere(firstRung) ? [`waits for a reminder of ${firstRung}, who left`] : [];
}

function canAnswer(world: World, state: PathState, { worklist, answers }: WorklistItem): boolean {
  if (!world.worksHere(worklist)) return false;
  const accepts = ({ values }: PrefilledAnswer) => world.isAccepted(worklist, state, { ...SAYS_NOTHING, ...values } as unknown as FollowUp);
  return isLeadWorklist(worklist) || answers.every(accepts);
}

/** What a session to come and a path say of the same seat. */
function strayed(world: World, state: session.SessionState): readonly string[] {
  const { id, plan } = state.start;
  if (state.cancelled || plan.start.at <= world.now) return [];
  const seated = new Set(session.reservedSeats(state).map(({ ref }) => ref));
  return [...world.paths.values()].flatMap((path) => {
    if (path.outbox.some(({ kind }) => kind === 'invite' || kind === 'register' || kind === 'release')) return [];
    const thinks = path.bookings.some(({ view }) => view?.sessionId === id && view.status === 'reserved');
    if (thinks === seated.has(path.ref)) return [];
    return [thinks ? `${path.ref} believes in a seat that ${id} doesn't know` : `${id} keeps a seat that ${path.ref} doesn't know`];
  });
}

/** A session that took place asks its facilitators, then the coordinator, until somebody answers, or its file closes after six months. */
function unrequested(world: World, state: session.SessionState): readonly string[] {
  const { id, plan } = state.start;
  if (world.over.has(id) || state.cancelled || plan.coordinator.at > world.now || session.reservedSeats(state).length === 0) return [];
  if (session.sheetIsDone(state)) return [];
  const isRequested = sessionItems(state, world.now).some(
    ({ kind, worklist }) => kind === 'attendanceMissing' && world.worksHere(worklist),
  );
  return isRequested ? [] : [`${id} asks nobody who was there`];
}

const SEAT_MAILS = new Set(['confirmation', 'seat', 'reinvitation', 'reminderWeek', 'reminderDay']);
const AFTER_LEAVING = new Set(['released', 'sessionCancelled', 'sessionMoved', 'appointment', 'appointmentCancelled']);
const TWO_DAYS_MS = 2 * DAY_MS;

/** What is wrong with a mail that has just gone. */
export function wrongMail(world: World, mail: Sent): readonly string[] {
  const { ref, kind, session: view, stage, why } = mail;
  const wrong: string[] = [];
  if (view?.status === 'reserved' && SEAT_MAILS.has(kind) && world.seatOf(view.sessionId, ref)?.status !== 'reserved')
    wrong.push(`${ref} reads (${kind}) of a seat at ${view.sessionId} that isn't theirs`);
  if (stage === 'left' && !AFTER_LEAVING.has(kind)) wrong.push(`${ref} left, and is sent ${kind}`);
  if (mail.isRefused && kind !== 'released' && kind !== 'sessionCancelled') wrong.push(`${ref} withdrew consent, and is sent ${kind}`);
  if (mail.isPaused && isOffered(why) && kind !== 'sessionCancelled') wrong.push(`${ref} is paused, and is sent ${kind} (${why})`);
  const earlier = world.sent.filter((one) => one !== mail && one.ref === ref && isCounted(one));
  const last = earlier.at(-1);
  if (last && isCounted(mail) && !isUrgent(mail) && Date.parse(mail.at) - Date.parse(last.at) < DAY_MS)
    wrong.push(`${ref} is written to twice in a day: ${last.kind} (${last.why}) and ${kind} (${why})`);
  return wrong;
}

function isCounted({ why }: Sent): boolean {
  return !answersOwnAct(why);
}

/** About what begins within two days, or bound to its own day: the reminder of an interview that the person agreed on. */
function isUrgent({ kind, session: view, was, at }: Sent): boolean {
  if (kind === 'appointmentReminder') return true;
  return [view?.start.at, was].some((start) => typeof start === 'string' && Date.parse(start) - Date.parse(at) <= TWO_DAYS_MS);
}

import { type Moment, unlabelled } from '../../domain/moment.ts';
import { organisationsSeen } from '../../domain/presence.ts';
import { type PrefilledAnswer, type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { openTasks } from './open-tasks.ts';
import { blankRows, reservedSeats, type SessionState } from './session.ts';
import { type SessionTask, type Topic, taskId } from './tasks.ts';
import * as words from './words.ts';

/** The session's tasks as lines of worklists at `now` (ISO 8601). */
export function linesForStaff(state: SessionState, now: string): readonly WorklistItem[] {
  return openTasks(state, now).map((task) => itemOf(task, state));
}

function itemOf<T extends Topic>(task: SessionTask<T>, state: SessionState): WorklistItem {
  const { id, title, coordinator, plan } = state.start;
  return worklistItem({
    key: taskId(task, plan.start.at),
    worklist: coordinator,
    who: words.whichSession(title, plan.start.label),
    reference: id,
    ...LINES[task.topic](task, state),
  });
}

/** What a line says; the coordinator's, about this session, where nothing else is said. */
type Line = Pick<WorklistItem, 'kind' | 'due' | 'title'> & Partial<WorklistItem>;

const LINES: { readonly [T in Topic]: (task: SessionTask<T>, state: SessionState) => Line } = {
  sheet: (task, state) => (task.reader === 'facilitator' ? sheetForFacilitator(task, state) : sheetForCoordinator(task, state)),
  'unsure-mail': ({ mail, name, refused, at }) => ({
    ...since(at),
    kind: refused ? 'contactDetails' : 'mailInDoubt',
    ...(refused ? words.task.mailRefused(mail, name) : words.task.mailInDoubt(mail, name)),
  }),
  outage: ({ of, outage: { code, since: at } }) => ({
    ...since(unlabelled(at)),
    kind: 'service',
    ...words.task.outage(of, code),
    urgent: true,
    cause: code,
  }),
  cancelled: ({ at, by, notified }) => toKnow(at, words.task.cancelled(by, notified)),
  stranger: ({ at, name }) => toKnow(at, words.task.stranger(name)),
  'restored-event': ({ at }) => toDecide(at, words.task.restoredEvent),
  'all-day': ({ since: at }, { start }) => toDecide(at, words.task.allDay(start.plan.start.label)),
  'left-behind': ({ at, before, now }) => toKnow(at, words.task.leftBehind(before, now)),
  'moved-to-past': ({ at, start: to }, { start }) => ({
    ...toDecide(at, words.task.movedToPast(to.label, start.plan.start.label)),
    urgent: true,
  }),
  'past-date-requested': ({ at, start: to, by }, state) => ({
    ...toDecide(at, words.task.pastDateRequested(to.label, state.start.plan.start.label)),
    worklist: by,
    answers: [move(state)],
  }),
  unmended: ({ at }) => toDecide(at, words.task.unmended),
  alone: ({ at, organisations }, state) => ({
    ...toKnow(at, words.task.alone(organisations)),
    answers: [enterAttendance(state, words.answer.correct)],
  }),
  remark: ({ at, name, text }) => toKnow(at, words.task.remark(name, text)),
  'early-sheet': ({ at }, state) => ({ ...strangeSheet(state, words.task.earlySheet), ...since(at) }),
  'unknown-rows': ({ rows }, state) => strangeSheet(state, words.task.unknownRows(rows)),
  'unread-walk-ins': ({ lines }, state) => strangeSheet(state, words.task.unreadWalkIns(lines)),
  'contradicted-rows': ({ rows }, state) => strangeSheet(state, words.task.contradictedRows(rows)),
  'few-people': ({ reserved, at }, state) => ({
    ...toDecide(at, words.task.fewPeople(reserved, state.start.capacity)),
    answers: [move(state), cancel(state)],
  }),
  'many-waiting': ({ waiting, since: at }, state) => ({
    ...toDecide(unlabelled(at), words.task.manyWaiting(waiting)),
    answers: [move(state), cancel(state)],
  }),
  'list-changed': ({ worklist, gone, added }, { start }) => ({
    worklist,
    kind: 'info',
    due: start.plan.listAt,
    ...words.task.listChanged(gone, added),
    urgent: true,
  }),
  'facilitator-left': ({ name, since: at }, state) => ({
    ...toDecide(at, words.task.facilitatorLeft(name)),
    // The form asks for the name, under « Conseiller ».
    answers: [decide(state, words.answer.askSomebody, { sessionAction: 'substitute' }), move(state), cancel(state)],
  }),
  'answer-missing': ({ code, declined, since: at }, state) => ({
    ...toDecide(at, words.task.answerMissing(declined)),
    worklist: code,
    answers: [comes(state), decide(state, words.answer.getReplaced, { sessionAction: 'substitute' })],
  }),
  'facilitator-lacks': (task, state) => ({
    ...toDecide(task.since, words.task.facilitatorLacks(task)),
    answers: [...askSubstitute(task.substitute, state), move(state), cancel(state)],
    urgent: task.soon,
  }),
  'replacement-request': ({ code, name, since: at, soon }, state) => ({
    ...toDecide(at, words.task.replacementRequest(name)),
    worklist: code,
    answers: [comes(state), decide(state, words.answer.cannot, { sessionAction: 'substitute' })],
    urgent: soon,
  }),
  'other-date': ({ by, at, start, typed }, state) => ({
    ...toDecide(at, words.task.otherDate(by, start.label)),
    answers: [decide(state, words.answer.takeThisDate, { sessionAction: 'move', newStart: typed })],
  }),
};

function sheetForFacilitator({ worklist }: SessionTask<'sheet'>, state: SessionState): Line {
  const { facilitator, coordinator } = state.start.plan;
  return { ...missingSheet(state), worklist, due: facilitator, ...words.task.sheetForFacilitator(coordinator.label) };
}

function sheetForCoordinator({ worklist }: SessionTask<'sheet'>, state: SessionState): Line {
  const { attendanceAt, facilitator, coordinator } = state.start.plan;
  const tried = [
    { at: attendanceAt, what: words.task.sheetWasSent },
    { at: facilitator, what: words.task.facilitatorWasReminded },
  ];
  return { ...missingSheet(state), worklist, due: coordinator, ...words.task.sheetForCoordinator, tried };
}

function missingSheet(state: SessionState) {
  const missing = words.missingFromSheet(missingRows(state), organisationsSeen(state.presence).length === 0);
  return {
    kind: 'attendanceMissing' as const,
    since: state.start.plan.end,
    missing,
    answers: [enterAttendance(state, words.answer.enterAttendance)],
  };
}

function missingRows(state: SessionState): words.MissingRows {
  if (state.start.headCountOnly) return 'headCount';
  const reserved = reservedSeats(state).length;
  if (reserved === 0) return 'nobody';
  const blank = blankRows(state).filter((row) => row > 0);
  return blank.length > 0 && blank.length < reserved ? blank : 'all';
}

/** What was entered and can't be believed: due when the attendance form goes out. */
function strangeSheet(state: SessionState, sentences: Sentences): Line {
  return {
    kind: 'decide',
    due: state.start.plan.attendanceAt,
    ...sentences,
    answers: [enterAttendance(state, words.answer.enterAttendance)],
  };
}

type Sentences = Pick<WorklistItem, 'title'> & Partial<Pick<WorklistItem, 'missing' | 'next'>>;

function toKnow(at: Moment, sentences: Sentences): Line {
  return { ...since(at), kind: 'info', ...sentences };
}

function toDecide(at: Moment, sentences: Sentences): Line {
  return { ...since(at), kind: 'decide', ...sentences };
}

function since(at: Moment): Pick<WorklistItem, 'due' | 'since'> {
  return { due: at, since: at };
}

function askSubstitute(name: string | null, state: SessionState): readonly PrefilledAnswer[] {
  return name === null ? [] : [decide(state, words.answer.ask(name), { sessionAction: 'substitute', adviser: name })];
}

function comes(state: SessionState): PrefilledAnswer {
  return decide(state, words.answer.comes, { sessionAction: 'accept' });
}

function move(state: SessionState): PrefilledAnswer {
  return decide(state, words.answer.move, { sessionAction: 'move' });
}

function cancel(state: SessionState): PrefilledAnswer {
  return decide(state, words.answer.cancel, { sessionAction: 'cancel' });
}

function decide({ start }: SessionState, label: string, values: PrefilledAnswer['values']): PrefilledAnswer {
  return { label, form: 'followUp', values: { session: start.id, ...values } };
}

function enterAttendance({ start }: SessionState, label: string): PrefilledAnswer {
  return { label, form: 'attendance', values: { session: start.id } };
}

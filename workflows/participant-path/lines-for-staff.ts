import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { about, firstNameOf, introducing } from './about-path.ts';
import { coordinatorOf } from './acknowledged.ts';
import { background } from './background.ts';
import { consentItems } from './consent-items.ts';
import { departedItem } from './departure.ts';
import { isAgeAsked } from './eligibility.ts';
import { ladderItems } from './ladder-items.ts';
import { isPaused } from './pause.ts';
import { quotedWords } from './quoted.ts';
import { erasureItem } from './retention.ts';
import type { PathState } from './state.ts';
import { answersTo, callDetails, questionForOther } from './task-answers.ts';
import type { Task, Topic } from './tasks.ts';
import { comingOf } from './transfer.ts';
import { ANSWERS } from './words/answers.ts';
import { withComing } from './words/tasks.ts';
import * as lines from './words/worklist.ts';

/** What this path asks of its referent, the coordinator and the lead, each told only what they may know. */
export function linesForStaff(state: PathState): readonly WorklistItem[] {
  const always = [...erasureItem(state), ...outageItem(state)];
  if (state.consentWithdrawn !== null) return [...consentItems(state, about(state)), ...pointItems(state), ...always];
  if (isPaused(state)) return [...adviserItem(state), ...pointItems(state, isForPause), ...always];
  return [...ladderItems(state), ...adviserItem(state), ...pointItems(state), ...always];
}

/** A pause stops the clock and the calls that ask for news; what has happened and what a person must decide is told all the same. */
function isForPause({ kind, topic, about: subject }: Task): boolean {
  if (topic === 'unreachable') return false;
  return kind !== 'call' || (subject !== 'walkIn' && subject !== 'situation');
}

function adviserItem(state: PathState): readonly WorklistItem[] {
  const { assignment } = state.plan;
  // Who accompanies a minor is asked only once somebody decided that they may take part.
  if (state.stage === 'left' || isAgeAsked(state)) return [];
  if (assignment.departed !== null) return isOver(state) ? [] : [departedItem(state, assignment.departed, about(state))];
  if (assignment.referent !== null) return [];
  if (assignment.adviserToName) {
    return [
      worklistItem({
        ...about(state),
        key: 'name-adviser',
        worklist: assignment.firstRung,
        kind: 'nameAdviser',
        due: state.registeredAt,
        title: introducing(state, lines.NAME_ADVISER),
        missing: lines.ADVISER_MISSING,
        answers: [{ label: ANSWERS.nameAdviser, form: 'followUp', values: { reference: state.ref, decision: 'name' } }],
      }),
    ];
  }
  if (!assignment.personDecides) return [];
  const decide = {
    ...about(state),
    key: 'who-is-in-charge',
    kind: 'decide' as const,
    due: state.registeredAt,
    title: introducing(state, lines.decideOrganisation(assignment.reason)),
    missing: lines.ORGANISATION_MISSING,
    answers: [{ label: ANSWERS.nameAdviser, form: 'followUp' as const, values: { reference: state.ref, decision: 'name' } }],
  };
  return assignment.deciders.map((worklist) => worklistItem({ ...decide, worklist }));
}

/** A settled path whose situation is known asks nothing of anybody any more. */
function isOver({ stage, situation }: PathState): boolean {
  return stage === 'settled' && situation.knownAt !== null;
}

function pointItems(state: PathState, which: (open: Task) => boolean = () => true): readonly WorklistItem[] {
  const { firstRung, firstNameOnly } = state.plan.assignment;
  return state.open.filter(which).flatMap((open) => {
    const { key, topic, kind, since, title, alsoFor } = open;
    const main = open.worklist ?? (isForCoordinator(open) ? coordinatorOf(state) : firstRung);
    const more = kind === 'call' ? callDetails(state, open) : { answers: answersTo(state, open), missing: missingFor(state, open) };
    // Another organisation's readers are told without the person's details.
    const isOther = (worklist: string) => worklist !== firstRung && (firstNameOnly || FOR_ANOTHER.has(topic));
    const of = (worklist: string) => (isOther(worklist) ? { ...about(state), ...firstNameOf(state) } : about(state));
    const notes = notesFor(state, open);
    const fullTitle = topic === 'accompanies' ? withComing(title, comingOf(state, since)) : title;
    const words = topic === 'accompanies' || open.about === 'walkIn' ? introducing(state, fullTitle) : fullTitle;
    const held = topic === 'held' ? { held: true as const } : {};
    const item = { key, kind, due: since, since, title: words, notes, urgent: open.soon === true, ...held, ...more };
    const worklists = alsoFor === undefined || alsoFor === main ? [main] : [main, alsoFor];
    const forOther = (worklist: string) => (worklist !== main && FOR_ANOTHER.has(topic) ? questionForOther(state, open) : {});
    return worklists.map((worklist) => worklistItem({ ...of(worklist), ...item, ...forOther(worklist), worklist }));
  });
}

/** Asked of the organisation in charge and of the one that could be. */
const FOR_ANOTHER: ReadonlySet<Topic> = new Set(['followed-elsewhere', 'age-limit']);

function notesFor(state: PathState, { topic }: Task): WorklistItem['notes'] {
  if (topic === 'appointment-brief') return background(state);
  return topic === 'accompanies' ? quotedWords(state) : [];
}

function missingFor({ person }: PathState, { topic }: Task): string | null {
  const { unconfirmedEmail = null } = person;
  return topic === 'shared-address' && unconfirmedEmail !== null ? lines.agreementToWriteTo(unconfirmedEmail) : null;
}

const FOR_COORDINATOR: ReadonlySet<Topic> = new Set(['held', 'eligibility', 'neighbourhood', 'referent-not-notified']);

function isForCoordinator({ kind, topic }: Task): boolean {
  return kind === 'possibleDuplicate' || FOR_COORDINATOR.has(topic);
}

function outageItem(state: PathState): readonly WorklistItem[] {
  const { outage } = state;
  if (outage === null) return [];
  const since = { at: outage.since, label: '' };
  const title = lines.mailingRefused(SERVICE_ERRORS[outage.code].tell);
  const worklist = coordinatorOf(state);
  return [
    worklistItem({
      key: `service-${outage.code}`,
      worklist,
      kind: 'service',
      due: since,
      since,
      who: state.ref,
      reference: state.ref,
      title,
      urgent: true,
      cause: outage.code,
    }),
  ];
}

import { isLeadDesk } from '../../domain/charge.ts';
import type { DeskItem } from '../../domain/desk.ts';
import type { Stage } from '../../domain/plan.ts';
import { livenessOf } from '../../workflows/participant-path/liveness.ts';
import type { PathState } from '../../workflows/participant-path/path.ts';
import { deskItems as sessionItems } from '../../workflows/session/desk-items.ts';
import * as session from '../../workflows/session/session.ts';
import { DAY_MS, type World } from './world.ts';

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
/** A month closes its corrections six months after. */
const SHEET_DAYS = 60;

/** What is wrong at this moment, in words; empty where nothing is. */
export function wrongs(world: World): readonly string[] {
  return [
    ...[...world.paths.values()].flatMap((state) => forgotten(world, state)),
    ...[...world.sessions.values()].flatMap((state) => unasked(world, state)),
  ];
}

function forgotten(world: World, state: PathState): readonly string[] {
  const live = livenessOf(state);
  const where = `${state.ref} (${state.stage}, ${state.seat.want} ${state.seat.view?.status ?? 'no seat'}${state.paused ? ', paused' : ''})`;
  if (live.kind === 'finished') return [];
  if (live.kind === 'nothing') return state.outbox.length > 0 && state.trouble === null ? [] : [`${where} waits for nothing`];
  if (live.kind === 'task')
    return live.items.some((item) => canAnswer(world, state, item))
      ? []
      : [`${where} stands on no worklist of anybody who works here: ${live.items.map(({ key, desk }) => `${key}@${desk}`).join()}`];
  const from = Math.max(Date.parse(world.now), state.stage === 'training' ? Date.parse(state.clockFrom.at) : 0);
  const days = (Date.parse(live.moment.at) - from) / DAY_MS;
  const furthest = live.due === 'session' ? FURTHEST_DAYS.invited : state.paused ? LONGEST_PAUSE_DAYS : FURTHEST_DAYS[state.stage];
  if (days > furthest) return [`${where} waits ${Math.round(days)} days for ${live.due}`];
  // The session asks for its sheet, and then stands on the coordinator's worklist.
  if (days < (live.due === 'session' ? -SHEET_DAYS : -0.01)) return [`${where} waits for ${live.due}, which is past`];
  if (live.due === 'referent' && !world.worksHere(state.plan.charge.firstRung))
    return [`${where} waits for a reminder of ${state.plan.charge.firstRung}, who left`];
  return [];
}

function canAnswer(world: World, state: PathState, { desk, answers }: DeskItem): boolean {
  if (!world.worksHere(desk)) return false;
  return isLeadDesk(desk) || answers.length === 0 || world.isAccepted(desk, state);
}

/** A session that took place asks its facilitators, then the coordinator, until somebody answers, or its file closes after six months. */
function unasked(world: World, state: session.SessionState): readonly string[] {
  const { id, plan } = state.start;
  if (world.over.has(id) || state.cancelled || plan.coordinator.at > world.now || session.heldSeats(state).length === 0) return [];
  if (session.sheetIsDone(state)) return [];
  const asked = sessionItems(state, world.now).some(({ kind, desk }) => kind === 'attendanceMissing' && world.worksHere(desk));
  return asked ? [] : [`${id} asks nobody who was there`];
}

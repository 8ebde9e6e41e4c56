import type { Moment } from '../../domain/moment.ts';
import { DECLINED, MISSED } from './appointment.ts';
import { isSituationAsked } from './situation.ts';
import type { PathState } from './state.ts';
import { closePoints, point, UNREACHABLE } from './steps.ts';

/** In a row, without an answer. The situation at + 6 months is asked once more, no further. */
const MAX_ATTEMPTS = 3;
const MAX_SITUATION_ATTEMPTS = 2;

/** Whoever has been spoken to needs no first call any more, and has said what they think of another date. */
export function spokenTo(state: PathState): PathState {
  return closePoints(state, ({ about, key }) => about === 'walkIn' || key.startsWith(DECLINED) || key.startsWith(MISSED));
}

export function attempted(state: PathState, at: Moment): PathState {
  const tried = { ...state, attempts: state.attempts + 1 };
  const asking = isSituationAsked(state);
  const isProposed = state.open.some(({ key }) => key.startsWith(UNREACHABLE));
  if (isProposed || tried.attempts < (asking ? MAX_SITUATION_ATTEMPTS : MAX_ATTEMPTS)) return tried;
  const proposal = asking ? 'noter « injoignable » ?' : 'clore pour « injoignable » ?';
  const title = `${tried.attempts} tentatives sans réponse : ${proposal}`;
  return point(tried, { key: `${UNREACHABLE}${at.at}`, kind: 'decide', since: at, title, about: 'other' });
}

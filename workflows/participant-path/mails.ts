import type { Moment } from '../../domain/moment.ts';
import type { Command } from './commands.ts';
import { checkContactDetails } from './registration.ts';
import type { PathState, SentMail } from './state.ts';
import { call, command, type InvitationMail, LOG_KEPT, log, point } from './steps.ts';

/** The next mail of a kind to this person: its number is part of its Message-ID. */
export function mailNumber({ mails }: PathState, kind: string): number {
  return Math.max(0, ...mails.filter((mail) => mail.kind === kind).map(({ n }) => n)) + 1;
}

/** A mail that the invitation could not send: on its own, as often as it takes. A confirmation says « inscription reçue » in any case. */
export function mailLater(state: PathState, mail: InvitationMail, why: string): PathState {
  const { view } = state.seat;
  return command(state, { kind: 'mail', mail, why, ...(view === null || mail === 'confirmation' ? {} : { about: view.sessionId }) });
}

/** When its turn comes: the person has no place there any more, or another mail behind it says the same with what is true then. */
export function isOutdated({ seat, outbox }: PathState, mail: Command & { readonly kind: 'mail' }): boolean {
  if (mail.about === undefined) return false;
  const { view } = seat;
  const isThere = view !== null && view.sessionId === mail.about && (view.status === 'held' || view.status === 'waiting');
  const isSaidLater = outbox.some(
    (other) => other.kind === 'mail' && other.mail === mail.mail && other.about === mail.about && other.id > mail.id,
  );
  return !isThere || isSaidLater;
}

/** Recorded with its reason; a refused address becomes a task, a mail in doubt a line on the desk. */
export function mailed(state: PathState, mail: SentMail): PathState {
  const next = { ...state, mails: [...state.mails, mail].slice(-LOG_KEPT) };
  if (mail.outcome === 'sent') return log(next, mail.at, `E-mail « ${mail.kind} » envoyé (${mail.why}).`);
  if (mail.outcome === 'dropped') return log(next, mail.at, `E-mail « ${mail.kind} » inutile, non envoyé (${mail.why}).`);
  if (mail.outcome === 'refused')
    return addressRefused(log(next, mail.at, `E-mail « ${mail.kind} » refusé par le serveur du destinataire.`), mail.at);
  const doubted = log(next, mail.at, `E-mail « ${mail.kind} » : envoi incertain.`);
  if (mail.kind === 'confirmation') return doubted;
  return point(doubted, {
    key: `doubt-${mail.kind}-${mail.n}`,
    kind: 'mailInDoubt',
    since: mail.at,
    title: `On ne sait pas si l’e-mail « ${mail.kind} » est parti : vérifiez avec la personne.`,
    about: 'other',
  });
}

function addressRefused(state: PathState, at: Moment): PathState {
  const person = { ...state.person, email: null, badEmail: state.person.email };
  const told = checkContactDetails({ ...state, person }, at);
  return told.seat.view?.status === 'held'
    ? call(told, 'seat', at, `Proposer la séance du ${told.seat.view.start.label} (${told.seat.view.place.name}).`)
    : told;
}

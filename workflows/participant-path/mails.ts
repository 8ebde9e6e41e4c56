import type { Moment } from '../../domain/moment.ts';
import { checkContactDetails } from './registration.ts';
import type { PathState, SentMail } from './state.ts';
import { call, command, type InvitationMail, LOG_KEPT, log, point } from './steps.ts';

/** The next mail of a kind to this person: its number is part of its Message-ID. */
export function mailNumber({ mails }: PathState, kind: string): number {
  return Math.max(0, ...mails.filter((mail) => mail.kind === kind).map(({ n }) => n)) + 1;
}

/** A mail that the invitation could not send: on its own, as often as it takes. */
export function mailLater(state: PathState, mail: InvitationMail, why: string): PathState {
  return command(state, { kind: 'mail', mail, why });
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

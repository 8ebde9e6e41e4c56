import type { AttendanceMark } from '../../../domain/facts.ts';
import type { ReleaseReason } from '../../../domain/mail-reasons.ts';
import type { SessionKind } from '../../../domain/programme/programme.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { capitalised } from '../../../domain/text.ts';
import { reasonWords } from './names.ts';

// What a path says of its seats and waiting lists, in the journal and on worklists.

type Session = Pick<SeatView, 'title' | 'start' | 'place'>;
type Seat = Pick<SeatView, 'title' | 'start' | 'status' | 'rank'>;

// Found, asked for

export const NONE_TO_OFFER = 'Aucune séance à proposer pour l’instant.';

export function booked({ title, start, status, rank }: Seat): string {
  return `${status === 'waiting' ? `Liste d’attente (rang ${rank ?? 1})` : 'Place réservée'} : ${title}, ${start.label}.`;
}

export function alreadyBooked(sessionId: string): string {
  return `Déjà inscrit(e) à la séance ${sessionId}.`;
}

export function registrationRequested(sessionId: string): string {
  return `Inscription demandée : séance ${sessionId}.`;
}

export function refused(sessionId: string): string {
  return `Inscription impossible : la séance ${sessionId} est inconnue, passée, annulée, sans inscription, ou sa liste est déjà partie.`;
}

/** A place in a waiting list, given back. */
export function seatElsewhere({ start }: Pick<SeatView, 'start'>): string {
  return `Place en liste d’attente rendue (${start.label}) : une place est libre ailleurs.`;
}

/** Why a path was opened again. */
export const WHY_REOPENED = { registered: 'inscription à une séance', cameBack: 'est revenu(e) à une séance' } as const;

// Changed by the session

export const NOTHING_SENT = 'Séance déjà passée : rien n’est envoyé.';
export const NOT_PROMOTED = 'Aucune place ne s’est libérée.';

export function moved({ title, start, place }: Session): string {
  return `Séance déplacée : ${title}, ${start.label}, ${place.name}.`;
}

export function tellMoved({ title, start, place }: Session): string {
  return `Dire par téléphone : la séance « ${title} » est déplacée au ${start.label}, ${place.name}.`;
}

export function cancelled({ title, start }: Session): string {
  return `Séance annulée par le service : ${title}, ${start.label}.`;
}

export function tellCancelled({ title, start, place }: Session): string {
  return `Dire par téléphone : la séance « ${title} » du ${start.label} (${place.name}) est annulée.`;
}

export function proposeAnother({ title, start }: Session): string {
  return `Annulé : ${title}, ${start.label}. Une autre séance est à proposer.`;
}

export function notPromoted({ title, start }: Session): string {
  return `Aucune place ne s’est libérée : ${title}, ${start.label}.`;
}

export function promoted({ start }: Session): string {
  return `Une place s’est libérée : ${start.label}.`;
}

export function offerFreedSeat({ title, start, place }: Session): string {
  return `Une place s’est libérée : proposer par téléphone ${title} du ${start.label} (${place.name}).`;
}

// Given back

/** Why a seat is given back, where no reason of a mail says it. */
export const RELEASE_WORDS = { furtherOn: 'n’en a plus besoin', notReached: 'non jointe deux jours ouvrés avant' } as const;

export function replacedBy({ title, start }: Session): string {
  return `remplacée par ${title}, ${start.label}`;
}

export function seatReleased(status: SeatView['status'], why: string): string {
  return `${status === 'reserved' ? 'Place libérée' : 'Place en liste d’attente rendue'} (${why}).`;
}

/** @param what the person says; @param seat null until the session has answered */
export function left(what: string, sessionId: string, seat: Session | null): string {
  return `${what} : ${seat === null ? sessionId : `${seat.title}, ${seat.start.label}`}. Place libérée.`;
}

export function tellSeatReleased({ title, start, status }: Seat, why: ReleaseReason): string {
  const what = status === 'waiting' ? 'la personne n’est plus en liste d’attente' : 'la personne n’a plus de place';
  return `Dire par téléphone : ${what} (${title}, ${start.label}). Motif : ${reasonWords(why)}.`;
}

// Reminders and calls

export function remind({ title, start, place }: Session): string {
  return `Rappeler la séance à la personne : ${title}, ${start.label} (${place.name}).`;
}

export const NOT_REACHED = 'Personne non jointe à temps.';

/** @param lost the seat that is gone, where there was one */
export function offerAfterCall(lost: Pick<SeatView, 'start'> | null): string {
  const session = lost === null ? '' : ` pour la séance du ${lost.start.label}, dont la place est libérée`;
  return `Pas joint(e) à temps${session} : appeler pour proposer une autre date.`;
}

// Attendance

export const MARKS: Readonly<Record<AttendanceMark, string>> = {
  attended: 'présent(e)',
  excused: 'absence excusée',
  noShow: 'absent(e)',
};

export const EXCUSED = 'Absence excusée.';
export const ABSENT = 'Absence à la séance.';
export const REVOKED = 'Présence annulée par le service.';

/** Of a seat that staff asked for. */
export function attendance(mark: AttendanceMark, title: string): string {
  return `${{ attended: 'Présent(e)', excused: 'Absence excusée', noShow: 'Absence' }[mark]} : ${title}.`;
}

/** The seat had been left before its sheet came. */
export function lateAttendance(mark: AttendanceMark, title: string): string {
  return `${capitalised(MARKS[mark])} : ${title}.`;
}

export function correctedAttendance(mark: AttendanceMark, title: string): string {
  return `Présence corrigée : ${title}, ${MARKS[mark]}.`;
}

export function neverEntered({ title, start }: Pick<SeatView, 'title' | 'start'>): string {
  return `Présence jamais saisie : ${title}, ${start.label}.`;
}

export function wasThere({ start }: Pick<SeatView, 'start'>): string {
  return `On ne sait pas si cette personne est venue le ${start.label} : la feuille de présence n’a jamais été saisie.`;
}

/** What being there counts as, in a list of contacts. */
export const CONTACTS: Readonly<Record<SessionKind, string>> = {
  info: 'information collective',
  workshop: 'atelier',
  dropIn: 'permanence',
  outreach: 'rencontre de quartier',
};

export function walkedIn({ title, start }: Pick<SeatView, 'title' | 'start'>): string {
  return `Venu(e) sans inscription : ${title}, ${start.label}.`;
}

export function getToKnow({ title, start }: Pick<SeatView, 'title' | 'start'>): string {
  return `Venu(e) sans inscription (${title}, ${start.label}) : appeler pour faire connaissance.`;
}

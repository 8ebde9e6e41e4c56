// Prefilled answers to lines of a worklist: the label of each, what it writes into the form, and how that is read back.

/** The labels. */
export const ANSWERS = {
  seen: 'Vu',
  said: 'C’est dit',
  // Calls
  comes: 'Vient',
  anotherDate: 'Autre date',
  anotherSession: 'Proposer une autre séance',
  notReached: 'Pas joint',
  refuses: 'Refuse',
  // Contacts
  contacted: 'Contacté',
  noAnswer: 'Sans réponse',
  interview: 'Entretien',
  pauseAMonth: 'En pause un mois',
  wasPresent: 'Était présent(e)',
  // Appointments
  interviewDone: 'Entretien fait',
  absent: 'Absent(e)',
  newAppointment: 'Nouveau rendez-vous',
  takeAppointment: 'Reprendre le rendez-vous',
  cancelAppointment: 'Annuler le rendez-vous',
  moveAppointment: 'Donner une autre date',
  // Contact details and the registration
  confirmAddress: 'Confirmer l’adresse',
  correctDetails: 'Corriger les coordonnées',
  takeNew: 'Confirmer',
  keepOld: 'Ne pas prendre',
  isPriority: 'Oui, prioritaire',
  isNotPriority: 'Non',
  // Who accompanies
  nameAdviser: 'Nommer un conseiller',
  takeOver: 'Reprendre',
  transfer: 'Transférer',
  keep: 'Garder',
  leave: 'Laisser',
  // Situation at six months, and exit
  businessCreated: 'Activité créée',
  employed: 'En emploi',
  inTraining: 'En formation',
  otherSituation: 'Autre situation',
  unreachable: 'Injoignable',
  completeExit: 'Compléter la sortie',
  // Decisions
  close: 'Clore',
  invite: 'Inviter',
  reopen: 'Rouvrir',
  closeDuplicate: 'Clore : doublon',
  closeUnreachable: 'Clore : injoignable',
  closeConsent: 'Clore : accord retiré',
  agrees: 'D’accord pour continuer',
  eraseThen: 'Effacer à cette date',
  keepLonger: 'Garder encore (pourquoi ?)',
} as const;

export function entrustTo(name: string): string {
  return `Confier à ${name}`;
}

/** What people type who live in no neighbourhood with a name. */
export const NO_NEIGHBOURHOOD = /^(?:aucun|non|nsp|ne sais? pas|je ne sais pas|sans|autre|hors quartier)\b|^[^\p{L}]*$/iu;

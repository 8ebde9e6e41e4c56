import type { AttendanceField, FollowUpField, FormKind, RegistrationField, UnableField } from '../../domain/programme/programme.ts';

interface Names {
  readonly registration: Readonly<Record<RegistrationField, string>>;
  readonly attendance: Readonly<Record<AttendanceField, string>>;
  readonly followUp: Readonly<Record<FollowUpField, string>>;
  readonly unable: Readonly<Record<UnableField, string>>;
}

/** What a field is called where the form no longer says it: the titles of the form as it is shipped. */
const FIELD_NAMES: Names = {
  registration: {
    firstName: 'Prénom',
    lastName: 'Nom',
    email: 'Adresse e-mail',
    phone: 'Téléphone',
    birthDate: 'Date de naissance',
    neighbourhood: 'Quartier',
    town: 'Commune',
    situation: 'Situation',
    referrer: 'Comment nous avez-vous connus ?',
    alreadyFollowedBy: 'Êtes-vous déjà suivi par',
    wish: 'Votre envie ou projet',
    enteredBy: 'Saisi par',
    consent: 'J’accepte que mes données soient conservées',
    replaces: 'Remplace la réponse',
    sharedAddress: 'Adresse partagée',
  },
  attendance: {
    session: 'Référence de la séance',
    staffCode: 'Code',
    grid: 'Présence',
    walkIns: 'Personnes venues sans inscription',
    headCount: 'Nombre de participants',
    remarks: 'Remarques',
    filing: 'Numéro de classement',
    presentOrganisations: 'Co-animation : qui était présent ?',
  },
  followUp: {
    reference: 'Référence',
    lastName: 'Nom',
    firstName: 'Prénom',
    staffCode: 'Code',
    date: 'Date',
    contact: 'Type de contact',
    stage: 'Nouvelle étape',
    appointment: 'Prochain rendez-vous',
    appointmentPlace: 'Lieu du rendez-vous',
    ofAppointment: 'Rendez-vous concerné',
    decision: 'Décision',
    until: 'Jusqu’au',
    reason: 'Motif',
    note: 'Note',
    callAnswer: 'Réponse à l’appel',
    adviser: 'Conseiller',
    newEmail: 'Nouvel e-mail',
    newPhone: 'Nouveau téléphone',
    session: 'Référence de la séance',
    sessionAction: 'Décision sur la séance',
    newStart: 'Nouvelle date',
    outcome: 'Résultat',
  },
  unable: { reference: 'Référence', answer: 'Votre réponse' },
};

export function fieldName(kind: FormKind, field: string): string {
  const names: Readonly<Record<string, string>> = FIELD_NAMES[kind];
  return names[field] ?? field;
}

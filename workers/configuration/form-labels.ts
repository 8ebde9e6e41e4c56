/** Questions that our script has asked since it was first used: found by these titles where the file names no other. */
export const ADDED_QUESTIONS = { attendance: { presentOrganisations: 'Co-animation : qui était présent ?' } } as const;

/** The labels that the forms made from our script carry. */
export const USUAL_CHOICES = {
  registration: {},
  attendance: { grid: { attended: 'Présent', excused: 'Excusé', noShow: 'Absent' } },
  followUp: {
    contact: {
      interview: 'Entretien',
      phone: 'Téléphone',
      email: 'E-mail',
      workshop: 'Atelier',
      dropIn: 'Permanence',
      attempt: 'Tentative sans réponse',
      missed: 'Absent au rendez-vous',
    },
    stage: {
      informed: 'Informé',
      exploring: 'Exploration',
      building: 'Construction',
      training: 'Formation',
      settled: 'Concrétisé',
      left: 'Sorti',
    },
    callAnswer: { comes: 'Vient', anotherDate: 'Autre date', notReached: 'Pas joint', refuses: 'Refuse' },
    sessionAction: {
      accept: "J'y serai",
      move: 'Déplacer',
      cancel: 'Annuler',
      propose: 'Proposer une date',
      substitute: 'Me faire remplacer',
    },
    decision: {
      none: 'Rien de plus',
      pause: 'Mettre en pause',
      transfer: 'Transférer',
      close: 'Clore',
      reopen: 'Rouvrir',
      name: 'Nommer un conseiller',
      correct: 'Corriger les coordonnées',
      confirm: 'Confirmer les coordonnées',
      addAppointment: 'Ajouter un rendez-vous',
      cancelAppointment: 'Annuler le rendez-vous',
      takeAppointment: 'Reprendre le rendez-vous',
    },
  },
  unable: { answer: { cannotCome: 'Je ne peux pas venir', anotherDate: 'Une autre date', withdraw: 'Je me retire' } },
} as const;

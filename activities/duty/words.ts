/** The line of each long-lived workflow in Temporal's Web UI. */
export const summary = {
  duty: 'Permanence',
  planner: 'Séances à venir',
  watch: 'Agenda des séances',
  worklist: (code: string) => `« Ma journée » de ${code}`,
  intake: (formId: string) => `Lecture du formulaire ${formId}`,
};

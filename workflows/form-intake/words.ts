import type { SetAside } from '../../domain/dismissal.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import { QUARANTINE_REASONS, type QuarantineEntry, type QuarantineReason, quarantineWords } from '../../domain/quarantine.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import type { IntakeCounts, Suspension, WrongCodeCount, WrongCodes } from './contract.ts';

export const FORM_NAMES: Readonly<Record<FormKind, string>> = {
  registration: 'Inscription',
  attendance: 'Présences',
  followUp: 'Suivi',
  unable: 'Empêchement',
};

export const summary = {
  read: (form: FormKind) => `Lecture du formulaire « ${FORM_NAMES[form]} »`,
  untilNextTry: 'Lecture en échec : nouvel essai',
};

export const handlers = { responsesDismissed: 'Réponses de côté écartées par la coordination' };

const NOTHING_IS_LOST = 'Aucune réponse n’est perdue : la lecture reprend là où elle s’est arrêtée.';
const MEND_THE_QUESTION = 'Remettre la question dans le formulaire, ou corriger son titre dans groupement.yaml (forms).';

/** Labels of prefilled answers. */
export const answer = {
  redo: 'Refaire la saisie',
  confirm: 'Confirmer cette réponse',
  register: 'Saisir l’inscription',
  dismiss: 'Tout écarter',
  path: (ref: string, stage: string | null, since: string) => `${ref}${stage === null ? '' : `, ${stage}`}, depuis ${since}`,
};

/** What the coordinator, or the author of a response, must know or mend. */
export const task = {
  suspended: (form: FormKind, suspended: Suspension) => ({
    title: `Formulaire « ${FORM_NAMES[form]} » en pause : ${suspensionWords(suspended).what}`,
    missing: suspensionWords(suspended).todo,
    next: NOTHING_IS_LOST,
  }),
  quarantined: (form: FormKind, entry: QuarantineEntry) => ({
    title: `Réponse ${entry.number} du ${entry.at.label} au formulaire « ${FORM_NAMES[form]} » : ${quarantineWords(entry).what}`,
    missing: quarantineWords(entry).todo,
    next: 'Corrigée dans le formulaire, elle est reprise aussitôt.',
  }),
  yours: (form: FormKind, entry: QuarantineEntry) => ({
    title: `Votre réponse du ${entry.at.label} au formulaire « ${FORM_NAMES[form]} » n’a pas été prise : ${uncapitalised(quarantineWords(entry).what)}`,
    next: 'Cette ligne disparaît dès que la réponse est corrigée, ou remplacée avec ce lien.',
  }),
  /** Of a response by an expired link: what the fresh one holds of it. */
  expired: (isWhole: boolean) => ({
    missing: isWhole
      ? 'Votre confirmation : ce lien contient la même réponse, il suffit de l’envoyer. Si elle n’est pas de vous, laissez-la'
      : 'Ce lien contient vos choix et vos dates ; le texte libre et les présences sont à saisir de nouveau. Si la réponse n’est pas de vous, laissez-la',
  }),
  choose: (at: string) => ({
    title: `Plusieurs dossiers portent le nom écrit dans votre réponse du ${at} : lequel ?`,
    missing: 'Le dossier de cette personne',
    next: 'Votre réponse est prise dès que vous avez choisi : rien n’est à ressaisir.',
  }),
  many: ({ form, reason }: SetAside, count: number) => ({
    title: `${count} réponses au formulaire « ${FORM_NAMES[form]} » pour la même raison : ${uncapitalised(QUARANTINE_REASONS[reason].what)}`,
    missing:
      'Votre réponse : de vraies demandes, ou un jeu avec le formulaire ? Les premières ont leur ligne, toutes sont dans le formulaire.',
    next: '« Tout écarter » : ces lignes disparaissent. Les réponses restent dans le formulaire, et une réponse corrigée y est reprise.',
  }),
  more: (form: FormKind, count: number) => ({
    title: `${count} autres réponses au formulaire « ${FORM_NAMES[form]} » attendent une correction.`,
    missing: 'La liste complète est dans le détail du formulaire (historique Temporal).',
  }),
  wrongCodes: (form: FormKind, reason: QuarantineReason, { count, first, last }: WrongCodeCount) => ({
    title: `${count} réponses en tout au formulaire « ${FORM_NAMES[form]} », la première du ${first.label}, la dernière du ${last.label} : ${uncapitalised(QUARANTINE_REASONS[reason].what)}`,
    next: 'Aucune n’a été prise. Les premières ont leur ligne, les autres sont dans le formulaire : une réponse d’un collègue se corrige là, ou se ressaisit.',
  }),
  burst: (form: FormKind, { count, last }: NonNullable<WrongCodes['burst']>) => ({
    title: `${count} réponses en un jour au formulaire « ${FORM_NAMES[form]} » avec un code ou un lien faux, la dernière du ${last.label} : quelqu’un essaie peut-être des codes.`,
    missing:
      'Savoir d’où elles viennent. Si des codes viennent d’être changés, c’est sans doute l’équipe ; sinon, prévenir l’administrateur : le formulaire peut être réservé aux adresses vérifiées.',
    next: 'Aucune n’a été prise, et les autres réponses le sont comme d’habitude. Cette ligne disparaît après une semaine sans nouvelle alerte.',
  }),
  drift: (form: FormKind, titles: readonly string[]) => ({
    title: `Le formulaire « ${FORM_NAMES[form]} » n’a plus ${titles.length > 1 ? 'les questions' : 'la question'} ${titles.map(quoted).join(', ')}.`,
    missing: MEND_THE_QUESTION,
    next: 'Le reste des réponses continue d’être lu.',
  }),
};

interface Words {
  readonly what: string;
  readonly todo: string;
}

function suspensionWords({ code, about }: Suspension): Words {
  if (code === 'question-missing')
    return { what: `le formulaire n’a plus la question ${about.map(quoted).join(', ')}.`, todo: MEND_THE_QUESTION };
  if (code === 'too-many-quarantined')
    return {
      what: `trop de réponses illisibles pour une même raison (${about.join(', ')}).`,
      todo: 'Vérifier que les questions et les options du formulaire sont bien celles de groupement.yaml (forms).',
    };
  return { what: SERVICE_ERRORS[code].tell, todo: 'Dès que c’est réparé, la lecture reprend seule.' };
}

/** What an intake shows of itself, for an administrator: lines of French Markdown. */
export const details = {
  heading: (form: FormKind) => `### Formulaire « ${FORM_NAMES[form]} »`,
  suspended: (suspended: Suspension) => `**En pause** depuis ${suspended.since.label} : ${suspensionWords(suspended).what}`,
  read: 'Lu en continu.',
  counts: ({ handedOver, started, mended, refused }: IntakeCounts, quarantined: number) => [
    '| reçues | dossiers ouverts | à reprendre | reprises | sans accord |',
    '|---|---|---|---|---|',
    `| ${handedOver} | ${started} | ${quarantined} | ${mended} | ${refused} |`,
  ],
  cursor: (at: string | null) => `- Lu jusqu’à : ${at ?? 'aucune réponse encore'}`,
  lastChange: (at: string | null) => `- Dernières nouvelles : ${at ?? 'première lecture en cours'}`,
  missing: (title: string) => `- Question introuvable : « ${title} »`,
  quarantined: (count: number, reason: QuarantineReason, first: QuarantineEntry | undefined) =>
    `- ${count} × \`${reason}\` : ${first === undefined ? QUARANTINE_REASONS[reason].what : quarantineWords(first).what}`,
  wrongCodes: (reason: QuarantineReason, { count, first, last }: WrongCodeCount) =>
    `- Codes et liens refusés, \`${reason}\` : ${count} en tout, le premier du ${first.label}, le dernier du ${last.label}`,
  nextSuspended: (suspended: Suspension) => `**Ensuite** : ${suspensionWords(suspended).todo} ${NOTHING_IS_LOST}`,
  nextMended: '**Ensuite** : les réponses à reprendre le seront dès qu’elles, le formulaire ou la configuration auront été corrigés.',
  nextRead: '**Ensuite** : la prochaine réponse est transmise à son dossier dès qu’elle est lue.',
};

function quoted(title: string): string {
  return `« ${title} »`;
}

function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

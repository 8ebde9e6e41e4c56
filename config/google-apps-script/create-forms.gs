/**
 * Makes the four forms of the Groupement, with exactly the titles and options that config/groupement.yaml maps, and prints what to copy
 * into that file.
 *
 * How: script.google.com → « Nouveau projet », paste this file over what stands there, fill in the three lines below, choose `createForms`,
 * « Exécuter », grant the access that Google asks for. The result is in « Journal d'exécution ». Each run makes four new forms.
 */

/** Address of the service account that reads the forms; it becomes an editor. Empty: share each form by hand. */
const SERVICE_ACCOUNT = '';
/** Names as in `neighbourhoods` of groupement.yaml. */
const NEIGHBOURHOODS = ['Les Aunettes', 'Le Bois-Fleuri', 'Les Tilleuls', 'Centre-ville', 'Les Coteaux'];
/** Names as in `organisations` of groupement.yaml. */
const ORGANISATIONS = ['Association AILE', 'Mission Locale'];

const ROWS = 30;

/** What a mail may say as a first name; in Google's regular expressions (RE2). */
const NAME = "[\\p{L}\\p{M} '’-]{1,40}";
const PHONE = '[0-9+ ().-]{6,25}';

function createForms() {
  const made = [registrationForm(), attendanceForm(), followUpForm(), unableForm()];
  for (const { form } of made) open_(form);
  const yaml = made.map(({ kind, form, prefilled }) =>
    [`  ${kind}:`, `    formId: "${form.getId()}"`, `    prefill: { ${numbers_(form, prefilled)} }`].join('\n'),
  );
  Logger.log(`À reporter dans groupement.yaml, sous « forms » :\n\n${yaml.join('\n')}\n`);
  for (const { kind, form } of made) Logger.log(`${kind} – à remplir : ${form.getPublishedUrl()} – à modifier : ${form.getEditUrl()}`);
}

function registrationForm() {
  const form = FormApp.create('Inscription au Groupement de Créateurs').setDescription(
    'Vous avez une envie, une idée, ou simplement le goût d’essayer ? Laissez-nous vos coordonnées : nous vous proposerons une place à la prochaine information collective. Un e-mail ou un téléphone suffit.',
  );
  form.addTextItem().setTitle('Prénom').setRequired(true).setValidation(matching_(NAME, 'Des lettres seulement, 40 au plus.'));
  form.addTextItem().setTitle('Nom').setRequired(true).setValidation(atMost_(80));
  form.addTextItem().setTitle('Adresse e-mail').setValidation(emailOnly_());
  form.addTextItem().setTitle('Téléphone').setValidation(matching_(PHONE, 'Un numéro seulement, par exemple 06 12 34 56 78.'));
  form.addDateItem().setTitle('Date de naissance').setIncludesYear(true);
  form.addMultipleChoiceItem().setTitle('Quartier').setChoiceValues(NEIGHBOURHOODS).showOtherOption(true);
  form.addTextItem().setTitle('Commune').setValidation(atMost_(80));
  form
    .addListItem()
    .setTitle('Situation')
    .setChoiceValues([
      'En recherche d’emploi',
      'En recherche d’emploi depuis plus d’un an',
      'Sans emploi et sans recherche en ce moment',
      'En emploi',
      'En formation',
    ]);
  form
    .addMultipleChoiceItem()
    .setTitle('Comment nous avez-vous connus ?')
    .setChoiceValues(['PLIE', 'Mission Locale', 'Service emploi', 'Association de quartier', 'Forum', 'Rencontre dans la rue'])
    .showOtherOption(true);
  form
    .addCheckboxItem()
    .setTitle('Êtes-vous déjà suivi par')
    .setChoiceValues(['PLIE', 'Mission Locale', 'Service emploi', 'Aucun']);
  form
    .addParagraphTextItem()
    .setTitle('Votre envie ou projet')
    .setHelpText('Avec vos mots. Il n’y a pas de mauvaise réponse.')
    .setValidation(FormApp.createParagraphTextValidation().requireTextLengthLessThanOrEqualTo(2000).build());
  form
    .addCheckboxItem()
    .setTitle('Adresse partagée')
    .setHelpText('Cochez si quelqu’un d’autre lit aussi les messages de cette adresse.')
    .setChoiceValues(['Oui']);
  form.addTextItem().setTitle('Saisi par').setHelpText('À remplir seulement si vous inscrivez une autre personne.');
  form
    .addMultipleChoiceItem()
    .setTitle("J'accepte que mes données soient conservées")
    .setHelpText('Elles servent à vous recontacter et sont effacées 24 mois après votre dernière activité, plus tard si un financeur de l’action doit pouvoir les vérifier.')
    .setChoiceValues(['Oui', 'Non'])
    .setRequired(true);
  const replaces = form
    .addTextItem()
    .setTitle('Remplace la réponse')
    .setHelpText('Réservé à l’équipe : numéro d’une inscription illisible que celle-ci remplace.');
  return { kind: 'registration', form, prefilled: { replaces: replaces.createResponse('x') } };
}

function attendanceForm() {
  const form = FormApp.create('Présences à une séance').setDescription(
    'Les numéros sont ceux de la feuille d’émargement. Une ligne laissée vide n’est pas encore saisie.',
  );
  const session = form.addTextItem().setTitle('Référence de la séance').setRequired(true);
  const staffCode = form.addTextItem().setTitle('Code').setRequired(true).setHelpText('« LIEN1-… » vient de votre lien, laissez-le. Sinon, votre code personnel.');
  form
    .addGridItem()
    .setTitle('Présence')
    .setRows(Array.from({ length: ROWS }, (_, index) => String(index + 1)))
    .setColumns(['Présent', 'Excusé', 'Absent']);
  form
    .addCheckboxItem()
    .setTitle('Co-animation : qui était présent ?')
    .setHelpText('Cochez chaque structure qui a animé la séance.')
    .setChoiceValues(ORGANISATIONS);
  form
    .addParagraphTextItem()
    .setTitle('Personnes venues sans inscription')
    .setHelpText('Une personne par ligne. Pour qu’elle soit rappelée : prénom, nom, téléphone, et son accord sur papier.');
  form.addTextItem().setTitle('Nombre de participants');
  form.addParagraphTextItem().setTitle('Remarques');
  form.addTextItem().setTitle('Numéro de classement').setHelpText('Numéro de la feuille signée, une fois classée.');
  return {
    kind: 'attendance',
    form,
    prefilled: { session: session.createResponse('x'), staffCode: staffCode.createResponse('x') },
  };
}

function followUpForm() {
  const form = FormApp.create('Suivi d’un parcours').setDescription(
    'Référence et code sont déjà remplis quand vous venez d’un lien de votre journée. Ne remplissez que ce qui a changé.',
  );
  const reference = form.addTextItem().setTitle('Référence').setHelpText('GC-XXXX-XXXX, ou nom et prénom ci-dessous.');
  form.addTextItem().setTitle('Nom');
  form.addTextItem().setTitle('Prénom');
  const staffCode = form.addTextItem().setTitle('Code').setRequired(true).setHelpText('« LIEN1-… » vient de votre lien, laissez-le. Sinon, votre code personnel.');
  form.addDateItem().setTitle('Date').setIncludesYear(true);
  const contact = form
    .addMultipleChoiceItem()
    .setTitle('Type de contact')
    .setChoiceValues(['Entretien', 'Téléphone', 'E-mail', 'Atelier', 'Permanence', 'Tentative sans réponse', 'Absent au rendez-vous']);
  form
    .addListItem()
    .setTitle('Nouvelle étape')
    .setChoiceValues(['Informé', 'Exploration', 'Construction', 'Formation', 'Concrétisé', 'Sorti']);
  form.addDateTimeItem().setTitle('Prochain rendez-vous').setIncludesYear(true);
  form.addTextItem().setTitle('Lieu du rendez-vous').setHelpText('Seulement s’il n’a pas lieu à l’endroit habituel.');
  form.addTextItem().setTitle('Rendez-vous concerné').setHelpText('Son numéro, s’il y en a plusieurs ; sans numéro, le prochain.');
  const callAnswer = form
    .addMultipleChoiceItem()
    .setTitle("Réponse à l'appel")
    .setChoiceValues(['Vient', 'Autre date', 'Pas joint', 'Refuse']);
  const decision = form
    .addListItem()
    .setTitle('Décision')
    .setChoiceValues([
      'Rien de plus',
      'Mettre en pause',
      'Transférer',
      'Clore',
      'Rouvrir',
      'Nommer un conseiller',
      'Corriger les coordonnées',
      'Confirmer les coordonnées',
      'Ajouter un rendez-vous',
      'Annuler le rendez-vous',
      'Reprendre le rendez-vous',
    ]);
  form.addDateItem().setTitle("Jusqu'au").setHelpText('Fin de la pause.').setIncludesYear(true);
  const reason = form.addTextItem().setTitle('Motif');
  form.addTextItem().setTitle('Résultat').setHelpText('Ce que le projet est devenu : association, entreprise, emploi, formation…');
  const adviser = form.addTextItem().setTitle('Conseiller').setHelpText('Code ou nom de la personne désignée.');
  form.addTextItem().setTitle('Nouvel e-mail');
  form.addTextItem().setTitle('Nouveau téléphone');
  form.addParagraphTextItem().setTitle('Note');
  form.addPageBreakItem().setTitle('Une séance').setHelpText('Seulement pour répondre au sujet d’une séance.');
  const session = form.addTextItem().setTitle('Référence de la séance');
  const sessionAction = form
    .addMultipleChoiceItem()
    .setTitle('Décision sur la séance')
    .setChoiceValues(["J'y serai", 'Déplacer', 'Annuler', 'Proposer une date', 'Me faire remplacer']);
  form.addDateTimeItem().setTitle('Nouvelle date').setIncludesYear(true);
  return {
    kind: 'followUp',
    form,
    prefilled: {
      reference: reference.createResponse('x'),
      staffCode: staffCode.createResponse('x'),
      contact: contact.createResponse('Téléphone'),
      callAnswer: callAnswer.createResponse('Vient'),
      decision: decision.createResponse('Rien de plus'),
      reason: reason.createResponse('x'),
      adviser: adviser.createResponse('x'),
      session: session.createResponse('x'),
      sessionAction: sessionAction.createResponse("J'y serai"),
    },
  };
}

function unableForm() {
  const form = FormApp.create('En cas d’empêchement').setDescription(
    'Un imprévu, cela arrive. Dites-le nous en deux clics et nous nous occupons du reste.',
  );
  const reference = form
    .addTextItem()
    .setTitle('Référence')
    .setHelpText('Elle figure dans l’e-mail que vous avez reçu.')
    .setRequired(true);
  form
    .addMultipleChoiceItem()
    .setTitle('Votre réponse')
    .setChoiceValues(['Je ne peux pas venir', 'Une autre date', 'Je me retire'])
    .setRequired(true);
  return { kind: 'unable', form, prefilled: { reference: reference.createResponse('x') } };
}

/** Anyone with the link may answer, without an account, and correct an answer; the service account may read. */
function open_(form) {
  form.setAllowResponseEdits(true).setCollectEmail(false).setLimitOneResponsePerUser(false);
  try {
    form.setRequireLogin(false);
  } catch (error) {
    // A personal account has no such setting, and asks nobody to log in.
  }
  if (form.supportsAdvancedResponderPermissions()) form.setPublished(true);
  if (SERVICE_ACCOUNT) form.addEditor(SERVICE_ACCOUNT);
}

/** Google refuses anything else before it is sent; the service judges again what arrives. */
function matching_(pattern, help) {
  return FormApp.createTextValidation().setHelpText(help).requireTextMatchesPattern(pattern).build();
}

function emailOnly_() {
  return FormApp.createTextValidation().setHelpText('Une adresse e-mail, par exemple prenom@exemple.fr.').requireTextIsEmail().build();
}

function atMost_(letters) {
  return FormApp.createTextValidation().setHelpText(`${letters} caractères au plus.`).requireTextLengthLessThanOrEqualTo(letters).build();
}

/** `reference: "123456"`, …: the numbers behind `entry.` in this form's prefilled links. */
function numbers_(form, prefilled) {
  return Object.entries(prefilled)
    .map(([field, response]) => {
      const link = form.createResponse().withItemResponse(response).toPrefilledUrl();
      const [, number] = /[?&]entry\.(\d+)=/.exec(link) ?? [];
      return number ? `${field}: "${number}"` : null;
    })
    .filter((entry) => entry !== null)
    .join(', ');
}

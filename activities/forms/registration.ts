import type { Origin, Person, Registration } from '../../domain/facts.ts';
import { parseReference } from '../../domain/reference.ts';
import { Answers, choiceKey, type Reading, Unusable, yesOrNo } from './answers.ts';
import { readEmail, readPhone } from './contact.ts';
import { localDate, readBirthDate } from './dates.ts';
import { neighbourhoodNamed } from './neighbourhood.ts';
import { originOf } from './origin.ts';
import { oneLine, plain } from './text.ts';

export type RegistrationFact =
  | { readonly kind: 'registration'; readonly registration: Registration; readonly replaces: string | null }
  /** Consent refused: nothing is kept; a path that this very response has opened or joined stops. */
  | { readonly kind: 'refused'; readonly origin: Origin };

export function readRegistration(reading: Reading): RegistrationFact {
  const answers = new Answers(reading);
  if (Object.values(reading.response.answers).every((values) => values.every((value) => value.trim() === ''))) throw new Unusable('empty');
  if (!consents(reading, answers)) return { kind: 'refused', origin: originOf(reading) };
  const replaces = answers.line('replaces');
  return {
    kind: 'registration',
    registration: { origin: originOf(reading), person: readPerson(reading, answers) },
    replaces: replaces === null ? null : parseReference(replaces, 'R'),
  };
}

function readPerson(reading: Reading, answers: Answers): Person {
  const firstName = answers.line('firstName');
  if (firstName === null || !/\p{L}/u.test(firstName)) throw new Unusable('first-name-missing', 'firstName');
  // Only what was typed as the participant's own: the respondent may be somebody who filled the form in for them.
  const email = readEmail(answers.line('email'));
  const phone = readPhone(answers.line('phone'));
  if (!email.good && !phone.good) throw new Unusable('no-contact', 'email');
  const neighbourhood = readNeighbourhood(reading, answers);
  return {
    firstName,
    lastName: answers.line('lastName'),
    email: email.good,
    badEmail: email.bad,
    phone: phone.good,
    badPhone: phone.bad,
    birthDate: readBirthDate(answers.line('birthDate') ?? '', today(reading)),
    neighbourhood,
    priorityNeighbourhood: reading.programme.neighbourhoods.some(
      ({ id, priority }) => priority && neighbourhood !== null && 'id' in neighbourhood && neighbourhood.id === id,
    ),
    town: answers.line('town'),
    situation: keyOrTyped(answers, 'situation'),
    referrer: keyOrTyped(answers, 'referrer'),
    alreadyFollowedBy: keyOrTyped(answers, 'alreadyFollowedBy'),
    wish: answers.text('wish'),
    enteredBy: answers.line('enteredBy'),
    sharedAddress: yes(reading, answers, 'sharedAddress'),
  };
}

/** A form without this question asks for consent elsewhere; asked and unanswered, a person finds out. */
function consents(reading: Reading, answers: Answers): boolean {
  if (!reading.mapping.fields['consent']) return true;
  const answer = answers.line('consent');
  if (answer === null) throw new Unusable('consent-missing', 'consent');
  const key = choiceKey(reading.mapping, 'consent', answer);
  const meant = yesOrNo(key ?? answer) ?? yesOrNo(answer) ?? isOnlyOption(reading, answer);
  if (meant === null) throw new Unusable('unknown-choice', 'consent');
  return meant;
}

/** One box to tick, whatever it says, is a yes. */
function isOnlyOption({ fields }: Reading, answer: string): true | null {
  const options = (fields.questions.get('consent') ?? []).flatMap((question) => question.options);
  return options.length === 1 && plain(options[0] ?? '') === plain(answer) ? true : null;
}

function readNeighbourhood({ mapping, programme }: Reading, answers: Answers): Person['neighbourhood'] {
  const typed = answers.line('neighbourhood');
  if (typed === null) return null;
  const found = neighbourhoodNamed(programme.neighbourhoods, choiceKey(mapping, 'neighbourhood', typed) ?? typed);
  return found ? { id: found.id } : { typed };
}

/** One option or several; what was typed under « Autre » is kept as typed. */
function keyOrTyped(answers: Answers, field: string): string | null {
  const choice = answers.choice(field);
  return choice && ('key' in choice ? choice.key : choice.typed);
}

function yes({ mapping }: Reading, answers: Answers, field: string): boolean {
  const answer = answers.line(field);
  return answer !== null && (yesOrNo(choiceKey(mapping, field, answer) ?? answer) ?? yesOrNo(oneLine(answer) ?? '') ?? true);
}

function today({ response, programme }: Reading): string {
  return localDate(response.lastSubmittedTime, programme.timeZone);
}

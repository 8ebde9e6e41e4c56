import { type Age, CONSENT, drawing, type Filled, filledIn } from '../people.ts';
import type { Random } from '../random.ts';

/** One registration as it goes into the form; the fictional person behind several may be the same. */
export interface Entry {
  readonly answers: Filled;
  /** Posted in the same instant as the next one: the same person pressing twice. */
  readonly atOnceWithNext?: boolean;
  /** Edited afterwards: what changes. */
  readonly edit?: Filled;
  /** Filled in with a real browser. */
  readonly browser?: boolean;
}

export interface Cast {
  /** In the order in which they register: those waiting when the service starts, and those who come while it runs. */
  readonly early: readonly Entry[];
  readonly late: readonly Entry[];
  /** How many of them are given a place: what capacities are cut to. */
  readonly seated: number;
  /** Who the unusable registration really was, for the coordinator who asks around. */
  readonly foundLater: Filled;
}

/** Everybody of one demonstration: 41 registrations with the one entered anew, 37 people with a path. */
export function castOf(random: Random, today: string): Cast {
  const draw = drawing(random, today);
  const person = (age: Age) => filledIn(draw(age));
  // Without a phone: a seat that comes free so shortly before a session is told by mail, where others would be called.
  const byMail = (age: Age) => without(person(age), 'Téléphone');
  const adults = Array.from({ length: 15 }, () => byMail('adult'));
  const young = Array.from({ length: 9 }, () => byMail('young'));
  const phoneOnly = Array.from({ length: 3 }, (_, index) => without(person(index === 1 ? 'young' : 'adult'), 'Adresse e-mail'));
  const badEmail = { ...person('adult'), 'Adresse e-mail': 'pas-d-arobase.example.org' };
  const noBirthDate = without(byMail('adult'), 'Date de naissance');
  const hurried = byMail('adult');
  const forgetful = byMail('young');
  const careless = byMail('adult');
  const [one, other] = [byMail('adult'), byMail('adult')];
  const shared = { ...other, 'Adresse e-mail': one['Adresse e-mail'] ?? '', Nom: one['Nom'] ?? '' };
  const minor = person('minor');
  const unwilling = { ...person('adult'), [CONSENT]: 'Non' };
  const found = byMail('adult');
  const unusable = { ...without(found, 'Adresse e-mail'), Téléphone: 'le numéro de ma soeur' };
  const visitor = byMail('adult');

  const plain = (answers: Filled): Entry => ({ answers });
  // Whoever is called comes first and has a seat: those who may wait for one are written to.
  const early = [...random.shuffled([...phoneOnly, badEmail]), ...random.shuffled([...adults, ...young, one])].map(plain);
  const late: Entry[] = [
    { answers: hurried, atOnceWithNext: true },
    { answers: hurried },
    { answers: visitor, browser: true },
    ...random.shuffled<Entry>([
      plain(shared),
      plain(forgetful),
      plain(noBirthDate),
      plain(minor),
      plain(unwilling),
      plain(unusable),
      { answers: careless, edit: { Situation: 'En formation', 'Votre envie ou projet': 'finalement, une recyclerie' } },
    ]),
    // The same person months of habit later: other letters, same address.
    plain({ ...forgetful, Prénom: (forgetful['Prénom'] ?? '').toUpperCase(), 'Votre envie ou projet': 'toujours partante' }),
  ];
  const seated =
    adults.length + young.length + phoneOnly.length + ['bad', 'couple', 'couple', 'none', 'twice', 'twice', 'edit', 'browser'].length;
  return { early, late, seated, foundLater: { ...found, 'Saisi par': 'La coordination' } };
}

function without(answers: Filled, question: string): Filled {
  return Object.fromEntries(Object.entries(answers).filter(([title]) => title !== question));
}

import type { Imported } from './sandbox.ts';

const CONSENT = "J'accepte que mes données soient conservées";

/** A fictional adult of AILE's, as the registration form of the example takes them: title → answer. */
export function registration(firstName: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    Prénom: firstName,
    Nom: 'Exemple',
    'Adresse e-mail': addressOf(firstName),
    'Date de naissance': '1985-03-14',
    Quartier: 'Centre-ville',
    [CONSENT]: 'Oui',
    ...more,
  };
}

export function addressOf(firstName: string): string {
  return `${firstName
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}@boite.example.org`;
}

export function registered(firstName: string, more: Readonly<Record<string, string>> = {}): Imported {
  return { formId: 'F-REG', answers: registration(firstName, more) };
}

/** A fictional mobile number of the range kept for fiction. */
export function phoneOf(index: number): string {
  return `06 39 98 ${String(index)
    .padStart(4, '0')
    .replace(/(\d\d)(\d\d)/, '$1 $2')}`;
}

import { expect, test } from 'vitest';
import { neighbourhoodNamed } from './neighbourhood.ts';

const NEIGHBOURHOODS = [
  { id: 'les-aunettes', name: 'Les Aunettes', priority: true },
  { id: 'le-bois-fleuri', name: 'Le Bois-Fleuri', priority: true },
  { id: 'centre', name: 'Centre-ville', priority: false },
  { id: 'secteur-1', name: 'Plateau 1', priority: true },
  { id: 'secteur-2', name: 'Plateau 2', priority: false },
];
const named = (typed: string) => neighbourhoodNamed(NEIGHBOURHOODS, typed)?.id ?? null;

test.each([
  ['Les Aunettes', 'les-aunettes'],
  ['aunettes', 'les-aunettes'],
  ['quartier des Aunettes', 'les-aunettes'],
  ['Cité LES AUNETTES', 'les-aunettes'],
  ['quartier prioritaire les Aunettes', 'les-aunettes'],
  ['les Aunetes', 'les-aunettes'],
  ['Les Aunettes (Sainte-Geneviève)', 'les-aunettes'],
  ['Aunettes à Sainte-Geneviève', 'les-aunettes'],
  ['bois fleuri', 'le-bois-fleuri'],
  ['Le Boisfleury', 'le-bois-fleuri'],
  ['Résidence du Bois Fleuri', 'le-bois-fleuri'],
  ['centre ville', 'centre'],
  ['plateau 1', 'secteur-1'],
  ['Plateaux 2', 'secteur-2'],
])('recognises « %s »', (typed, id) => {
  expect(named(typed)).toBe(id);
});

test.each([
  'La Croix',
  'Plateau 3',
  'plateau',
  'les',
  'quartier',
  '',
  'Aubettes du Lac',
  'Les Aunettes ou le Bois-Fleuri, Bois-Fleuri, Aunettes',
])('takes « %s » for none that it knows', (typed) => {
  expect(named(typed)).toBeNull();
});

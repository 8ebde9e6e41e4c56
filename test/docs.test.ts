import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { QUARANTINE_REASONS } from '../domain/quarantine.ts';
import { KEPT_MONTHS, NOTICE_DAYS } from '../domain/retention.ts';
import { SERVICE_ERRORS } from '../domain/service-error.ts';
import { GRID_ROWS } from '../domain/session-start.ts';
import { loadProgramme } from '../workers/configuration/groupement.ts';
import { personalData } from '../workers/personal-data.ts';
import { everything } from '../workflows/participant-path/everything.ts';
import { begin } from '../workflows/participant-path/path-fixtures.ts';
import { ERASURE_NEXT } from '../workflows/participant-path/words/worklist.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const DOCUMENTS = ['sandbox/README.md', ...globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })].toSorted();
const PICTURE_BYTES = 300_000;

/** Markdown without its code blocks, where brackets and hashes mean other things. */
const prose = (file: string) => text(file).replace(/^```[\s\S]*?^```/gm, '');

/** `[words](target)` and `![words](target)`. */
function linksOf(file: string): readonly string[] {
  return [...prose(file).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** As GitHub names a heading: lower case, letters, digits, hyphens for spaces. */
function anchorsOf(file: string): readonly string[] {
  const headings = [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Rows of the tables under a heading, as cells. */
function rowsUnder(file: string, heading: string): readonly (readonly string[])[] {
  const [, after = ''] = text(file).split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

test('every relative link of the documents leads somewhere', () => {
  const links = DOCUMENTS.flatMap((file) =>
    linksOf(file)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ file, target })),
  );
  const broken = links.filter(({ file, target }) => {
    const [path = '', anchor] = target.split('#');
    const aim = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), path));
    return !existsSync(join(ROOT, aim)) || (anchor !== undefined && !anchorsOf(aim).includes(anchor));
  });
  expect(links.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

const SOURCE = /`([\w./-]+\.(?:ts|mjs|gs|yaml))`/g;
/** Made by an administrator. */
const THEIR_OWN = ['compose.override.yaml'];

test('every file that the documents name exists, by its path or the end of it', () => {
  const files = globSync(
    ['*', '{domain,workflows,activities,integrations,workers,cli,acceptance,sandbox,test,bench,config,deploy,scripts}/**/*'],
    {
      cwd: ROOT,
    },
  );
  const ends = new Set(files.flatMap((file) => file.split('/').map((_, from, parts) => parts.slice(from).join('/'))));
  const named = DOCUMENTS.flatMap((file) => [...text(file).matchAll(SOURCE)].map(([, name = '']) => ({ file, name })));
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter(({ name }) => !ends.has(name) && !THEIR_OWN.includes(name))).toEqual([]);
});

test('every picture of the README is there and small', () => {
  const pictures = linksOf('README.md').filter((target) => target.endsWith('.png'));
  expect(pictures.length).toBeGreaterThan(2);
  expect(pictures.filter((picture) => statSync(join(ROOT, picture)).size >= PICTURE_BYTES)).toEqual([]);
});

test('every npm script that the documents name exists', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const named = DOCUMENTS.flatMap((file) => [...text(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => ({ file, script })));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});

test('the table of errors lists every code, whether it is tried again, and the sentence a person reads', () => {
  const rows = rowsUnder('docs/administrator.md', 'Errors');
  const wanted = Object.entries(SERVICE_ERRORS).map(([code, { then, tell }]) => [`\`${code}\``, then, tell]);
  expect(rows.map((row) => row.slice(0, 3))).toEqual(wanted);
  expect(rows.filter(([, , , what = '']) => what === '')).toEqual([]);
});

test('the table of quarantine lists every reason with its words', () => {
  const rows = rowsUnder('docs/administrator.md', 'Quarantine');
  const wanted = Object.entries(QUARANTINE_REASONS).map(([reason, { what, todo }]) => [
    `\`${reason}\``,
    what.replace('{question}', '…'),
    todo,
  ]);
  expect(rows).toEqual(wanted);
});

test('every environment variable that the worker reads is in the table', () => {
  const source = text('workers/configuration/environment.ts');
  const read = new Set([...source.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+/g)].map(([name]) => name));
  const documented = rowsUnder('docs/administrator.md', 'Environment').map(([names = '']) => names);
  expect(read.size).toBeGreaterThan(10);
  expect([...read].filter((name) => !documented.some((names) => names.includes(`\`${name}`)))).toEqual([]);
});

test('people are told in the notice and in the form for how many months their data is kept, as the configuration has it', async () => {
  const { retention } = await loadProgramme(join(ROOT, 'config/groupement.yaml'));
  const documented = ['docs/privacy.md', 'config/google-apps-script/create-forms.gs', 'sandbox/forms/defaults.ts'].map((file) =>
    [...text(file).matchAll(/(\d+) mois après (?:la|votre) dernière activité/g)].map(([, months]) => Number(months)),
  );
  expect(documented[0]?.length).toBeGreaterThan(1);
  expect(documented.slice(1).map((months) => months.length)).toEqual([1, 1]);
  expect(new Set(documented.flat())).toEqual(new Set([retention.monthsAfterLastActivity]));
  expect(text('docs/threat-model.md')).toContain(`${retention.monthsAfterLastActivity} months after the last activity`);
});

test('people are told who may be kept longer, and staff how long they have to say so', async () => {
  const { retention } = await loadProgramme(join(ROOT, 'config/groupement.yaml'));
  expect(retention.evidence.length).toBeGreaterThan(0);
  for (const { funder } of retention.evidence) expect(text('docs/privacy.md')).toContain(`un financeur, le ${funder}, peut demander`);
  for (const file of ['config/google-apps-script/create-forms.gs', 'sandbox/forms/defaults.ts'])
    expect(text(file)).toContain('plus tard si un financeur de l’action doit pouvoir les vérifier');
  for (const file of ['docs/privacy.md', 'docs/coordinatrice.md', 'config/groupement.yaml'])
    expect(text(file)).toContain(`${NOTICE_DAYS} jours avant`);
  for (const file of ['docs/privacy.md', 'docs/coordinatrice.md']) expect(text(file)).toContain('sans date : six mois');
  expect([ERASURE_NEXT, KEPT_MONTHS]).toEqual([expect.stringContaining('sinon six mois'), 6]);
});

test('every key of an exported JSON is in the table', async () => {
  const programme = await loadProgramme(join(ROOT, 'config/groupement.yaml'));
  const data = personalData(everything(begin()), programme, '2027-01-15T10:00:00.000Z');
  const documented = rowsUnder('docs/administrator.md', 'Handing a person their data').flatMap(([keys = '']) => keys.split(', '));
  expect(documented.toSorted()).toEqual(
    Object.keys(data)
      .map((key) => `\`${key}\``)
      .toSorted(),
  );
});

test('the script for Google makes every question and option that the example maps', async () => {
  const programme = await loadProgramme(join(ROOT, 'config/groupement.yaml'));
  const { forms, log } = runScript(text('config/google-apps-script/create-forms.gs'));
  const kinds = ['registration', 'attendance', 'followUp', 'unable'] as const;
  expect(forms.length).toBe(kinds.length);
  for (const [index, kind] of kinds.entries()) {
    const { fields, choices } = programme.forms[kind];
    const items = forms[index]?.items ?? [];
    expect(items.map(({ title }) => title).toSorted()).toEqual(expect.arrayContaining(Object.values(fields).toSorted()));
    for (const [field, labels] of Object.entries(choices)) {
      const title: unknown = Reflect.get(fields, field);
      const options = items.find((item) => item.title === title)?.options;
      expect({ field, options: options?.toSorted() }).toEqual({ field, options: Object.values(labels).toSorted() });
    }
    expect(log).toContain(`formId: "id-${index + 1}"`);
  }
  const grid = forms[1]?.items.find(({ title }) => title === programme.forms.attendance.fields.grid);
  expect(grid?.rows).toEqual(Array.from({ length: GRID_ROWS }, (_, row) => String(row + 1)));
  const present = forms[1]?.items.find(({ title }) => title === programme.forms.attendance.fields.presentOrganisations);
  expect(present?.options).toEqual(programme.organisations.map(({ name }) => name));
  const validated = forms[0]?.items.filter(({ validation }) => validation !== '').map(({ title, validation }) => [title, validation]);
  expect(validated).toEqual([
    ['Prénom', "requireTextMatchesPattern [\\p{L}\\p{M} '’-]{1,40}"],
    ['Nom', 'requireTextLengthLessThanOrEqualTo 80'],
    ['Adresse e-mail', 'requireTextIsEmail'],
    ['Téléphone', 'requireTextMatchesPattern [0-9+ ().-]{6,25}'],
    ['Commune', 'requireTextLengthLessThanOrEqualTo 80'],
    ['Votre envie ou projet', 'requireTextLengthLessThanOrEqualTo 2000'],
  ]);
  const quarters = forms[0]?.items.find(({ title }) => title === programme.forms.registration.fields.neighbourhood);
  expect(quarters?.options).toEqual(programme.neighbourhoods.map(({ name }) => name));
});

interface MadeItem {
  readonly title: string;
  readonly options: readonly string[];
  readonly rows: readonly string[];
  /** The rule that Google checks before a response is sent. */
  readonly validation: string;
}

/** Runs the script with just enough of Google's FormApp to see what it makes. */
function runScript(source: string): { readonly forms: readonly { readonly items: readonly MadeItem[] }[]; readonly log: string } {
  const forms: { items: MadeItem[] }[] = [];
  const lines: string[] = [];
  const FormApp = {
    createTextValidation: ruleMaker,
    createParagraphTextValidation: ruleMaker,
    create: () => {
      const form = { items: [] as MadeItem[] };
      forms.push(form);
      const id = `id-${forms.length}`;
      return chain((method) => {
        if (method === 'getId') return () => id;
        if (method.startsWith('get')) return () => 'https://forms.example.org';
        if (method === 'supportsAdvancedResponderPermissions') return () => true;
        if (method === 'createResponse')
          return () => chain((name) => (name === 'toPrefilledUrl' ? () => 'https://forms.example.org?usp=pp_url&entry.42=x' : null));
        return /^add.*Item$/.test(method) ? () => madeItem(form.items) : null;
      });
    },
  };
  const context = { FormApp, Logger: { log: (line: string) => lines.push(line) } };
  vm.runInNewContext(`${source}\ncreateForms();`, context);
  return { forms, log: lines.join('\n') };
}

function madeItem(items: MadeItem[]): unknown {
  const made = { title: '', options: [] as readonly string[], rows: [] as readonly string[], validation: '' };
  items.push(made);
  const setters: Record<string, (value: never) => void> = {
    setTitle: (title: string) => Object.assign(made, { title }),
    setChoiceValues: (options: readonly string[]) => Object.assign(made, { options: [...options] }),
    setColumns: (options: readonly string[]) => Object.assign(made, { options: [...options] }),
    setRows: (rows: readonly string[]) => Object.assign(made, { rows: [...rows] }),
    setValidation: (rule: string) => Object.assign(made, { validation: rule }),
  };
  return chain((method) => setters[method] ?? null);
}

/** Its `build()` gives the name of the rule and what it was given. */
function ruleMaker(): unknown {
  let rule = '';
  return chain((method) => {
    if (method === 'build') return () => rule;
    return method.startsWith('require') ? (...values: never[]) => void (rule = [method, ...values].join(' ')) : null;
  });
}

/** Every method answers the object itself, as FormApp's setters do, but those that `methodOf` makes. */
function chain(methodOf: (method: string) => ((...values: never[]) => unknown) | null): unknown {
  const self: unknown = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...values: never[]) => {
          const answer = methodOf(String(method))?.(...values);
          return answer === undefined || String(method).startsWith('set') ? self : answer;
        },
    },
  );
  return self;
}

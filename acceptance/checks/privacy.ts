import { type Check, check, type Evidence, staffOf } from '../evidence.ts';
import type { Mail } from '../mailbox.ts';
import { LINK_TOKEN } from '../names.ts';

/** Nobody's name, address, phone or wish in the database, the logs or the calendars; nobody's code in a mail; links of staff in their mails alone. */
export function privacyChecks(evidence: Evidence): readonly Check[] {
  const needles = personal(evidence);
  const search = searcher(needles);
  const calendars = { name: 'calendars', bytes: Buffer.from(JSON.stringify(evidence.calendars)) };
  return [calendars, ...evidence.files].length < 3
    ? [check('nothing personal in database, logs, calendar', 0, 'files', [])]
    : [
        inDatabase(evidence, needles, search),
        inLogs(evidence, needles, search),
        inCalendars(calendars, needles, search),
        staffCodes(evidence, calendars),
        staffLinks(evidence, calendars),
      ];
}

type Search = (bytes: Uint8Array) => readonly number[];

const isDatabase = (name: string) => /\.db(-wal)?$/.test(name);

function inDatabase({ files }: Evidence, needles: readonly Needle[], search: Search): Check {
  const database = files.filter(({ name }) => isDatabase(name));
  const megabytes = (database.reduce((sum, { bytes }) => sum + bytes.length, 0) / 2 ** 20).toFixed(1);
  const wrong = database.flatMap(({ name, bytes }) => search(bytes).map((hit) => `${needles[hit]?.what} in ${name}`));
  return check(
    "nothing personal in the database's bytes",
    needles.length,
    `words looked for in ${database.length} files (${megabytes} MB)`,
    database.length === 0 ? ['no database was read'] : wrong,
    100,
  );
}

function inLogs({ files }: Evidence, needles: readonly Needle[], search: Search): Check {
  const logs = files.filter(({ name }) => !isDatabase(name));
  const wrong = logs.flatMap(({ name, bytes }) => search(bytes).map((hit) => `${needles[hit]?.what} in ${name}`));
  return check('nothing personal in the logs', logs.length, `logs searched for ${needles.length} words`, wrong, 3);
}

function inCalendars({ bytes }: { bytes: Uint8Array }, needles: readonly Needle[], search: Search): Check {
  return check(
    'nothing personal in the calendars',
    bytes.length,
    `bytes searched for ${needles.length} words`,
    search(bytes).map((hit) => `${needles[hit]?.what} in a calendar`),
    100,
  );
}

interface Place {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const mailPlace = (mail: Mail): Place => ({ name: `mail ${mail.id}`, bytes: Buffer.from(JSON.stringify(mail)) });

/** Codes open all that their owner may do, for as long as they stand in the configuration: they are typed, never sent. */
function staffCodes(evidence: Evidence, calendars: Place): Check {
  const needles = staffOf(evidence.programme).map(({ code, formCode }): Needle => ({ what: `the code of ${code}`, text: formCode }));
  const search = searcher(needles);
  const places = [...evidence.mails.map(mailPlace), ...evidence.files, calendars];
  const wrong = places.flatMap(({ name, bytes }) => search(bytes).map((hit) => `${needles[hit]?.what} in ${name}`));
  return check('no staff code in a mail, a calendar, the database or a log', places.length, 'places searched', wrong, 30);
}

/** A token signs for whoever has it. */
function staffLinks({ programme, mails, files }: Evidence, calendars: Place): Check {
  const staff = new Set(programme.organisations.flatMap(({ lead, staff: members }) => [lead.email, ...members.map(({ email }) => email)]));
  const search = searcher([{ what: 'a token', text: LINK_TOKEN }]);
  const isSigned = (place: Place) => search(place.bytes).length > 0;
  const ofStaff = mails.filter(({ to }) => to.every((address) => staff.has(address)));
  const others = [...mails.filter((mail) => !ofStaff.includes(mail)).map(mailPlace), ...files, calendars];
  const signed = ofStaff.map(mailPlace).filter(isSigned).length;
  const wrong = others.filter(isSigned).map(({ name }) => `a token of staff in ${name}`);
  return check('signed links stand in mails to staff alone', signed, `of ${ofStaff.length} mails to staff have them`, wrong);
}

export interface Needle {
  /** What it is, without saying it. */
  readonly what: string;
  readonly text: string;
}

/** Of every registration, those without consent too. */
function personal({ responses }: Pick<Evidence, 'responses'>): readonly Needle[] {
  const needles = new Map<string, Needle>();
  const add = (what: string, text: string | undefined) => {
    if (text !== undefined && Buffer.byteLength(text) >= 7) needles.set(text, { what, text });
  };
  responses.registration.forEach(({ answers }, index) => {
    for (const [field, value] of Object.entries(answers)) {
      const what = `${field} of registration ${index + 1}`;
      if (field === 'firstName' || field === 'lastName') {
        for (const written of [
          value,
          value.toLowerCase(),
          value.normalize('NFD'),
          value.normalize('NFD').replace(/\p{M}/gu, ''),
          JSON.stringify(value).slice(1, -1),
        ])
          add(what, written);
      } else if (field === 'email') {
        add(what, value);
        add(what, value.split('@')[0]);
        add(what, encodeURIComponent(value));
      } else if (field === 'phone') {
        const digits = value.replace(/\D/g, '').replace(/^33/, '0');
        for (const written of [value, digits, `+33${digits.slice(1)}`, `33${digits.slice(1)}`]) add(what, written);
      } else if (field === 'wish') add(what, value);
    }
  });
  return [...needles.values()];
}

/** Looks for all words in one pass: indexes of those found. In UTF-8 and UTF-16. */
function searcher(needles: readonly Needle[]): Search {
  const byBeginning = new Map<number, { index: number; bytes: Buffer }[]>();
  needles.forEach(({ text }, index) => {
    for (const bytes of [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]) {
      const beginning = bytes.readUInt32LE(0);
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), { index, bytes }]);
    }
  });
  return (bytes) => {
    const found = new Set<number>();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let window = 0;
    for (let at = 0; at < buffer.length; at++) {
      window = ((window >>> 8) | ((buffer[at] ?? 0) << 24)) >>> 0;
      if (at < 3) continue;
      for (const { index, bytes: wanted } of byBeginning.get(window) ?? []) {
        const start = at - 3;
        if (buffer.compare(wanted, 0, wanted.length, start, Math.min(buffer.length, start + wanted.length)) === 0) found.add(index);
      }
    }
    return [...found];
  };
}

import type { FormPages } from '../drive/forms.ts';
import { reload } from '../drive/reload.ts';
import { GROUPS, identify, type Line, linesOf, type Mail, numberedRows } from '../mailbox.ts';
import type { Filled } from '../people.ts';
import type { Random } from '../random.ts';
import { DELAYS, LATER, TIMES } from './programme.ts';

export interface TeamOptions {
  readonly web: string;
  readonly forms: FormPages;
  readonly random: Random;
  /** When the worker was started: sessions and delays count from here. */
  readonly start: Date;
  /** Addresses: who coordinates, who answers for which session, whose calendar is ours. */
  readonly coordinator: string;
  readonly attendanceBy: Readonly<Record<string, string>>;
  /** Session → names of the organisations that were there. */
  readonly presentAt: Readonly<Record<string, readonly string[]>>;
  readonly outlook: readonly string[];
  /** Whom the Mission Locale's contact and the coordinator name. */
  readonly adviser: string;
  readonly foundLater: Filled;
  /** Of the sessions of the configuration. */
  readonly titles: readonly string[];
  /** An unforeseen failure of the story itself. */
  readonly fail: (error: unknown) => void;
}

/** How many of each the team plays; whoever else stalls is left alone. */
interface Plays {
  ours: number;
  theirs: number;
  /** Of either session, so that a worker that dies at one of these moments leaves the other one to look at. */
  justInTimeA: number;
  justInTimeB: number;
  pause: number;
  attempt: number;
  unnamed: number;
  withdrawSoon: number;
  withdrawLater: number;
  anotherDate: number;
  notReached: number;
}

const LOOK_MS = 400;
const FREE_SEATS_UNTIL_S = TIMES.infoA[0] - 4;

/** Everybody who reads mail: staff and participants answer through the links they were sent, and know nothing else. */
export function startTeam(options: TeamOptions): {
  readonly stop: () => Promise<void>;
  readonly lastMailAt: () => number;
  /** So many people were told where their registration led. */
  readonly answered: (people: number) => boolean;
  /** Somebody who waited was written that a seat came free; or nobody will be, as the session is about to begin. */
  readonly seatCameFree: Promise<unknown>;
} {
  const { web, start } = options;
  const plays: Plays = {
    ours: 1,
    theirs: 1,
    justInTimeA: 3,
    justInTimeB: 2,
    pause: 1,
    attempt: 1,
    unnamed: 1,
    withdrawSoon: 1,
    withdrawLater: 2,
    anotherDate: 1,
    notReached: 1,
  };
  const answered = new Set<string>();
  const confirmed = new Set<string>();
  const pending = new Set<Promise<unknown>>();
  let since = 0;
  let lastMailAt = Date.now();
  const firstSeat = Promise.withResolvers<void>();
  const seatCameFree = Promise.race([firstSeat.promise, wait(start.getTime() + FREE_SEATS_UNTIL_S * 1000 - Date.now())]);
  const state = { stopped: false };

  const soon = (afterMs: number, act: () => Promise<unknown>) => {
    const doing = wait(afterMs).then(async () => (state.stopped ? undefined : await act()));
    const kept = doing.catch((error: unknown) => options.fail(error)).finally(() => pending.delete(kept));
    pending.add(kept);
  };
  const reader = readerOf(options, { seatsOf: new Map(), seatCameFree, plays, answered, soon });
  const reading = (async () => {
    while (!state.stopped) {
      const mails = (await (await reload(`${web}/mail.json?since=${since}`)).json()) as readonly Mail[];
      for (const mail of mails) {
        since = Math.max(since, mail.id);
        lastMailAt = Date.now();
        if (/place s.est libérée/.test(mail.subject)) firstSeat.resolve();
        if (isConfirmation(mail)) confirmed.add(mail.to[0] ?? '');
        reader(mail);
      }
      await wait(LOOK_MS);
    }
  })().catch((error: unknown) => options.fail(error));
  return {
    lastMailAt: () => lastMailAt,
    answered: (people) => confirmed.size >= people,
    seatCameFree,
    stop: async () => {
      state.stopped = true;
      await reading;
      await Promise.all(pending);
    },
  };
}

interface Worklist {
  /** Title of a session → the link of whoever was given a seat there last: they give it back once somebody waits for one. */
  readonly seatsOf: Map<string, string>;
  readonly seatCameFree: Promise<unknown>;
  readonly plays: Plays;
  readonly answered: Set<string>;
  readonly soon: (afterMs: number, act: () => Promise<unknown>) => void;
}

function readerOf(options: TeamOptions, worklist: Worklist): (mail: Mail) => void {
  const toCall = new Set<string | null>();
  return (mail) => {
    const identity = identify(mail);
    if (isConfirmation(mail)) participant(mail, options, worklist);
    if (identity.kind === 'attendance') attendance(mail, identity.session, options, worklist);
    if (identity.kind !== 'day') return;
    const lines = linesOf(mail);
    for (const { ref } of lines.filter(({ group }) => group === GROUPS.call)) toCall.add(ref);
    for (const line of lines) {
      // An address that is corrected before the call is on the list spares the call, and nobody is there to be called.
      if (line.group === GROUPS.details && !toCall.has(line.ref)) continue;
      const key = `${mail.to[0]}|${line.group}|${line.ref}|${line.title}`;
      if (worklist.answered.has(key)) continue;
      worklist.answered.add(key);
      staffLine(mail, line, options, worklist);
    }
  };
}

function isConfirmation(mail: Mail): boolean {
  const identity = identify(mail);
  return identity.kind === 'participant' && identity.what === 'confirmation';
}

/** One play less of a kind; false when all were played. */
function take(plays: Plays, play: keyof Plays): boolean {
  if (plays[play] === 0) return false;
  plays[play]--;
  return true;
}

/** A few participants can't come: by the link in their own mail. */
function participant(mail: Mail, { forms, random, titles }: TeamOptions, { seatsOf, seatCameFree, plays, soon }: Worklist): void {
  const link = /https?:\S+viewform\S*/.exec(mail.text)?.[0];
  const session = titles.find((title) => mail.text.replace(/\s+/g, ' ').includes(title));
  if (session === undefined) return;
  if (/liste d.attente/.test(mail.subject)) {
    const seat = seatsOf.get(session);
    if (seat !== undefined && take(plays, 'withdrawSoon')) soon(500, () => forms.follow(seat, { 'Votre réponse': 'Je me retire' }));
    return;
  }
  if (link === undefined) return;
  const answer = (text: string) =>
    soon(random.between(500, 2500), async () => {
      // Before that, whoever waits would be offered these seats.
      await seatCameFree;
      await forms.follow(link, { 'Votre réponse': text });
    });
  if (session === LATER.title && take(plays, 'withdrawLater')) answer('Je me retire');
  else if (session === LATER.title && take(plays, 'anotherDate')) answer('Une autre date');
  else seatsOf.set(session, link);
}

/** Present, but for two or three; entered by one of the two, with who was there of the two. */
function attendance(
  mail: Mail,
  session: string,
  { forms, random, attendanceBy, presentAt }: TeamOptions,
  { answered, soon }: Worklist,
): void {
  const link = /https?:\S+viewform\S*/.exec(mail.text)?.[0];
  if (link === undefined || attendanceBy[session] !== mail.to[0] || answered.has(`sheet ${session}`)) return;
  answered.add(`sheet ${session}`);
  const numbers = random.shuffled([...numberedRows(mail).keys()]);
  const markOf = (index: number) =>
    index === 0 || (index === 1 && numbers.length > 6) ? 'Absent' : index === 2 && numbers.length > 8 ? 'Excusé' : 'Présent';
  const rows = numbers.map((number, index) => [`Présence | ${number}`, markOf(index)] as const);
  soon(random.between(300, 1500), () =>
    forms.follow(link, {
      ...Object.fromEntries(rows),
      'Co-animation : qui était présent ?': presentAt[session] ?? [],
      'Nombre de participants': String(numbers.length),
    }),
  );
}

function staffLine(mail: Mail, line: Line, options: TeamOptions, worklist: Worklist): void {
  const { forms, random, coordinator, outlook, adviser, foundLater } = options;
  const { plays, soon } = worklist;
  const reader = mail.to[0] ?? '';
  const link = (label: string) => line.answers.find((answer) => answer.label === label)?.url;
  const answer = (label: string, answers: Filled = {}, afterMs = random.between(500, 2000)) => {
    const url = link(label);
    if (url !== undefined) soon(afterMs, () => forms.follow(url, answers));
  };

  if (line.group === GROUPS.call) {
    if (take(plays, 'notReached')) {
      answer('Pas joint');
      answer('Vient', {}, 6_000);
    } else answer('Vient');
  }
  if (line.group === GROUPS.details)
    answer('Corriger les coordonnées', { 'Nouvel e-mail': `retrouvee.${random.between(100, 999)}@boite.example.org` });
  if (line.group === GROUPS.decide && link('Nommer un conseiller') !== undefined) {
    if (reader !== coordinator && take(plays, 'unnamed')) return;
    answer('Nommer un conseiller', { Conseiller: adviser });
  }
  if (line.group === GROUPS.decide) coFacilitation(line, answer);
  if (line.group === GROUPS.anomaly && /Inscription/.test(line.title)) {
    // The consent is on paper; the number of the response that it replaces came with the link.
    answer('Saisir l’inscription', foundLater, 3_000);
  }
  if (line.group === GROUPS.nudge && line.isNew) nudged(mail, { reader, outlook, answer }, options, plays);
}

/** The coordinator asks whom the service proposes; who is asked agrees. */
function coFacilitation({ answers, title }: Line, answer: (label: string) => void): void {
  const ask = answers.find(({ label }) => label.startsWith('Demander à'));
  if (ask) answer(ask.label);
  else if (title.startsWith('Pouvez-vous remplacer')) answer(answers[0]?.label ?? '');
}

/** A referent reminded of a file: an interview, a call at the last moment, a pause; or nothing at all. */
function nudged(
  mail: Mail,
  {
    reader,
    outlook,
    answer,
  }: { reader: string; outlook: readonly string[]; answer: (label: string, answers?: Filled, afterMs?: number) => void },
  { start, random }: TeamOptions,
  plays: Plays,
): void {
  const interview = () =>
    answer('Entretien', { 'Prochain rendez-vous': `${inDays(start, random.between(3, 9))} ${random.between(10, 16)}:30` });
  if (outlook.includes(reader) ? take(plays, 'ours') : take(plays, 'theirs')) return interview();
  if (take(plays, 'pause')) return answer('En pause un mois', { Motif: 'vacances' });
  if (take(plays, 'attempt')) return answer('Sans réponse');
  const secondsIn = (Date.parse(mail.realReceivedAt) - start.getTime()) / 1000;
  const [play, end] =
    secondsIn < TIMES.infoB[1] + DELAYS.referent ? (['justInTimeA', TIMES.infoA[1]] as const) : (['justInTimeB', TIMES.infoB[1]] as const);
  if (take(plays, play))
    answer('Contacté', {}, Math.max(0, start.getTime() + (end + DELAYS.coordinator) * 1000 - JUST_BEFORE_MS - Date.now()));
}

/** Before the coordinator would be told: time enough for the form to be read. */
const JUST_BEFORE_MS = 9_000;

/** `YYYY-MM-DD` */
function inDays(from: Date, days: number): string {
  return new Date(from.getTime() + days * 24 * 3600_000).toISOString().slice(0, 10);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

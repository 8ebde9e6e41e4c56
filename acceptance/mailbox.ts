/** One delivery as the mailbox gives it (`/mail.json`); every delivery is kept, doubles too. */
export interface Mail {
  readonly id: number;
  readonly realReceivedAt: string;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly messageId: string | null;
  readonly subject: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string; readonly content: string }[];
}

/** `<GC-….confirmation.1@…>`, `<info-a.list.s1@…>`, `<worklist-s1.2026-12-01@…>`: what a mail is, by its Message-ID. */
export type MailIdentity =
  | { readonly kind: 'participant' | 'appointment-referent'; readonly ref: string; readonly what: string }
  | { readonly kind: 'list' | 'attendance'; readonly session: string; readonly staff: string }
  | { readonly kind: 'day'; readonly worklist: string }
  | { readonly kind: 'unknown' };

const REFERENCE = 'GC-[0-9A-Z]{4}-[0-9A-Z]{4}';

export function identify({ messageId }: Pick<Mail, 'messageId'>): MailIdentity {
  const name = /^<(.+)@[^@]+>$/.exec(messageId ?? '')?.[1] ?? '';
  const participant = new RegExp(`^(${REFERENCE})\\.(.+)\\.\\d+$`).exec(name);
  if (participant) {
    const [, ref = '', what = ''] = participant;
    return { kind: what === 'appointment-referent' ? what : 'participant', ref, what };
  }
  const session = /^(.+)\.(list|attendance)(?:-\d+)?\.([a-z0-9-]+)$/.exec(name);
  if (session) return { kind: session[2] === 'list' ? 'list' : 'attendance', session: session[1] ?? '', staff: session[3] ?? '' };
  const worklist = /^worklist-([^.]+)\./.exec(name);
  return worklist ? { kind: 'day', worklist: worklist[1] ?? '' } : { kind: 'unknown' };
}

/** One line of « Ma journée ». */
export interface Line {
  readonly group: string;
  readonly isNew: boolean;
  /** « Awa K. », or a first name alone, or null. */
  readonly who: string | null;
  readonly title: string;
  /** `GC-XXXX-XXXX` */
  readonly ref: string | null;
  /** The lines below, but the links. */
  readonly facts: readonly string[];
  readonly answers: readonly { readonly label: string; readonly url: string }[];
}

/** Below the lines of a staff mail: its reader's paths and sessions, which ask for nothing. */
const LISTS = /^== (Vos dossiers|Vos séances à venir|Les séances à venir|Le Groupement, étape par étape)/;

/** The lines of a staff mail, out of its text. */
export function linesOf({ text }: Pick<Mail, 'text'>): readonly Line[] {
  const lines: {
    group: string;
    isNew: boolean;
    who: string | null;
    title: string;
    ref: string | null;
    facts: string[];
    answers: Line['answers'][number][];
  }[] = [];
  let group = '';
  for (const row of text.split(/\r?\n/)) {
    if (LISTS.test(row)) break;
    const heading = /^== (.+) \(\d+\) ==$/.exec(row);
    if (heading) group = heading[1] ?? '';
    const begin = new RegExp(`^\\* (\\[nouveau\\] )?(.*?)(?: \\[(${REFERENCE})\\])?$`).exec(row);
    if (begin && group !== '') {
      const [, fresh, said = '', ref = null] = begin;
      const [who, ...rest] = said.split(/\s–\s/);
      const named = rest.length > 0;
      lines.push({
        group,
        isNew: fresh !== undefined,
        who: named ? (who ?? null) : null,
        title: named ? rest.join(' – ') : said,
        ref,
        facts: [],
        answers: [],
      });
      continue;
    }
    const current = lines.at(-1);
    if (current === undefined || !/^\s{2}\S/.test(row)) continue;
    const answer = /^\s*> (.+?)\s*:\s*(https?:\S+)$/.exec(row);
    if (answer) current.answers.push({ label: answer[1] ?? '', url: answer[2] ?? '' });
    else current.facts.push(row.trim());
  }
  return lines;
}

export const GROUPS = {
  call: 'À appeler',
  escalation: 'Dossiers en attente, qui vous sont signalés',
  nudge: 'Relances',
  decide: 'À décider',
  details: 'Coordonnées à corriger',
  anomaly: 'Formulaires et services',
} as const;

/** « informé » out of « Informé, depuis le 3 décembre (2 jours) ». */
export function stageOf({ facts }: Line): string | null {
  const fact = facts.find((one) => /\bdepuis\b/.test(one));
  return fact?.split(',')[0]?.trim().toLowerCase() ?? null;
}

/** Number → name, of a list sent to facilitators. */
export function numberedRows({ text }: Pick<Mail, 'text'>): ReadonlyMap<number, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((row) => {
      const match = /^\s*(\d+)\. (.+?)(?: \([^)]*\))?$/.exec(row);
      return match ? [[Number(match[1]), match[2] ?? ''] as const] : [];
    }),
  );
}

/** Whether a mail says this day as the French write it: « 28 novembre », « 1er décembre ». */
export function namesDay({ text }: Pick<Mail, 'text'>, at: string, timeZone = 'Europe/Paris'): boolean {
  const day = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', timeZone }).format(new Date(at)).replace(/^1 /, '1er ');
  return new RegExp(`(?<!\\d)${day.replace(' ', '\\s+')}`).test(text);
}

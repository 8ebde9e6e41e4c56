import type { Client } from '@temporalio/client';
import type { DayLine } from '../../domain/mails.ts';
import type { FormKind, Programme } from '../../domain/programme/programme.ts';
import type { PrefilledAnswer } from '../../domain/worklist.ts';
import type { WorklistMail } from '../../domain/worklist-day.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { LinksOrNull } from '../forms/links.ts';
import { weekFor } from './paths.ts';
import type { Reader } from './reader.ts';
import { standingFor } from './sessions.ts';

const SIGNED_FORMS: readonly FormKind[] = ['attendance', 'followUp'];

export interface ContentNeeds {
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'dayAfter'>;
  readonly links: LinksOrNull;
}

/**
 * What a mail says to its reader. The lists at its foot are asked for when a mail goes, never while a worklist only looks: the sessions each time, the
 * paths on Mondays. @param now ISO 8601
 */
export async function contentsOf(mail: WorklistMail, reader: Reader, { now, ...needs }: ContentNeeds & { readonly now: string }) {
  const { client, programme, links } = needs;
  const [lines, standing, week] = await Promise.all([
    Promise.all(mail.lines.map((line) => dayLine(line, reader, { ...needs, now }))),
    mail.occasion === 'urgent' ? null : standingFor(reader, { client, links, now }),
    mail.occasion === 'monday' ? weekFor(reader, { client, programme, links, now }) : null,
  ]);
  return { lines, more: mail.more, standing, week };
}

type Needs = ContentNeeds & { readonly now: string };

async function dayLine({ item, isNew }: WorklistMail['lines'][number], reader: Reader, needs: Needs): Promise<DayLine> {
  const answers = await Promise.all(item.answers.map((answer) => answerLink(answer, reader, needs)));
  return { item, isNew, answers: answers.filter((answer) => answer !== null) };
}

async function answerLink({ label, form, values, datesIn = {} }: PrefilledAnswer, { signer }: Reader, needs: Needs) {
  const filled = { ...values, ...datesOf(datesIn, needs) };
  const url = SIGNED_FORMS.includes(form) ? await signedLink(form, filled, signer, needs) : await needs.links.prefilled(form, filled);
  return url === null ? null : { label, url };
}

/** Unsigned, the answer would only be set aside: such a reader answers the mail. */
function signedLink(form: FormKind, filled: PrefilledAnswer['values'], signer: Reader['signer'], { links }: Needs): Promise<string | null> {
  return signer === null ? Promise.resolve(null) : links.signed(form, filled, signer);
}

/** Of the day on which the mail is written: a line may be weeks old. */
function datesOf(datesIn: Readonly<Record<string, string>>, { deadlines, now }: Needs): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(datesIn).map(([field, duration]) => [field, deadlines.dayAfter(now, duration)]));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import type { FormPages } from '../drive/forms.ts';
import { type Edit, type Programme, type Staff, staffOf } from '../evidence.ts';
import type { CalendarStaff } from './calendar-staff.ts';
import type { Step } from './plan.ts';

/** Who is asked to come instead takes a moment to say yes. */
const SAYS_YES_MS = 3_000;
const SECOND_ORGANISATION = 'mission-locale';

/** Facilitators of the organisation that can't edit the calendar: they decide by form; keeps what they decided and when. */
export class FormStaff {
  readonly edits: Edit[] = [];
  readonly #forms: FormPages;
  readonly #programme: Programme;
  readonly #calendar: CalendarStaff;
  readonly #members: readonly Staff[];
  readonly #substituted = new Set<string>();

  constructor(forms: FormPages, calendar: CalendarStaff, programme: Programme) {
    this.#forms = forms;
    this.#calendar = calendar;
    this.#programme = programme;
    this.#members = staffOf(programme).filter(({ organisation }) => organisation === SECOND_ORGANISATION);
  }

  async decide({ kind, pick, days, hour }: Step & { readonly who: 'form' }): Promise<void> {
    const card = this.#calendar.pick(pick);
    const session = card?.session ?? null;
    const author = this.#facilitatorOf(session);
    // After a substitution it is somebody else's turn to decide.
    if (card === null || session === null || author === undefined || this.#substituted.has(session)) return;
    const edit = { at: new Date().toISOString(), kind, eventId: card.eventId, session };
    if (kind === 'substitute') return await this.#substitute(edit, session, author);
    const date = Temporal.Now.plainDateISO('Europe/Paris').add({ days }).toString();
    const decision =
      kind === 'formCancel' ? { choice: 'Annuler' } : { choice: 'Déplacer', newStart: `${date} ${String(hour).padStart(2, '0')}:30` };
    await this.#send(session, author, decision);
    this.edits.push(edit);
  }

  async #substitute(edit: Edit, session: string, author: Staff): Promise<void> {
    const substitute = this.#members.find(({ code }) => code !== author.code);
    if (substitute === undefined) return;
    this.#substituted.add(session);
    await this.#send(session, author, { choice: 'Me faire remplacer', adviser: substitute.name });
    await sleep(SAYS_YES_MS);
    await this.#send(session, substitute, { choice: "J'y serai" });
    this.edits.push({ ...edit, at: new Date().toISOString(), substitute: substitute.email });
  }

  #facilitatorOf(session: string | null): Staff | undefined {
    const facilitators = this.#programme.sessions.find(({ id }) => id === session)?.facilitators ?? [];
    return this.#members.find(({ code }) => facilitators.includes(code));
  }

  async #send(session: string, { formCode }: Staff, { choice, newStart, adviser }: Decision): Promise<void> {
    const answers = {
      'Référence de la séance': session,
      Code: formCode,
      'Décision sur la séance': choice,
      ...(newStart === undefined ? {} : { 'Nouvelle date': newStart }),
      ...(adviser === undefined ? {} : { Conseiller: adviser }),
    };
    await this.#forms.import([{ formId: 'F-FUP', answers }]);
  }
}

interface Decision {
  readonly choice: string;
  /** `2026-12-03 14:30`, local. */
  readonly newStart?: string;
  readonly adviser?: string;
}

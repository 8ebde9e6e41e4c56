import { chosenIn } from '../../domain/quarantine.ts';
import type { FormResponse, FormsPort } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import type { ReadOutcome } from '../forms/read-response.ts';
import { byTime, type Page } from './page.ts';

/** What one pass hands over: responses in the order in which they were submitted, and what each says. */
export interface ReadPage {
  readonly responses: readonly FormResponse[];
  readonly outcomes: ReadonlyMap<string, ReadOutcome>;
  /** Quarantined responses that the form no longer has. */
  readonly gone: readonly string[];
}

interface Needs {
  readonly forms: FormsPort;
  readonly formId: string;
  readonly read: (response: FormResponse) => ReadOutcome;
  /** What waits for a person is read again: the mapping or the form has changed, or a day has begun. */
  readonly isReadAgain: boolean;
}

/** Reads what is fresh, what waits for a person, and what an author has said since which path they meant. */
export async function readAll(memory: IntakeMemory, page: Page, needs: Needs): Promise<ReadPage> {
  const again = needs.isReadAgain ? await quarantinedAgain(memory, page, needs) : { responses: [], gone: [] };
  const responses = [...page.fresh, ...page.again, ...again.responses];
  const readings = new Map(responses.map((response) => [response.responseId, needs.read(response)] as const));
  const chosen = await chosenPaths(memory, page.listed, readings, needs);
  const others = chosen.filter(({ responseId }) => !readings.has(responseId)).map(({ response }) => response);
  return {
    responses: [...responses, ...others].toSorted(byTime),
    outcomes: new Map([...readings, ...chosen.map(({ responseId, outcome }) => [responseId, outcome] as const)]),
    gone: again.gone,
  };
}

/** What waits for a person, as it stands now: a mended mapping takes it. Responses that the form no longer has leave. */
async function quarantinedAgain(
  memory: IntakeMemory,
  { fresh, again, listed }: Page,
  { forms, formId }: Needs,
): Promise<{ readonly responses: readonly FormResponse[]; readonly gone: readonly string[] }> {
  const responses: FormResponse[] = [];
  const gone: string[] = [];
  const isOnPage = new Set([...fresh, ...again].map(({ responseId }) => responseId));
  const byId = new Map(listed.map((response) => [response.responseId, response]));
  for (const { responseId } of memory.quarantined.filter((entry) => !isOnPage.has(entry.responseId))) {
    const response = byId.get(responseId) ?? (await forms.response(formId, responseId));
    if (response) responses.push(response);
    else gone.push(responseId);
  }
  return { responses, gone };
}

interface Chosen {
  readonly responseId: string;
  readonly response: FormResponse;
  readonly outcome: ReadOutcome;
}

/** Ambiguous responses whose author has said since, by another one, which path they meant: read again, for that path. */
async function chosenPaths(
  memory: IntakeMemory,
  listed: readonly FormResponse[],
  readings: ReadonlyMap<string, ReadOutcome>,
  { forms, formId, read }: Needs,
): Promise<readonly Chosen[]> {
  const found = await Promise.all(
    choicesIn(memory, readings).map(async ({ responseId, to }): Promise<readonly Chosen[]> => {
      const response = listed.find((one) => one.responseId === responseId) ?? (await forms.response(formId, responseId));
      if (response === null) return [];
      const outcome = read(response);
      return 'ok' in outcome && outcome.ok.kind === 'followUp' && 'firstName' in outcome.ok.to
        ? [{ responseId, response, outcome: { ok: { ...outcome.ok, to } } }]
        : [];
    }),
  );
  return [...new Map(found.flat().map((one) => [one.responseId, one])).values()];
}

/** Which quarantined response each answer of its author speaks of, and the path that it names. */
function choicesIn({ quarantined }: IntakeMemory, readings: ReadonlyMap<string, ReadOutcome>) {
  const followUps = [...readings.values()].flatMap((outcome) => ('ok' in outcome && outcome.ok.kind === 'followUp' ? [outcome.ok] : []));
  return followUps.flatMap(({ to, author, followUp }) => {
    const number = chosenIn(followUp.note);
    const entry = quarantined.find((one) => one.number === number && one.choice?.author === author.code);
    return entry !== undefined && 'ref' in to ? [{ responseId: entry.responseId, to }] : [];
  });
}

import { reload } from './reload.ts';

interface Question {
  readonly title: string;
  readonly row: string | null;
  readonly entry: string;
}

/** Question title → answer, or every box that is ticked; `title | row` for a grid. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>;

/** A response as the sandbox imports it, with times of its own: what was sent before the story began. */
export interface Imported {
  readonly formId: string;
  readonly answers: FormAnswers;
  /** RFC 3339, UTC. Default: now. */
  readonly createTime?: string;
  readonly lastSubmittedTime?: string;
}

/** Fills forms in as a browser does: opens the page, then posts its fields. */
export interface FormPages {
  /** Returns the id of the response. */
  submit(formId: string, answers: FormAnswers, options?: { readonly edit?: string }): Promise<string>;
  /** Follows a link out of a mail: what it fills in stays, `answers` come on top. */
  follow(link: string, answers?: FormAnswers): Promise<string>;
  /** Puts responses in as they stand, past every page. Returns their ids in the same order. */
  import(responses: readonly Imported[]): Promise<readonly string[]>;
}

export async function openForms(web: string): Promise<FormPages> {
  const forms = (await (await reload(`${web}/control/forms.json`)).json()) as readonly { formId: string; questions: readonly Question[] }[];
  const entriesOf = (formId: string, answers: FormAnswers): [string, string][] => {
    const questions = forms.find((form) => form.formId === formId)?.questions ?? [];
    return Object.entries(answers).flatMap(([title, typed]) => {
      const question = questions.find((one) => title === (one.row === null ? one.title : `${one.title} | ${one.row}`));
      if (!question) throw new Error(`form ${formId} has no question « ${title} »`);
      const values = typeof typed === 'string' ? [typed] : typed;
      return values.map((value): [string, string] => [`entry.${question.entry}`, value]);
    });
  };
  async function post(formId: string, fields: URLSearchParams): Promise<string> {
    const answer = await reload(`${web}/forms/d/${formId}/formResponse`, { method: 'POST', body: fields });
    await answer.text();
    if (!answer.ok) throw new Error(`form ${formId} was refused (${answer.status})`);
    return answer.headers.get('x-sandbox-response-id') ?? '';
  }
  return {
    submit: async (formId, answers, { edit } = {}) => {
      const fields = new URLSearchParams(entriesOf(formId, answers));
      if (edit !== undefined) fields.set('edit2', `2_${edit}`);
      return await post(formId, fields);
    },
    follow: async (link, answers = {}) => {
      const page = await reload(link);
      const html = await page.text();
      const url = new URL(link);
      const formId = /\/forms\/d\/([^/]+)\/viewform$/.exec(url.pathname)?.[1];
      if (!page.ok || formId === undefined || !html.includes('<form')) throw new Error('a link in a mail leads to no form');
      const prefilled = [...url.searchParams].filter(([name]) => name.startsWith('entry.'));
      return await post(formId, new URLSearchParams([...prefilled, ...entriesOf(formId, answers)]));
    },
    import: async (responses) => {
      const answer = await fetch(`${web}/control/responses.json`, { method: 'POST', body: JSON.stringify(responses) });
      if (!answer.ok) throw new Error(`responses were not imported (${answer.status}): ${await answer.text()}`);
      return ((await answer.json()) as readonly { readonly responseId: string }[]).map(({ responseId }) => responseId);
    },
  };
}

import type { Filled } from './people.ts';
import { reload } from './reload.ts';

interface Question {
  readonly title: string;
  readonly row: string | null;
  readonly entry: string;
}

/** Fills forms in as a browser does: opens the page, then posts its fields. */
export interface FormPages {
  /** `answers`: question title → answer, or `title | row` for a grid. Returns the id of the response. */
  submit(formId: string, answers: Filled, options?: { readonly edit?: string }): Promise<string>;
  /** Follows a link out of a mail: what it fills in stays, `answers` come on top. */
  follow(link: string, answers?: Filled): Promise<string>;
}

export async function openForms(web: string): Promise<FormPages> {
  const forms = (await (await reload(`${web}/control/forms.json`)).json()) as readonly { formId: string; questions: readonly Question[] }[];
  const entriesOf = (formId: string, answers: Filled): [string, string][] => {
    const questions = forms.find((form) => form.formId === formId)?.questions ?? [];
    return Object.entries(answers).map(([title, value]) => {
      const question = questions.find((one) => title === (one.row === null ? one.title : `${one.title} | ${one.row}`));
      if (!question) throw new Error(`form ${formId} has no question « ${title} »`);
      return [`entry.${question.entry}`, value];
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
  };
}

import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FORM_ENCODED, json } from './collect-json.ts';
import { type Evidence, FORM_KINDS, type FormKind, type Programme, type Response } from './evidence.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface GoogleForm {
  readonly items: readonly {
    readonly title?: string;
    readonly questionItem?: { readonly question: { readonly questionId: string } };
    readonly questionGroupItem?: {
      readonly questions: readonly { readonly questionId: string; readonly rowQuestion: { readonly title: string } }[];
    };
  }[];
}

interface Page {
  readonly responses?: readonly {
    readonly responseId: string;
    readonly createTime: string;
    readonly lastSubmittedTime: string;
    readonly answers?: Readonly<Record<string, { readonly textAnswers: { readonly answers: readonly { readonly value: string }[] } }>>;
  }[];
  readonly nextPageToken?: string;
}

/** Every response, from Google's API. */
export async function responsesOf(programme: Programme, env: Env): Promise<Evidence['responses']> {
  const headers = { authorization: `Bearer ${await googleToken(env)}` };
  const root = (env['GOOGLE_FORMS_ROOT_URL'] ?? '').replace(/\/$/, '');
  const read = async (kind: FormKind): Promise<readonly Response[]> => {
    const { formId, fields } = programme.forms[kind];
    const form = await json<GoogleForm>(`${root}/v1/forms/${formId}`, { headers });
    const names = fieldNames(form, fields);
    const all: Response[] = [];
    let token: string | undefined;
    do {
      const page: Page = await json(
        `${root}/v1/forms/${formId}/responses${token === undefined ? '' : `?pageToken=${encodeURIComponent(token)}`}`,
        { headers },
      );
      for (const { answers = {}, ...response } of page.responses ?? []) {
        const named = Object.entries(answers).flatMap(([id, { textAnswers }]) => {
          const name = names.get(id);
          return name === undefined ? [] : [[name, textAnswers.answers.map(({ value }) => value).join(', ')] as const];
        });
        all.push({
          responseId: response.responseId,
          createTime: response.createTime,
          lastSubmittedTime: response.lastSubmittedTime,
          answers: Object.fromEntries(named),
        });
      }
      token = page.nextPageToken;
    } while (token !== undefined);
    return all;
  };
  const [registration, attendance, followUp, unable] = await Promise.all(FORM_KINDS.map(read));
  return { registration: registration ?? [], attendance: attendance ?? [], followUp: followUp ?? [], unable: unable ?? [] };
}

/** Question id → field of the configuration, `grid 3` for a row. */
function fieldNames({ items }: GoogleForm, fields: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const byTitle = new Map(Object.entries(fields).map(([field, title]) => [title, field]));
  return new Map(
    items.flatMap(({ title = '', questionItem, questionGroupItem }) => {
      const field = byTitle.get(title);
      if (field === undefined) return [];
      const rows =
        questionGroupItem?.questions.map(({ questionId, rowQuestion }) => [questionId, `${field} ${rowQuestion.title}`] as const) ?? [];
      return questionItem ? [[questionItem.question.questionId, field] as const] : rows;
    }),
  );
}

/** A service account's own signed request for a token (RFC 7523). */
async function googleToken(env: Env): Promise<string> {
  const account = JSON.parse(readFileSync(env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '', 'utf8')) as {
    client_email: string;
    private_key: string;
  };
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scope = 'https://www.googleapis.com/auth/forms.body.readonly https://www.googleapis.com/auth/forms.responses.readonly';
  const claims = { iss: account.client_email, scope, aud: 'https://oauth2.googleapis.com/token', iat: now, exp: now + 600 };
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(account.private_key, 'base64url')}`;
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const { access_token } = await json<{ access_token: string }>(env['GOOGLE_OAUTH_TOKEN_URL'] ?? '', {
    method: 'POST',
    headers: FORM_ENCODED,
    body: body.toString(),
  });
  return access_token;
}

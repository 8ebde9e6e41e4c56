import type { Programme } from '../../domain/programme/programme.ts';
import { isLoopback } from '../../integrations/loopback.ts';
import { workflowsLink } from '../../workers/links-to-ui.ts';

export interface LinkRow {
  readonly what: string;
  readonly url: string;
}

interface Addresses {
  readonly web: string | null;
  readonly uiUrl: string | null;
  readonly codecPages: string;
  /** Whether the Web UI can be told how it is let into the codec server: that of `npm start` is, any other's browser is let in once. */
  readonly isOwnUi: boolean;
  readonly namespace: string;
}

/** What a person opens: the forms, the calendar, the mailbox, the files. */
export function links({ forms, calendar }: Programme, { web, uiUrl, codecPages, isOwnUi, namespace }: Addresses): readonly LinkRow[] {
  const form = ({ formId, url }: { readonly formId: string; readonly url: string | null }) =>
    web === null ? (url ?? `https://docs.google.com/forms/d/${formId}/viewform`) : `${web}/forms/d/${encodeURIComponent(formId)}/viewform`;
  return [
    { what: 'Registration form', url: form(forms.registration) },
    { what: 'Attendance form', url: form(forms.attendance) },
    { what: 'Follow-up form', url: form(forms.followUp) },
    { what: '« Empêchement » form', url: form(forms.unable) },
    { what: 'Calendar', url: web === null ? `https://outlook.office.com/calendar (${calendar.mailbox})` : `${web}/calendar` },
    ...(web === null
      ? []
      : [
          { what: 'Button: « Ma journée »', url: `${web}/#digests` },
          { what: 'Mailbox', url: `${web}/mail` },
          { what: 'Inject a fault', url: `${web}/control` },
        ]),
    ...(uiUrl === null
      ? []
      : [
          { what: "Temporal's Web UI", url: workflowsLink(uiUrl, namespace) },
          ...(isOwnUi ? [] : [{ what: '  to decode in it, once', url: accessPage(codecPages, uiUrl) }]),
          { what: 'Saved views: stalled', url: `${codecPages}/views/stalled` },
          { what: '  sessions of the week', url: `${codecPages}/views/week` },
          { what: '  stages, organisations', url: `${codecPages}/views` },
        ]),
  ];
}

/** Under the name by which the Web UI is reached: a browser keeps what it is given there for that name. */
function accessPage(codecPages: string, uiUrl: string): string {
  const page = new URL('/access', codecPages);
  const { hostname } = new URL(uiUrl);
  if (isLoopback(hostname)) page.hostname = hostname;
  return page.href;
}

export function table(rows: readonly LinkRow[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows.map(({ what, url }) => `  ${what.padEnd(width)}  ${url}`).join('\n');
}

import type { Programme } from '../../domain/programme/programme.ts';
import { workflowsLink } from '../../workers/links-to-ui.ts';

export interface LinkRow {
  readonly what: string;
  readonly url: string;
}

interface Addresses {
  readonly web: string | null;
  readonly uiUrl: string | null;
  readonly codecUrl: string;
  readonly namespace: string;
}

/** What a person opens: the forms, the calendar, the mailbox, the files. */
export function links({ forms, calendar }: Programme, { web, uiUrl, codecUrl, namespace }: Addresses): readonly LinkRow[] {
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
          { what: 'Mailbox', url: `${web}/mail` },
          { what: 'Inject a fault', url: `${web}/control` },
        ]),
    ...(uiUrl === null
      ? []
      : [
          { what: "Temporal's Web UI", url: workflowsLink(uiUrl, namespace) },
          { what: 'Saved views: stalled', url: `${codecUrl}/views/stalled` },
          { what: '  sessions of the week', url: `${codecUrl}/views/week` },
          { what: '  stages, organisations', url: `${codecUrl}/views` },
        ]),
  ];
}

export function table(rows: readonly LinkRow[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows.map(({ what, url }) => `  ${what.padEnd(width)}  ${url}`).join('\n');
}

import type { SessionNotice } from '../../domain/mails.ts';

/** What is printed for one session: those who have a seat, under the numbers of the attendance form, and nothing else about them. */
export interface SignInSheet {
  readonly session: Pick<SessionNotice, 'sessionId' | 'kind' | 'title' | 'start' | 'end' | 'place'>;
  /** `organisation` as configured: its name. */
  readonly facilitators: readonly { readonly name: string; readonly organisation: string }[];
  /** First name and initial, as given. A number above `GRID_ROWS` has no row: the attendance form has none either. */
  readonly rows: readonly { readonly number: number; readonly name: string }[];
}

export interface PrintedSheet {
  /** `emargement-<session id>.pdf` */
  readonly filename: string;
  readonly contentType: 'application/pdf';
  readonly content: Uint8Array;
}

/** « Feuille d'émargement », A4, ready to print. */
export interface SignInSheetPrinter {
  print(sheet: SignInSheet): Promise<PrintedSheet>;
}

/** A logo as it stands in its file. */
export type Logo = { readonly type: 'svg'; readonly svg: string } | { readonly type: 'image'; readonly dataUrl: string };

/** Who is named on every sheet, with or without a logo. */
export interface Letterhead {
  readonly organisations: readonly { readonly name: string; readonly phone: string | null; readonly logo: Logo | null }[];
  readonly funders: readonly { readonly name: string; readonly logo: Logo }[];
  /** Whom to ask about one's data. */
  readonly contact: string;
  readonly programmeName: string;
  /** IANA name of the zone whose time is printed. */
  readonly timeZone: string;
}

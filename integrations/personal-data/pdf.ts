import type { PersonalData } from '../../domain/personal-data.ts';
import { drawPdf } from '../pdf/pdfmake.ts';
import { personalDataLayout } from './layout.ts';

/** What a person is handed, in French, A4. */
export async function printPersonalData(data: PersonalData): Promise<Uint8Array> {
  return await drawPdf(personalDataLayout(data));
}

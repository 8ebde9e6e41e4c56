import pdfmake from 'pdfmake';
import roboto from 'pdfmake/fonts/Roboto.js';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

const fontFiles = new Set(Object.values(roboto).flatMap((styles) => Object.values(styles)));
pdfmake.setFonts(roboto);
// Nothing is fetched, and only fonts are read from disk: pictures come with the document.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => fontFiles.has(path));

/** The document as a PDF. @throws Error where a picture of it can't be drawn */
export async function drawPdf(document: TDocumentDefinitions): Promise<Uint8Array> {
  return await pdfmake.createPdf(document).getBuffer();
}

/**
 * Words of people for a Markdown page: shown as they were typed, on one line. Otherwise a participant's wish could show the administrator a link,
 * or a picture that tells its server who looks.
 */
export function asWritten(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>~]/g, '\\$&')
    .replaceAll('://', '\\://');
}

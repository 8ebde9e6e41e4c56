/**
 * Words of people for details and summaries, which Temporal's Web UI shows as Markdown: as they were typed, on one line, and never at the beginning
 * of one. Otherwise a participant's wish could show the administrator a link, or a picture that tells its server who looks.
 */
export function asWritten(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>~&|]/g, '\\$&')
    .replaceAll('://', '\\://');
}

/** The text of a session's event in Outlook. Nothing that staff may change in the event is repeated, so that the text never grows stale. */
export function eventBody(programmeName: string, facilitators: readonly string[], sessionId: string): string {
  return `Séance du ${programmeName}\nCo-animation : ${facilitators.join(' et ')}\nRéférence : ${sessionId}`;
}

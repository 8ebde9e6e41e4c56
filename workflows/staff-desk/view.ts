import type { DeskState } from './state.ts';

/** Where the desk stands, for an administrator: French Markdown, counts only, never what the items say. */
export function details(state: DeskState): string {
  const lines = [
    `## Bureau de ${state.code}`,
    '',
    `- **Prochain passage** : ${state.hour?.at.label ?? 'en continu (sans heures de bureau)'}${state.hour?.monday ? ', point du lundi' : ''}`,
    `- **Entre-temps** : ce qui est urgent part aussitôt`,
    `- **Messages envoyés** : ${state.mails}, dont ${state.inDoubt} dont on ne sait pas s’ils sont partis`,
    `- **Points déjà signalés** : ${Object.keys(state.told).length}`,
    state.trouble ? `- **À corriger** : ${state.trouble.title} (signalé au bureau ${state.trouble.desk})` : '',
    state.service ? `- **Messagerie** : ${state.service} Nouvel essai toutes les 15 minutes.` : '',
    state.unreadable > 0 ? `- **Illisible** : ${state.unreadable} dossier(s) chiffré(s) avec une autre clé` : '',
    '',
    '### Derniers messages',
    ...(state.log.length === 0 ? ['Aucun pour l’instant.'] : state.log.toReversed().map(({ at, what }) => `- ${at} : ${what}`)),
  ];
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n');
}

export const summary = {
  tell: (version: string) => `Configuration ${version} : prévenir les dossiers`,
  untilNextPass: 'Vérifier que tous ont la nouvelle configuration',
};

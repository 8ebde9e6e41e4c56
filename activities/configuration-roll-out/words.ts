/** Its line in Temporal's Web UI. */
export const summary = (version: string) => `Configuration ${version} : prévenir les dossiers`;

/** Fictional, for recorded histories of fictional people only: never a key of a service. */
export const TEST_KEY = Buffer.from('only-for-recorded-histories-1234').toString('base64');
export const HISTORIES = new URL('.', import.meta.url);

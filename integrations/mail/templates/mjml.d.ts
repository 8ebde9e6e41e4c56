/** mjml 5 ships no types: what we use of it. */
declare module 'mjml' {
  interface MjmlOptions {
    /** Web fonts to link; none here, no mail loads anything from outside. */
    readonly fonts?: Readonly<Record<string, string>>;
    readonly validationLevel?: 'strict' | 'soft' | 'skip';
  }
  export default function mjml(
    source: string,
    options?: MjmlOptions,
  ): Promise<{ readonly html: string; readonly errors: readonly unknown[] }>;
}

import { mailsAfter } from '../collect.ts';
import { identify, type Mail } from '../mailbox.ts';

/** What was delivered since the last look, participants and staff alike; of each mail only what a soak's checks read. */
export class Mailbox {
  readonly mails: Mail[] = [];
  readonly #web: string;

  constructor(web: string) {
    this.#web = web;
  }

  /** Gives how many there are. */
  async look(): Promise<number> {
    const more = await mailsAfter(this.#web, this.mails.at(-1)?.id ?? 0);
    this.mails.push(...more.map(withoutBulk));
    return this.mails.length;
  }

  /** What the links in the mails of whoever reads at this address say who they are by; null before their first mail. */
  async referenceOf(address: string): Promise<string | null> {
    await this.look();
    for (const mail of this.mails) {
      const own = identify(mail).kind === 'participant' && mail.envelope.to.includes(address) ? IN_LINKS.exec(mail.text)?.[0] : undefined;
      if (own !== undefined) return own;
    }
    return null;
  }
}

const IN_LINKS = /GC-\w{4}-\w{4}-\w{4}-\w{4}/u;

/** Thousands of mails stay in memory, and in one file. */
function withoutBulk(mail: Mail): Mail {
  const attachments = mail.attachments.filter(({ contentType }) => contentType.startsWith('text/calendar'));
  return { ...mail, html: null, headers: {}, attachments };
}

import { type Mail, type Postlane, smtpSend } from "@postlane/testkit";

type TestMail = Mail & { readonly id: string; readonly content: Buffer };

/** What a mail was answered: SMTP code or HTTP status, or 0 when the connection failed; and the words. */
interface Answer {
  readonly code: number;
  readonly text: string;
}

export interface Answered extends Answer {
  readonly id: string;
  /** From the connection to the answer. */
  readonly tookMs: number;
  /** After the start. */
  readonly atMs: number;
}

export interface SteadySender {
  readonly answers: readonly Answered[];
  /** Answers since a time of `performance.now()`. */
  since(time: number): readonly Answered[];
  /** Sends no more, waits for the answers that are due. @returns the ids that were acknowledged */
  stop(): Promise<readonly string[]>;
}

/** Hands one mail in. */
type HandIn = (mail: TestMail) => Promise<Answer>;

export function overSmtp({ smtp }: Postlane): HandIn {
  return async (mail) => (await smtpSend(smtp, mail)).reply;
}

/** The text is the problem document with its content type in front, as it came. */
export function overHttp({ apiUrl, adminToken }: Postlane): HandIn {
  return async ({ from, to, content }) => {
    const query = new URLSearchParams({ from });
    for (const address of to) query.append("to", address);
    const response = await fetch(`${apiUrl}/v1/messages?${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "message/rfc822" },
      body: content,
      signal: AbortSignal.timeout(10_000),
    });
    return { code: response.status, text: `${response.headers.get("content-type")} ${await response.text()}` };
  };
}

/** Hands in a mail every `everyMs`, each on a connection of its own, whether the one before was answered or not. */
export function sendSteadily(handIn: HandIn, make: () => TestMail, everyMs: number): SteadySender {
  const answers: Answered[] = [];
  const open = new Set<Promise<void>>();

  async function send(): Promise<void> {
    const mail = make();
    const startedAt = performance.now();
    const { code, text } = await handIn(mail).catch((error: Error) => ({ code: 0, text: error.message }));
    answers.push({ id: mail.id, code, text, tookMs: performance.now() - startedAt, atMs: startedAt });
  }
  const timer = setInterval(() => {
    const one = send().finally(() => open.delete(one));
    open.add(one);
  }, everyMs);

  return {
    answers,
    since: (time) => answers.filter(({ atMs }) => atMs >= time),
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      return answers.filter(({ code }) => code === 250 || code === 202).map(({ id }) => id);
    },
  };
}

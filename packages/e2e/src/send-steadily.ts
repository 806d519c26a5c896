import { type Mail, smtpSend, type SmtpTarget } from "@postlane/testkit";

export interface Answered {
  readonly id: string;
  /** SMTP code, or 0 when the connection failed. */
  readonly code: number;
  readonly text: string;
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

/** Sends a mail every `everyMs`, each on a connection of its own, whether the one before was answered or not. */
export function sendSteadily(
  target: SmtpTarget,
  make: () => Mail & { readonly id: string },
  everyMs: number,
): SteadySender {
  const answers: Answered[] = [];
  const open = new Set<Promise<void>>();

  async function send(): Promise<void> {
    const mail = make();
    const startedAt = performance.now();
    const { code, text } = await smtpSend(target, mail).then(
      ({ reply }) => reply,
      (error: Error) => ({ code: 0, text: error.message }),
    );
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
      return answers.filter(({ code }) => code === 250).map(({ id }) => id);
    },
  };
}

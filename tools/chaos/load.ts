import { type Mail, mailTo, openSmtp, smtpSend, type SmtpTarget } from "@postlane/testkit";
import type { Submitted } from "./audit.ts";
import { namesOf, NOBODY } from "./domains.ts";
import { pick, type Random } from "./random.ts";
import { SENDERS, type World } from "./world.ts";

export interface Load {
  readonly submitted: readonly Submitted[];
  /** Submissions that got no answer, or another than 250. */
  readonly turnedAway: () => number;
  /** No more mail; resolves when every submission has its answer or has lost its connection. */
  end(): Promise<void>;
}

/** Clients whose connection is cut in the middle of the content. */
const BREAK_OFF = 0.03;
/** Of the mail that fell to a domain with bursts. */
const PACED_SHARE = 0.2;
/** Of all mail. */
const QUIET_SHARE = 0.2;
/** Clients that wait for a stopped ingress pile up: so many at most. */
const MOST_OPEN = 200;

/** Hands mail in at a steady rate, now at one ingress, now at the other, each message on a connection of its own, none twice. */
export function startLoad(world: World, perSecond: number, random: Random): Load {
  const submitted: Submitted[] = [];
  const open = new Set<Promise<void>>();
  let turnedAway = 0;
  let users = 0;

  async function submit(): Promise<void> {
    const recipients = Array.from({ length: 1 + Math.floor(random() * 3) }, () => recipient(random, world, ++users));
    const mail = mailTo(recipients, { from: `sender${users}@${SENDERS}` });
    const door = pick(random, world.doors);
    if (random() < BREAK_OFF) return breakOff(door, mail, random);
    // Without an answer nobody knows whether it was taken, and nobody was promised anything.
    const sent = await smtpSend(door, mail).catch(() => undefined);
    const refused = new Set(sent?.refused.map(({ address }) => address));
    const promised = recipients.filter((address) => !refused.has(address));
    if (sent?.ok) submitted.push({ testId: mail.id, recipients: promised, messageId: sent.messageId! });
    else {
      turnedAway++;
      submitted.push({ testId: mail.id, recipients });
    }
  }

  const timer = setInterval(() => {
    if (open.size >= MOST_OPEN) return;
    const one: Promise<void> = submit().finally(() => open.delete(one));
    open.add(one);
  }, 1_000 / perSecond);

  return {
    submitted,
    turnedAway: () => turnedAway,
    async end() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

/** Half a submission: nothing of it may arrive anywhere. */
async function breakOff(door: SmtpTarget, mail: Mail & { readonly content: Buffer }, random: Random): Promise<void> {
  const client = await openSmtp(door).catch(() => undefined);
  if (!client) return;
  try {
    await client.command("EHLO client.test");
    await client.command(`MAIL FROM:<${mail.from}>`);
    for (const address of mail.to) await client.command(`RCPT TO:<${address}>`);
    await client.command("DATA");
    await client.write(mail.content.subarray(0, Math.floor(random() * mail.content.length)));
  } catch {
    // The ingress went first.
  } finally {
    client.destroy();
  }
}

function recipient(random: Random, { busy, quiet }: Pick<World, "busy" | "quiet">, n: number): string {
  let domain = pick(random, random() < QUIET_SHARE ? quiet : busy);
  // More than its pace allows would only wait.
  if (domain.maxContinuous > 0 && random() > PACED_SHARE) domain = busy[0]!;
  const name = pick(random, namesOf(domain));
  const local = name === "refuse.test" && random() < 0.2 ? NOBODY : "user";
  return `${local}${n}@${name}`;
}

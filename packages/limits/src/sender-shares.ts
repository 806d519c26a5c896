import type { QuotaLimits } from "./message-quota.ts";

/**
 * Who sent how much in the last minutes, by what this process took: when room gets short, who sends more than others is put off first.
 */
export interface SenderShares {
  /** Counts a message that was accepted. */
  note(sender: string, recipients: number): void;
  /**
   * Whether a sender has sent more than its share: more recipients than an equal part of all there were, a lone sender's part being one half.
   * A quota is a share of its own: who keeps to it, spread evenly over its time, is not over. Nor is who sends little.
   */
  isOver(sender: string, quota?: QuotaLimits): boolean;
}

interface Sent {
  messages: number;
  recipients: number;
}

const MINUTE_MS = 60_000;
/** The present minute and the five before it. */
const MINUTES = 6;
/** Recipients. */
const LITTLE = 20;

/** @param now Unix milliseconds */
export function createSenderShares(now: () => number): SenderShares {
  const senders = new Map<string, Sent>();
  const minutes: { readonly minute: number; readonly sent: Map<string, Sent> }[] = [];
  let total = 0;

  function add(to: Map<string, Sent>, sender: string, { messages, recipients }: Sent): void {
    const sent = to.get(sender) ?? { messages: 0, recipients: 0 };
    sent.messages += messages;
    sent.recipients += recipients;
    if (sent.messages === 0) to.delete(sender);
    else to.set(sender, sent);
  }

  /** Forgets the minutes that are over. */
  function present(): Map<string, Sent> {
    const minute = Math.floor(now() / MINUTE_MS);
    while (minutes.length > 0 && minutes[0]!.minute <= minute - MINUTES) {
      for (const [sender, { messages, recipients }] of minutes.shift()!.sent) {
        add(senders, sender, { messages: -messages, recipients: -recipients });
        total -= recipients;
      }
    }
    if (minutes.at(-1)?.minute !== minute) minutes.push({ minute, sent: new Map() });
    return minutes.at(-1)!.sent;
  }

  return {
    note(sender, recipients) {
      const sent = { messages: 1, recipients };
      add(present(), sender, sent);
      add(senders, sender, sent);
      total += recipients;
    },
    isOver(sender, quota) {
      present();
      const sent = senders.get(sender);
      if (!sent || sent.recipients <= LITTLE) return false;
      if (quota && sent.messages <= partOfQuota(quota)) return false;
      // The room that is left is for others, also while there are none.
      return sent.recipients > total / Math.max(2, senders.size);
    },
  };
}

/** Messages that a quota allows in the minutes counted here. */
function partOfQuota({ messagesPerHour, messagesPerDay }: QuotaLimits): number {
  const most = Math.min(messagesPerHour || Infinity, (messagesPerDay || Infinity) / 24);
  return most === Infinity ? 0 : Math.ceil((most * MINUTES) / 60);
}

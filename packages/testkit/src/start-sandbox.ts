import { firstOf, greylist } from "./receiver/scripts.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import type { Receiver, Script } from "./receiver/types.ts";
import { type DnsServer, startDnsServer } from "./start-dns-server.ts";

export interface Sandbox {
  readonly dns: DnsServer;
  readonly receiver: Receiver;
  stop(): Promise<void>;
}

/** Recipients for trying things out, by local part. */
const SPECIAL: Script = ({ step, recipient }) => {
  if (step !== "rcpt" || !recipient) return undefined;
  if (recipient.startsWith("reject@")) return "550 5.1.1 No such mailbox here (sandbox: reject@)";
  if (recipient.startsWith("defer@")) return "451 4.3.0 Not now (sandbox: defer@)";
  if (recipient.startsWith("slow@")) return { delayMs: 5_000 };
  return undefined;
};

/**
 * A small Internet on loopback: every domain has one MX, `mx.<domain>`, at 127.0.0.1, and its server takes all mail.
 * `greylist@` is refused for 10 s from the first try, `reject@` for good, `defer@` for now and for ever, `slow@` answers after 5 s.
 */
export async function startSandbox(options: { dnsPort?: number; smtpPort?: number } = {}): Promise<Sandbox> {
  const waitAtFirst = greylist(10_000);
  const receiver = await startReceiver({
    host: "127.0.0.1",
    port: options.smtpPort ?? 0,
    name: "sandbox.test",
    keep: "nothing",
    journalLimit: 1_000,
    tls: "starttls",
    script: firstOf(SPECIAL, (event) => (event.recipient?.startsWith("greylist@") ? waitAtFirst(event) : undefined)),
  });
  const dns = await startDnsServer({ port: options.dnsPort ?? 0 });
  dns.setFallback((name) =>
    name.startsWith("mx.") ? { a: ["127.0.0.1"] } : { mx: [{ preference: 10, exchange: `mx.${name}` }] },
  );
  return {
    dns,
    receiver,
    async stop() {
      await Promise.all([dns.stop(), receiver.stop()]);
    },
  };
}

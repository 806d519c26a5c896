import { mailTo, openSmtp, sendOn } from "@postlane/testkit";
import { expect, test } from "vitest";
import { arrivals, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const CLIENTS = 8;
const postlane = usePostlane({ rules: [quickRule()] });

test("ingress killed while it takes mail: what it acknowledged arrives, once; what it did not is not half there", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1");
  const acknowledged: string[] = [];
  const offered = new Set<string>();
  const client = async (): Promise<void> => {
    const smtp = await openSmtp(postlane().smtp);
    await smtp.command("EHLO client.test");
    for (;;) {
      const mail = mailTo("a@b.test", { bytes: 3_000 });
      offered.add(mail.id);
      const sent = await sendOn(smtp, mail);
      if (sent.ok) acknowledged.push(mail.id);
    }
  };
  const clients = Array.from({ length: CLIENTS }, () => client().catch(() => {}));
  await waitUntil("300 mails are acknowledged", () => acknowledged.length >= 300);
  postlane().ingress.kill("SIGKILL");
  await Promise.all(clients);
  await postlane().restartIngress();
  const last = mailTo("a@b.test");
  await postlane().send(last);
  await waitUntil(
    "all have arrived",
    () => {
      const there = arrivals(sink);
      return [...acknowledged, last.id].every((id) => there.has(id));
    },
    60_000,
  );
  await sleep(1_000);
  const there = arrivals(sink);
  expect([...there.values()].every((count) => count === 1)).toBe(true);
  // A client whose 250 was lost on the way may see its mail arrive: at most one for each connection.
  const extra = [...there.keys()].filter((id) => id !== last.id && !acknowledged.includes(id));
  expect(extra.every((id) => offered.has(id))).toBe(true);
  expect(extra.length).toBeLessThanOrEqual(CLIENTS);
});

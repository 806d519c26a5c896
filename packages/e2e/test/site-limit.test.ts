import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 2 })], workers: 2 });

test("domains with the same MX hosts share one connection limit, and each gets its turn", async () => {
  const { dns } = postlane();
  const mx = [
    { preference: 10, exchange: "mx1.host.test" },
    { preference: 10, exchange: "mx2.host.test" },
  ];
  for (const exchange of mx) dns.set(exchange.exchange, { a: ["127.0.1.1"] });
  const domains = ["one.test", "two.test", "three.test"];
  for (const domain of domains) dns.set(domain, { mx: domain === "two.test" ? mx.toReversed() : mx });
  const sink = await postlane().receiver({ host: "127.0.1.1", script: answerAt("data-end", { delayMs: 30 }) });
  const mails = Array.from({ length: 120 }, (_, i) => mailTo(`a@${domains[Math.floor(i / 40)]}`));
  await postlane().sendAll(mails);
  await sink.waitForAccepted(120);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  expect(sink.journal.totals.maxOpen).toBe(2);
});

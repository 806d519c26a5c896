import { mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

// A domain whose DNS leads back to us (RFC 5321 sections 5.1 and 6.3): whoever writes it could make a message go round, a copy of its trace
// and a delivery each time, until its hops are counted out.

const postlane = usePostlane({ workers: 0, rules: [quickRule()] });

test.each([
  ["on this machine, known by its address", {}, "loops: its best MX is this server itself"],
  ["elsewhere, known by its greeting", { POSTLANE_SMTP_LISTEN: "127.0.0.1:2525" }, "this is our own server"],
])("the ingress is %s: bounced at once (RFC 5321 section 6.3)", async (_where, env, why) => {
  const { dns, smtp } = postlane();
  dns.set("loop.test", { mx: [{ preference: 5, exchange: "other-name.test" }] });
  dns.set("other-name.test", { a: [smtp.host] });
  const worker = await postlane().addWorker({ POSTLANE_DIRECT_PORT: String(smtp.port), ...env });
  const { messageId } = await postlane().send({ ...mailTo("a@loop.test"), from: "" });
  const records = await finishedRecords(postlane(), messageId);
  expect(outline(records)).toEqual(["received", expect.stringMatching(/^bounced \S+ 5\.4\.6$/)]);
  expect(records[1]!.detail).toContain(why);
  await worker.stop();
});

import { answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { quickRule, usePostlane } from "../src/index.ts";

const SECRET = "the-words-of-the-mail-itself";

const postlane = usePostlane({ rules: [quickRule()], api: true, env: { POSTLANE_LOG_LEVEL: "trace" } });

test("the content of mail stands in no log, whatever the level, also when it is refused and tried again", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    script: times(1, answerAt("data-end", "451 4.3.0 Later")),
  });
  await postlane().send(mailTo("a@b.test", { body: `${SECRET}\r\n` }));
  const { status } = await postlane().callApi("POST", "/v1/messages", {
    from: "me@c.test",
    to: ["a@b.test"],
    subject: "x",
    text: SECRET,
  });
  expect(status).toBe(202);
  await sink.waitForAccepted(2);
  await expect.poll(() => postlane().logs(5_000)).toContain("b.test");
  const logs = postlane().logs(5_000);
  expect(logs).not.toContain(SECRET);
});

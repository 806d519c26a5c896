import { findPostgres, freePort, mailTo, type PostgresServer, startPostgres } from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { expectArchived, expectEachOnce, quickRule, usePostlane, waitUntil } from "../src/index.ts";

type Lab = ReturnType<ReturnType<typeof usePostlane>>;

/** Sends ten mails and sees them arrive at the usual speed. @returns their message ids */
async function tenMails(postlane: Lab, domain: string, host: string): Promise<(string | undefined)[]> {
  const sink = await postlane.domain(domain, host);
  const mails = Array.from({ length: 10 }, () => mailTo(`a@${domain}`));
  const started = Date.now();
  const sent = await postlane.sendAll(mails);
  await sink.waitForAccepted(10);
  expect(Date.now() - started).toBeLessThan(3_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  return sent.map((one) => one.messageId);
}

describe("no database at all", () => {
  const postlane = usePostlane(async () => ({
    rules: [quickRule()],
    api: true,
    env: { DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none` },
  }));

  test("mail is accepted and delivered; its records wait and are archived when there is one", async () => {
    const ids = await tenMails(postlane(), "b.test", "127.0.1.1");
    const ready = await postlane().callApi("GET", "/readyz");
    expect(ready).toMatchObject({ status: 503, body: { checks: { redis: { ok: true }, archive: { ok: false } } } });
    await waitUntil("its records wait", async () => (await postlane().records()).length >= 20);
    expect(await postlane().api!.stop()).toBe(0);
    await postlane().start("api", { DATABASE_URL: "" });
    await expectArchived(postlane(), ids);
  });
});

describe.runIf(findPostgres())("PostgreSQL dies and comes back", () => {
  let postgres: PostgresServer | undefined;
  const postlane = usePostlane(async () => {
    await postgres?.stop();
    postgres = await startPostgres();
    return { rules: [quickRule()], api: true, env: { DATABASE_URL: postgres.url } };
  });
  afterAll(() => postgres?.stop());

  test("mail goes on meanwhile, and nothing is missing from the log afterwards", async () => {
    await expectArchived(postlane(), await tenMails(postlane(), "b.test", "127.0.1.1"));
    await postgres!.kill();
    const ids = await tenMails(postlane(), "c.test", "127.0.1.2");
    await postgres!.start();
    await expectArchived(postlane(), ids);
  });
});

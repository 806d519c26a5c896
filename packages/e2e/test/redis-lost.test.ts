import { once } from "node:events";
import { connect } from "node:net";
import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  // None is under way when Redis is emptied, and however long it takes, none has used its attempts up by then.
  rules: [quickRule(), quickRule({ domain: "down.test", failureDelaySeconds: 600 })],
  workers: 1,
  api: true,
  env: { POSTLANE_DURABILITY: "spool" },
});

interface Recovery {
  readonly state: string;
  readonly recovered: number;
  readonly known: number;
  readonly finished: number;
  readonly looked_at: number;
}

async function recover(dryRun: boolean): Promise<Recovery> {
  const begun = await postlane().callApi("POST", "/v1/recovery", { dry_run: dryRun });
  expect(begun.status).toBe(202);
  let run: Recovery | undefined;
  await waitUntil(
    "the recovery has ended",
    async () => {
      run = (await postlane().callApi("GET", "/v1/recovery")).body as Recovery;
      return run.state !== "running";
    },
    90_000,
  );
  return run!;
}

async function flushAll(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.write("FLUSHALL\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toBe("+OK\r\n");
  socket.destroy();
}

test("Redis emptied: what was accepted and not yet delivered is queued again from the spool, the rest is not", async () => {
  const up = await postlane().domain("up.test", "127.0.1.1");
  const down = await postlane().domain("down.test", "127.0.1.2", { script: answerAt("mail", "450 4.3.0 Not yet") });
  const both = Array.from({ length: 8 }, () => mailTo(["a@up.test", "a@down.test"]));
  const late = Array.from({ length: 8 }, () => mailTo("b@down.test"));
  const done = Array.from({ length: 8 }, () => mailTo("b@up.test"));
  await postlane().sendAll([...both, ...late, ...done]);
  await up.waitForAccepted(16);
  await waitUntil("the log has the deliveries", async () => {
    const { body } = await postlane().callApi("GET", "/v1/messages?outcome=delivered&domain=up.test");
    return (body as { items: unknown[] }).items.length === 16;
  });

  await postlane().waitForRecords((records) => records.filter(({ kind }) => kind === "deferred").length >= 16);
  await expect
    .poll(async () => (await postlane().callApi("GET", "/v1/lanes/direct:down.test")).body)
    .toMatchObject({ delayed: 16, active: 0 });

  await flushAll(postlane().redis.port);
  down.setScript(undefined);
  expect(await recover(true)).toMatchObject({ state: "done", recovered: 16, known: 0 });
  expect(down.accepted()).toHaveLength(0);
  expect(await recover(false)).toMatchObject({ state: "done", recovered: 16, known: 0 });
  await down.waitForAccepted(16);
  expectEachOnce(
    [...both, ...late].map((mail) => mail.id),
    down,
  );
  expectEachOnce(
    [...both, ...done].map((mail) => mail.id),
    up,
  );
  await waitUntil("nothing is left in the spool", async () => (await recover(true)).looked_at === 0);
});

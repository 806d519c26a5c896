import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, runCli, spawnCli, tellRedis, usePostlane, waitUntil } from "../src/index.ts";

const MAILS = 1_000;
const postlane = usePostlane({
  // However long the recovery takes, none may use its attempts up meanwhile.
  rules: [quickRule({ maxConnections: 8, directAttempts: 1_000 })],
  workers: 1,
  api: true,
  env: { POSTLANE_DURABILITY: "spool" },
});

interface Run {
  readonly state: string;
  readonly recovered: number;
  readonly known: number;
  readonly finished: number;
}

test("the api killed in the middle of a recovery, which is begun again while mail flows: all arrives, once", async () => {
  const down = await postlane().domain("down.test", "127.0.1.2", { script: answerAt("mail", "450 4.3.0 Not yet") });
  const up = await postlane().domain("up.test", "127.0.1.1");
  const lost = Array.from({ length: MAILS }, () => mailTo("a@down.test"));
  expect((await postlane().sendAll(lost, { connections: 16 })).every(({ ok }) => ok)).toBe(true);
  await tellRedis(postlane().redis.port, "FLUSHALL");

  const command = spawnCli(postlane(), ["recover"]);
  const recovered = async (): Promise<number> =>
    ((await postlane().callApi("GET", "/v1/recovery")).body as Run).recovered ?? 0;
  await waitUntil("some are recovered", async () => (await recovered()) > 50, 90_000);
  postlane().api!.kill("SIGKILL");
  await postlane().api!.exited;
  command.kill("SIGKILL");
  await postlane().start("api");

  down.setScript(undefined);
  const flowing = Array.from({ length: 300 }, () => mailTo("a@up.test"));
  const sent = postlane().sendAll(flowing, { connections: 2 });
  let run: Run | undefined;
  await waitUntil(
    "it may be begun again",
    async () => {
      const { code, stdout } = await runCli(postlane(), ["recover", "--json"], { timeoutMs: 90_000 });
      if (code === 0) run = JSON.parse(stdout) as Run;
      return run !== undefined;
    },
    200_000,
  );
  expect(run).toMatchObject({ state: "done" });
  await sent;
  await down.waitForAccepted(MAILS, 120_000);
  await up.waitForAccepted(flowing.length);
  expectEachOnce(
    lost.map(({ id }) => id),
    down,
  );
  expectEachOnce(
    flowing.map(({ id }) => id),
    up,
  );
}, 400_000);

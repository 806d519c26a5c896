import { answerAt, findPostgres, mailTo, startPostgres, times } from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { quickRule, usePostlane, waitUntil } from "../src/index.ts";

/** What the manifests in deploy/k8s give: terminationGracePeriodSeconds. */
const GRACE_MS = { ingress: 40_000, worker: 60_000, api: 30_000 };
type Lab = ReturnType<ReturnType<typeof usePostlane>>;

/** Every service ends by itself within its grace, and says so. */
async function expectAllStop(postlane: Lab): Promise<void> {
  const { ingress, workers, api } = postlane;
  const stopped = await Promise.all(
    [ingress, ...workers, api!].map(async (service) => {
      const startedAt = performance.now();
      const how = await service.stop(GRACE_MS[service.name as keyof typeof GRACE_MS]);
      const told = service.lines.some((line) => line.includes('"msg":"stopped"'));
      return { name: service.name, how, told, tookMs: Math.round(performance.now() - startedAt) };
    }),
  );
  expect(stopped.filter(({ how, told }) => how !== 0 || !told)).toEqual([]);
}

describe.each(["away", "silent"])("SIGTERM while Redis is %s", (kind) => {
  const postlane = usePostlane({ rules: [quickRule()], api: true });

  test("every service ends within its grace, also one that waits for an answer to its final dot", async () => {
    const sink = await postlane().domain("b.test", "127.0.1.1", {
      script: times(1, answerAt("data-end", { delayMs: 3_000 })),
    });
    await postlane().sendAll([mailTo("a@b.test"), mailTo("b@b.test")]);
    await waitUntil("content is there", () => sink.journal.transactions.some(({ complete }) => complete));
    const { redis } = postlane();
    if (kind === "away") await redis.kill();
    else process.kill(redis.pid, "SIGSTOP");
    try {
      await expectAllStop(postlane());
    } finally {
      if (kind === "silent") process.kill(redis.pid, "SIGCONT");
    }
  });
});

describe.runIf(findPostgres())("SIGTERM while PostgreSQL is away", () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  afterAll(() => postgres?.stop());
  const postlane = usePostlane(async () => {
    await postgres?.stop();
    postgres = await startPostgres();
    return { rules: [quickRule()], api: true, env: { DATABASE_URL: postgres.url } };
  });

  test("every service ends within its grace", async () => {
    await postlane().domain("b.test", "127.0.1.1");
    await postlane().send(mailTo("a@b.test"));
    await postgres.kill();
    await postlane().send(mailTo("a@b.test"));
    await expectAllStop(postlane());
  });
});

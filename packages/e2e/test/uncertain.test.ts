import { answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, quickRule, runCli, usePostlane, waitUntil } from "../src/index.ts";

const POLICIES = ["retry", "hold", "assume-delivered"] as const;
const postlane = usePostlane({
  rules: [quickRule(), ...POLICIES.map((uncertain) => quickRule({ domain: `${uncertain}.test`, uncertain }))],
  workers: 0,
  api: true,
});

test("a worker killed between the final dot and the answer: each policy is kept, counted, and found by people", async () => {
  const sinks = await Promise.all(
    POLICIES.map((policy, n) =>
      postlane().domain(`${policy}.test`, `127.0.1.${n + 1}`, {
        script: times(1, answerAt("data-end", { hang: true })),
      }),
    ),
  );
  await postlane().domain("plain.test", "127.0.1.9");
  const victim = await postlane().addWorker();
  const sent = await postlane().sendAll(POLICIES.map((policy) => mailTo(`a@${policy}.test`)));
  const other = await postlane().send(mailTo("a@plain.test"));
  // Known to have been delivered before the worker dies.
  await finishedRecords(postlane(), other.messageId);
  await waitUntil("all contents are there", () =>
    sinks.every(({ journal }) => journal.transactions.some(({ complete }) => complete)),
  );
  victim.kill("SIGKILL");
  await victim.exited;
  const next = await postlane().addWorker();

  const ids = sent.map(({ messageId }) => messageId!);
  const ends = await Promise.all(ids.map((id) => finishedRecords(postlane(), id, 1, 60_000)));
  expect(ends.map((records) => records.at(-1))).toMatchObject([
    { kind: "delivered", attempt: 2 },
    { kind: "held", uncertain: true },
    { kind: "delivered", attempt: 1, uncertain: true },
  ]);
  expect(sinks.map(({ journal }) => journal.transactions.length)).toEqual([2, 1, 1]);

  const counted = async (): Promise<number> => {
    const metrics = await (await fetch(`http://${next.ready["health"] as string}/metrics`)).text();
    const counts = [...metrics.matchAll(/^postlane_uncertain_total(?:\{[^}]*\})? (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  await expect.poll(counted).toBe(3);
  const found = async (): Promise<string[]> => {
    const { body } = await postlane().callApi("GET", "/v1/messages?uncertain=true");
    return (body as { items: { id: string }[] }).items.map(({ id }) => id).sort();
  };
  await waitUntil("the log has them", async () => (await found()).length === 3);
  expect(await found()).toEqual([...ids].sort());
  const { code, stdout } = await runCli(postlane(), ["messages", "find", "--uncertain", "--json"]);
  expect(code).toBe(0);
  expect(ids.every((id) => stdout.includes(id))).toBe(true);
});

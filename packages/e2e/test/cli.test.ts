import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answerAt, mailTo } from "@postlane/testkit";
import { describe, expect, test } from "vitest";
import { finishedRecords, quickRule, runCli, spawnCli, usePostlane } from "../src/index.ts";

// What is put off stays so, however long the commands take: it is not tried again and again until its attempts are used up.
const options = { api: true, rules: [quickRule({ failureDelaySeconds: 600 })] };
const postlane = usePostlane(options, async (fresh) => {
  await fresh.domain("a.test", "127.0.2.1", {
    script: (event) =>
      event.recipient?.startsWith("gone") ? answerAt("rcpt", "550 5.1.1 No such mailbox")(event) : undefined,
  });
  await fresh.domain("busy.test", "127.0.2.2", { script: answerAt("rcpt", "451 4.3.0 Not now") });
});
const cli = (args: readonly string[], options = {}) => runCli(postlane(), args, options);
const json = async (args: readonly string[], options = {}) => {
  const { code, stdout, stderr } = await cli([...args, "--json"], options);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};
const UNKNOWN = "01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10";

describe("sending", () => {
  test("a composed mail is sent, followed to its end, found, shown and traced", async () => {
    const sent = await cli(
      ["send", "--from", "me@c.test", "--to", "ann@a.test", "--subject", "from the command", "--follow"],
      {
        stdin: "Hello.\n",
      },
    );
    expect(sent.code).toBe(0);
    expect(sent.stdout.trim().split("\n")).toHaveLength(2);
    expect(sent.stdout).toMatch(/received .*“from the command”\n.*delivered .*to ann@a\.test/);
    // The archive is a moment behind.
    const find = async () => (await json(["messages", "find", "--recipient", "ann@a.test"])).items[0];
    await expect
      .poll(find)
      .toMatchObject({ sender: "me@c.test", subject: "from the command", states: { delivered: 1 } });
    const { id } = await find();
    const shown = await cli(["messages", "show", id]);
    expect(shown.stdout).toMatch(/ann@a\.test +delivered +1 +direct:a\.test +250 2\.0\.0/);
    const traced = await cli(["messages", "trace", id]);
    expect(traced.stdout).toMatch(/attempt 1: delivered .* by mx\.a\.test \[127\.0\.2\.1\]/);
    expect(traced.stdout).toMatch(/rcpt +\d+ +RCPT TO:<ann@a\.test> +250/);
  });

  test("a recipient who does not get it makes it end with 1", async () => {
    const sent = await cli([
      "send",
      "--from",
      "me@c.test",
      "--to",
      "gone@a.test",
      "--text",
      "hi",
      "--follow",
      "--json",
    ]);
    expect(sent.code).toBe(1);
    const kinds = sent.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).kind);
    expect(kinds).toEqual(["received", "bounced"]);
  });

  test("a message goes out as it is, from a file; attachments and headers with a composed one", async () => {
    const file = join(postlane().dataDir, "mail.eml");
    await writeFile(file, "Subject: as it is\r\nX-Odd:   spaces\r\n\r\nbody\r\n");
    const { message_id } = await json([
      "send",
      "--raw",
      file,
      "--from",
      "",
      "--to",
      "a@busy.test",
      "--to",
      "b@busy.test",
    ]);
    const raw = await cli(["messages", "raw", message_id]);
    expect(raw.stdout).toMatch(/X-Odd: {3}spaces\r\n\r\nbody\r\n$/);
    const args = [
      "send",
      "--from",
      "me@c.test",
      "--to",
      "a@busy.test",
      "--text",
      "t",
      "--attach",
      file,
      "--header",
      "X-Order: 4711",
    ];
    const composed = await json(args);
    const output = join(postlane().dataDir, "copy.eml");
    await cli(["messages", "raw", composed.message_id, "--output", output]);
    expect(await readFile(output, "utf8")).toMatch(/X-Order: 4711[^]*filename=mail\.eml/);
  });
});

describe("following", () => {
  test("records are told as they happen, one JSON document a line", async () => {
    const child = spawnCli(postlane(), ["messages", "follow", "--domain", "a.test", "--json"]);
    let told = "";
    child.stdout!.on("data", (chunk: Buffer) => (told += chunk.toString()));
    // The feed stands when a mail is told; from then on each one is, from the start.
    await expect
      .poll(
        () =>
          postlane()
            .send(mailTo("early@a.test"))
            .then(() => told),
        { timeout: 40_000 },
      )
      .toContain("early@a.test");
    const sent = await postlane().send(mailTo("live@a.test"));
    await finishedRecords(postlane(), sent.messageId);
    // The last line may not have come whole.
    const lines = () => told.split("\n").slice(0, -1);
    const mine = () => lines().filter((line) => line.includes(sent.messageId!));
    await expect.poll(() => mine().length).toBe(2);
    child.kill("SIGINT");
    expect(mine().map((line) => JSON.parse(line))).toMatchObject([{ kind: "received" }, { kind: "delivered" }]);
  });
});

describe("looking", () => {
  test("status tells who works; lanes tell what waits", async () => {
    const status = await json(["status"]);
    expect(status).toMatchObject({ status: "ready", checks: { redis: { ok: true } } });
    expect(status.workers).toHaveLength(1);
    expect((await cli(["status"])).stdout).toMatch(/ready\n[^]*1 alive[^]*queue +has room/);
    await postlane().send(mailTo("x@busy.test"));
    await expect.poll(async () => (await cli(["lanes", "--waiting"])).stdout).toMatch(/^direct:busy\.test/m);
    expect((await json(["lanes"])).items.map(({ lane }: { lane: string }) => lane)).toContain("direct:busy.test");
    expect((await cli(["lanes", "show", "direct:busy.test"])).stdout).toMatch(/^lane +direct:busy\.test\nrule +\*/);
  });

  test("a search pages as far as it was asked to", async () => {
    await postlane().sendAll(Array.from({ length: 5 }, (_, n) => mailTo(`page${n}@a.test`, { from: "pager@c.test" })));
    await expect.poll(async () => (await json(["messages", "find", "--sender", "pager@c.test"])).items.length).toBe(5);
    const first = await json(["messages", "find", "--sender", "pager@c.test", "--limit", "2", "--counts"]);
    expect([first.items.length, first.counts.messages]).toEqual([2, 5]);
    const rest = await json(["messages", "find", "--sender", "pager@c.test", "--cursor", first.next_cursor]);
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(5);
    expect((await cli(["messages", "find", "--sender", "pager@c.test", "--limit", "2"])).stderr).toContain(
      `--cursor ${first.next_cursor}`,
    );
  });

  test("whoever has seen enough closes the pipe, and nothing is said", async () => {
    const child = spawnCli(postlane(), ["messages", "find", "--json"]);
    child.stdout!.destroy();
    let complaints = "";
    child.stderr!.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, complaints]).toEqual([0, ""]);
  });
});

describe("settings", () => {
  test("an entry is added, changed, removed; the history goes back", async () => {
    const path = "domain-rules/cli.test";
    expect(await json(["settings", "set", path, "maxConnections=2"])).toEqual({
      domain: "cli.test",
      maxConnections: 2,
    });
    expect(await json(["settings", "set", path, "maxContinuous=7"])).toMatchObject({
      maxConnections: 2,
      maxContinuous: 7,
    });
    const { items } = await json(["settings", "history"]);
    const diff = await cli(["settings", "diff", String(items[1].version)]);
    expect(diff.stdout).toContain("/domainRules/cli.test/maxContinuous");
    expect((await cli(["settings", "rollback", String(items[1].version)])).code).toBe(2);
    expect((await cli(["settings", "rollback", String(items[1].version), "--yes"])).code).toBe(0);
    expect(await json(["settings", "get", path])).toEqual({ domain: "cli.test", maxConnections: 2 });
    expect((await cli(["settings", "remove", path, "--yes"])).code).toBe(0);
    expect((await cli(["settings", "get", path])).code).toBe(3);
  });

  test("what was exported can be changed and imported; a dry run changes nothing", async () => {
    const file = join(postlane().dataDir, "exported.yaml");
    expect((await cli(["settings", "export", file])).code).toBe(0);
    const yaml = await readFile(file, "utf8");
    await writeFile(file, yaml.replace(/maxRecipients: \d+/, "maxRecipients: 77"));
    expect((await cli(["settings", "import", file, "--dry-run"])).stdout).toMatch(
      /~ \/general\/maxRecipients \d+ → 77/,
    );
    expect((await json(["settings", "get", "general"])).maxRecipients).not.toBe(77);
    expect((await cli(["settings", "import", file, "--yes"])).stdout).toBe("1 changes made\n");
    expect((await json(["settings", "get", "general"])).maxRecipients).toBe(77);
    expect((await cli(["settings", "import", "-", "--yes"], { stdin: yaml })).code).toBe(0);
  });
});

describe("steering", () => {
  const waiting = async (): Promise<string> => {
    const { message_id } = await json(["send", "--from", "me@c.test", "--to", "x@busy.test", "--text", "t"]);
    await expect.poll(async () => (await json(["messages", "show", message_id])).recipients[0]?.state).toBe("deferred");
    return message_id;
  };

  test("a message is shown with what holds it, held, released and cancelled; the audit log names it all", async () => {
    const id = await waiting();
    expect((await cli(["messages", "show", id])).stdout).toMatch(
      /Why it waits\nx@busy\.test on direct:busy\.test\n[^]*set by domainRules\/\*/,
    );
    expect((await json(["hold", id, "--dry-run"])).deliveries[0].result).toBe("done");
    expect((await json(["hold", id, "--reason", "look first"])).dry_run).toBe(false);
    const state = async () => (await json(["messages", "show", id])).recipients[0].state;
    await expect.poll(state).toBe("held");
    expect((await cli(["release", id])).code).toBe(0);
    expect((await cli(["cancel", id, "--reason", "never mind"])).code).toBe(0);
    // Released it is tried at once, and what is being sent ends after its attempt.
    await expect.poll(state).toBe("cancelled");
    expect((await cli(["cancel", id])).code).not.toBe(0);
    await expect
      .poll(async () => (await cli(["audit", "--target", id])).stdout)
      .toMatch(/messages\.cancel[^]*messages\.hold/);
  });

  test("what concerns many is counted first, and done with --yes only when nobody can be asked", async () => {
    await waiting();
    const lane = ["--lane", "direct:busy.test"];
    expect(await json(["cancel", ...lane, "--dry-run"])).toMatchObject({
      state: "finished",
      dry_run: true,
      not_possible: 0,
    });
    expect((await cli(["cancel", ...lane])).stderr).toMatch(/Go on\?[^]*--yes/);
    expect((await json(["lanes", "show", "direct:busy.test"])).delayed).toBeGreaterThan(0);
    expect((await json(["cancel", ...lane, "--yes"])).done).toBeGreaterThan(0);
    // What was being sent just then ends after its attempt.
    await expect.poll(async () => (await cli(["cancel", ...lane, "--yes"])).code).toBe(3);
    expect((await cli(["cancel", ...lane, "--sender", "me@c.test", "--yes"])).code).toBe(2);
  });

  test("a domain is suspended with a reason and an end, and resumed", async () => {
    expect((await cli(["suspend", "a.test", "--reason", "too fast", "--until", "1h"])).stdout).toContain("(in 1 h");
    expect((await cli(["suspensions"])).stdout).toMatch(/domain:a\.test .* too fast$/m);
    expect((await cli(["resume", "a.test"])).code).toBe(0);
    expect((await cli(["resume", "a.test"])).code).toBe(3);
    expect((await cli(["suspend", "all", "--reason", "x"])).code).toBe(2);
  });

  test("a suppressed recipient gets no mail", async () => {
    const list = "address,reason\nnever@a.test,asked\nnonsense,\n";
    const imported = await cli(["suppressions", "import", "-", "--format", "csv", "--json"], { stdin: list });
    expect([imported.code, JSON.parse(imported.stdout)]).toMatchObject([1, { added: 1, refused: 1 }]);
    const sent = await cli(["send", "--from", "me@c.test", "--to", "never@a.test", "--text", "t", "--follow"]);
    expect([sent.code, sent.stdout]).toEqual([1, expect.stringContaining("suppressed")]);
    expect((await cli(["suppressions", "remove", "never@a.test"])).code).toBe(0);
    expect((await cli(["suppressions", "show", "never@a.test"])).code).toBe(3);
  });

  test("webhooks and sealed secrets are looked at", async () => {
    await json(["settings", "set", "webhooks/shop", "url=https://shop.test/mail"]);
    expect((await cli(["webhooks", "test", "shop"])).code).toBe(1);
    expect((await cli(["webhooks", "disable", "shop"])).stdout).toBe("off\n");
    expect((await cli(["webhooks"])).stdout).toMatch(/^shop +off/m);
    expect((await json(["webhooks", "rotate-secret", "shop"])).secret).toMatch(/^whsec_/);
    expect((await json(["secrets"])).keys).toMatchObject([{ use: "seals" }]);
    expect((await cli(["secrets", "rotate"])).code).toBe(0);
  });
});

describe("tokens", () => {
  test("one is made, may do what its scope says, gets a new secret, and is revoked", async () => {
    const { token } = await json(["token", "create", "looker", "--scope", "viewer", "--expires", "1d"]);
    const asLooker = (secret: string, args: readonly string[]) => cli(args, { env: { POSTLANE_TOKEN: secret } });
    expect((await asLooker(token, ["whoami"])).stdout).toMatch(/scope +viewer/);
    expect((await asLooker(token, ["lanes"])).code).toBe(0);
    const refused = await asLooker(token, ["settings", "set", "general", "maxRecipients=5"]);
    expect([refused.code, refused.stdout]).toEqual([4, ""]);
    const listed = await cli(["token", "list"]);
    expect(listed.stdout).toMatch(/^looker +viewer +active/m);
    expect(listed.stdout + (await cli(["token", "show", "looker"])).stdout).not.toContain(token);
    const rotated = await json(["token", "rotate", "looker"]);
    expect((await asLooker(token, ["lanes"])).code).toBe(4);
    expect((await asLooker(rotated.token, ["lanes"])).code).toBe(0);
    expect((await cli(["token", "revoke", "looker"])).code).toBe(2);
    expect((await cli(["token", "revoke", "looker", "--yes"])).stdout).toBe("revoked\n");
    expect((await asLooker(rotated.token, ["lanes"])).code).toBe(4);
    expect((await cli(["token", "show", "nobody"])).code).toBe(3);
  });
});

describe("what goes wrong is told as a sentence, and by the exit code", () => {
  test.each([
    ["an unknown command", ["lane"], 2, /unknown command 'lane'\n\(Did you mean lanes\?\)/],
    ["an unknown option", ["lanes", "--wide"], 2, /unknown option '--wide'/],
    ["a bad value", ["messages", "find", "--code", "99"], 2, /whole number from 200 to 599/],
    [
      "a field the api refuses",
      ["settings", "set", "general", "maxRecipients=0"],
      2,
      /\/maxRecipients: Write a whole number from 1/,
    ],
    [
      "an address without a domain",
      ["send", "--from", "x", "--to", "a@a.test", "--text", "t"],
      2,
      /\/from: Write an address/,
    ],
    ["an id that is none", ["messages", "show", "42"], 2, /id: Write a message id/],
    ["an unknown message", ["messages", "show", UNKNOWN], 3, /No message/],
    ["an unknown lane", ["lanes", "show", "direct:never.test"], 3, /No mail/],
    ["a wrong token", ["--token", "wrong-token-of-a-test", "lanes"], 4, /Give a token/],
    ["nobody there", ["--url", "http://127.0.0.1:9", "lanes"], 5, /cannot be reached[^]*npm start/],
    ["a file that is not there", ["settings", "import", "/none.yaml"], 2, /cannot be read/],
  ])("%s", async (_what, args, code, message) => {
    const result = await cli(args);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/ at .*\.ts/);
  });

  test("with --json the problem itself is told, on standard error", async () => {
    const { code, stdout, stderr } = await cli(["messages", "show", UNKNOWN, "--json"]);
    expect([code, stdout, JSON.parse(stderr).code]).toEqual([3, "", "not_found"]);
  });

  test("the same key for another mail is a conflict", async () => {
    const send = (text: string) =>
      cli(["send", "--from", "me@c.test", "--to", "k@a.test", "--text", text, "--idempotency-key", "cli-key"]);
    expect((await send("one")).code).toBe(0);
    expect((await send("one")).code).toBe(0);
    expect((await send("two")).code).toBe(6);
  });
});

describe("colours", () => {
  const ESCAPE = "\x1b[";
  test.each([
    ["in a pipe: none", { terminal: false }, false],
    ["on a terminal: colours", { terminal: true }, true],
    ["on a terminal with NO_COLOR: none", { terminal: true, env: { NO_COLOR: "1" } }, false],
    ["in a pipe with FORCE_COLOR: colours", { terminal: false, env: { FORCE_COLOR: "1" } }, true],
  ])("%s", async (_what, options, coloured) => {
    const { code, stdout } = await cli(["status"], options);
    expect(code).toBe(0);
    expect(stdout.includes(ESCAPE)).toBe(coloured);
  });

  test("--no-color wins; JSON never has any", async () => {
    expect((await cli(["status", "--no-color"], { terminal: true })).stdout).not.toContain(ESCAPE);
    expect(JSON.parse((await cli(["status", "--json"], { terminal: true })).stdout)).toMatchObject({ status: "ready" });
  });
});

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  answerAt,
  dumpRedis,
  findPostgres,
  freePort,
  type HttpEndpoint,
  mailTo,
  openSmtp,
  type PostgresServer,
  type Receiver,
  REPOSITORY,
  startHttpEndpoint,
  startPostgres,
  startReceiver,
  startService,
} from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import {
  dumpDatabase,
  findSecrets,
  finishedRecords,
  quickRule,
  runCli,
  sleep,
  tellRedis,
  usePostlane,
  waitUntil,
} from "../src/index.ts";

const canary = (name: string): string => `Canary-${name}-${randomBytes(9).toString("hex")}`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const key = randomBytes(32);
const keyBefore = randomBytes(32);
const pem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const dkim = pem();

/** Everything secret that goes in, by what it is. */
const secrets: Record<string, string> = {
  "the password of a relay": canary("relay"),
  "the password of a relay that repeats it": canary("echo"),
  "the password of a relay before": canary("relay-before"),
  "the password of a login": canary("login"),
  "a password typed wrong": canary("typo"),
  "a password typed as a command": canary("command"),
  "the secret of a webhook": `whsec_${randomBytes(32).toString("base64")}`,
  "the header of a webhook": canary("header"),
  "a DKIM key": dkim.split("\n")[1]!,
  "a wrong bearer token": canary("bearer"),
  "a token in an address": canary("query"),
  "a wrong token at the console": canary("console"),
  "a password in JSON that is broken": canary("broken"),
  "a password of the wrong type": canary("type"),
  "a password beside a mistake": canary("beside"),
  "a password in a preview": canary("preview"),
  "the metrics token": canary("metrics"),
  "the key that seals": key.toString("hex"),
  "the key that seals, as bytes": key.toString("base64"),
  "the key before": keyBefore.toString("hex"),
};

let good: Receiver;
let echo: Receiver;
let endpoint: HttpEndpoint;
let postgres: PostgresServer | undefined;
const postlane = usePostlane(async () => {
  const password = secrets["the password of a relay"]!;
  const repeated = secrets["the password of a relay that repeats it"]!;
  await end();
  good = await startReceiver({ host: "127.0.3.1", users: { me: password }, keep: "content" });
  echo = await startReceiver({
    host: "127.0.3.2",
    users: { me: "another" },
    script: answerAt("auth", `535 5.7.8 me said AUTH PLAIN ${base64(`\0me\0${repeated}`)}\nthat is ${repeated}`),
  });
  endpoint = await startHttpEndpoint({
    script: ({ headers, number }) => ({ status: number % 2 === 0 ? 200 : 401, body: JSON.stringify(headers) }),
  });
  postgres = findPostgres() === undefined ? undefined : await startPostgres();
  const relay = (id: string, { port, host }: Receiver, secret: string) => {
    const pace = { failureDelaySeconds: 1, backoffFactor: 1 };
    return { id, host, port, username: "me", password: secret, tls: "none" as const, ...pace };
  };
  const headers = { authorization: `Bearer ${secrets["the header of a webhook"]}` };
  return {
    api: true,
    rules: [
      quickRule({ directAttempts: 2, relayAttempts: 0 }),
      quickRule({ domain: "relayed.test", directAttempts: 0, relayAttempts: 4 }),
    ],
    relays: [relay("echo", echo, repeated), relay("good", good, secrets["the password of a relay before"]!)],
    settings: {
      credentials: [{ username: "shop", password: secrets["the password of a login"] }],
      webhooks: [{ id: "shop", url: endpoint.url, secret: secrets["the secret of a webhook"], headers }],
      dkimKeys: [{ id: "main", domain: "example.com", selector: "s1", algorithm: "ed25519", privateKey: dkim }],
    },
    env: {
      ...(postgres && { DATABASE_URL: postgres.url }),
      POSTLANE_LOG_LEVEL: "trace",
      POSTLANE_SECRET_KEY: key.toString("hex"),
      POSTLANE_SECRET_KEY_PREVIOUS: keyBefore.toString("hex"),
      POSTLANE_METRICS_TOKEN: secrets["the metrics token"]!,
      POSTLANE_WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8",
      POSTLANE_SPOOL_INLINE_MAX_BYTES: "1000",
    },
  };
});
afterAll(end);
async function end(): Promise<void> {
  await Promise.all([good?.stop(), echo?.stop(), endpoint?.stop(), postgres?.stop()]);
}

const call = (method: string, path: string, body?: unknown) => postlane().callApi(method, path, body);
async function raw(path: string, init: RequestInit): Promise<string> {
  const answer = await fetch(postlane().apiUrl + path, { ...init, signal: AbortSignal.timeout(10_000) });
  return `${answer.status} ${await answer.text()}`;
}
const json = (body: string) => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json", authorization: `Bearer ${postlane().adminToken}` },
});

/** What the api said to those who sent a secret: it must not come back. */
const said: string[] = [];

async function useTheApi(): Promise<void> {
  const relay = { id: "new", host: "h.example", username: "u" };
  const steps: readonly [string, string, unknown, number][] = [
    ["PATCH", "/v1/relays/good", { password: secrets["the password of a relay"] }, 200],
    ["POST", "/v1/relays", { ...relay, password: secrets["a password beside a mistake"], port: -1 }, 400],
    ["POST", "/v1/relays", { ...relay, password: { is: secrets["a password of the wrong type"] } }, 400],
    ["POST", "/v1/webhooks/shop/rotate-secret", {}, 200],
  ];
  for (const [method, path, body, status] of steps) {
    const answer = await call(method, path, body);
    expect([path, answer.status, answer.body]).toEqual([path, status, expect.anything()]);
    if (path.endsWith("rotate-secret"))
      secrets["the secret of a webhook, made"] = (answer.body as { secret: string }).secret;
    else said.push(JSON.stringify(answer.body));
  }
  const preview = { settings: { relays: [{ ...relay, password: secrets["a password in a preview"] }] } };
  said.push(JSON.stringify((await call("POST", "/v1/settings/preview", preview)).body));
  said.push(await raw("/v1/relays", json(`{"id":"x","password":"${secrets["a password in JSON that is broken"]}`)));
  said.push(await raw("/v1/relays", json(`{"id":"x","password": ${secrets["a password in JSON that is broken"]}}`)));
  said.push(await raw("/v1/sessions", json(JSON.stringify({ token: secrets["a wrong token at the console"] }))));
  const wrong = { authorization: `Bearer ${secrets["a wrong bearer token"]}` };
  said.push(await raw("/v1/general", { headers: wrong }));
  said.push(
    await raw("/v1/general", { headers: { authorization: `Basic ${base64(`u:${secrets["a wrong bearer token"]}`)}` } }),
  );
  await raw(`/v1/general?access_token=${secrets["a token in an address"]}`, {});
  await raw(`/${secrets["a token in an address"]}`, {});
  const made = (await call("POST", "/v1/tokens", { name: "canary", scope: "admin" })).body as {
    id: string;
    token: string;
  };
  const rotated = (await call("POST", `/v1/tokens/${made.id}/rotate`, { grace_seconds: 60 })).body as { token: string };
  secrets["a token"] = made.token.split("_")[2]!;
  secrets["a rotated token"] = rotated.token.split("_")[2]!;
  const opened = await fetch(`${postlane().apiUrl}/v1/sessions`, {
    ...json(JSON.stringify({ token: rotated.token })),
    headers: { "content-type": "application/json", origin: postlane().apiUrl },
  });
  expect(opened.status).toBe(201);
  secrets["a session"] = /=([^;]+)/.exec(opened.headers.get("set-cookie")!)![1]!.split(".").at(-1)!;
  secrets["a CSRF token"] = ((await opened.json()) as { csrf_token: string }).csrf_token;
  await call("POST", "/v1/secrets/rotate");
  await call("POST", "/v1/settings/rollback", { version: 1 });
  await call("PATCH", "/v1/relays/good", { password: secrets["the password of a relay"] });
}

async function logInBadly(): Promise<void> {
  const client = await openSmtp(postlane().smtp);
  await client.command("EHLO client.test");
  await client.command(`AUTH PLAIN ${base64(`\0shop\0${secrets["a password typed wrong"]}`)}`);
  await client.command("AUTH LOGIN");
  await client.command(base64("shop"));
  await client.command(base64(secrets["a password typed wrong"]!));
  await client.command(secrets["a password typed as a command"]!);
  await client.command(`AUTH PLAIN ${base64(secrets["a password typed as a command"]!)}!!`);
  client.destroy();
}

async function sendMail(): Promise<readonly string[]> {
  const auth = { username: "shop", password: secrets["the password of a login"]! };
  const home = await postlane().domain("home.test", "127.0.3.3", { keep: "content" });
  await postlane().domain("no.test", "127.0.3.4", { script: answerAt("rcpt", "550 5.1.1 No such user") });
  await postlane().domain("later.test", "127.0.3.5", { script: answerAt("mail", "451 4.3.0 Later") });
  const to = ["a@relayed.test", "a@no.test", "a@later.test", "a@home.test"];
  const sent = await postlane().send(mailTo(to, { from: "me@home.test", bytes: 5_000 }), { auth });
  await finishedRecords(postlane(), sent.messageId, 4);
  await waitUntil("mail, and reports", () => home.accepted().length >= 3 && good.accepted().length === 1);
  return [...home.accepted(), ...good.accepted()].map(({ content }) => content!.toString("latin1"));
}

async function filesBelow(directory: string, except: readonly string[] = []): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name));
  // What is removed meanwhile holds nothing any more.
  const read = (path: string) =>
    readFile(path, "latin1").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
  return (await Promise.all(files.map(({ parentPath, name }) => read(join(parentPath, name))))).join("\n");
}

/** Every GET route of the api's own description, with every id that there is. */
async function everyAnswer(): Promise<string> {
  const { paths } = JSON.parse(await readFile(join(REPOSITORY, "docs", "openapi.json"), "utf8")) as {
    paths: Record<string, object>;
  };
  const idsOf = async (path: string, field: string): Promise<string[]> => {
    const { items } = (await call("GET", path)).body as { items: Record<string, unknown>[] };
    expect([path, items.length > 0]).toEqual([path, true]);
    return items.map((item) => String(item[field]));
  };
  const fills: Readonly<Record<string, readonly string[]>> = {
    "/v1/tokens/{id}": await idsOf("/v1/tokens", "id"),
    "/v1/settings/history/{version}": await idsOf("/v1/settings/history", "version"),
    "/v1/settings/diff": (await idsOf("/v1/settings/history", "version")).map((version) => `?from=${version}`),
    "/v1/relays/{key}": ["good", "echo"],
    "/v1/webhooks/{key}": ["shop"],
    "/v1/webhooks/{key}/deliveries": ["shop"],
    "/v1/dkim-keys/{key}": ["main"],
    "/v1/credentials/{key}": ["shop"],
    "/v1/domain-rules/{key}": ["*"],
    "/v1/access-rules/{key}": ["127.0.0.0/8"],
    "/v1/lanes/{lane}": ["relay:good", "relay:echo", "direct:no.test"],
  };
  const messages = await idsOf("/v1/messages?limit=100", "id");
  const answers: string[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    // The feed goes on for ever: its events are the records.
    if (!("get" in methods) || path === "/v1/records/live") continue;
    for (const fill of fills[path] ?? (path.startsWith("/v1/messages/{id}") ? messages : ["x"])) {
      const filled = path.includes("{")
        ? path.replace(/\{\w+\}/, encodeURIComponent(fill))
        : path + (fills[path] ? fill : "");
      const answer = await raw(filled, { headers: { authorization: `Bearer ${postlane().adminToken}` } });
      if (fills[path]) expect([filled, answer.slice(0, 3)]).toEqual([filled, "200"]);
      answers.push(`${filled} ${answer}`);
    }
  }
  return answers.join("\n");
}

/** Listens to the feed from now on. @returns asks for what came, once it has told of the mail */
async function follow(): Promise<() => Promise<string>> {
  const answer = await fetch(`${postlane().apiUrl}/v1/records/live`, {
    headers: { authorization: `Bearer ${postlane().adminToken}`, "last-event-id": "0-0" },
  });
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  const reader = answer.body!.getReader();
  const reading = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      chunks.push(decoder.decode(next.value, { stream: true }));
  })();
  return async () => {
    await waitUntil("the feed tells of the mail", () => chunks.join("").includes("a@relayed.test"));
    await reader.cancel();
    await reading;
    return chunks.join("");
  };
}

async function metrics(): Promise<string> {
  const { ingress, workers, api, apiUrl } = postlane();
  const hosts = [...[ingress, ...workers].map(({ ready }) => `http://${String(ready["health"])}`), apiUrl];
  expect(api).toBeDefined();
  const headers = { authorization: `Bearer ${secrets["the metrics token"]}` };
  const answers = await Promise.all(hosts.map(async (host) => (await fetch(`${host}/metrics`, { headers })).text()));
  for (const answer of answers) expect(answer).toContain("# TYPE postlane_");
  return answers.join("\n");
}

async function commandLine(): Promise<string> {
  const runs = [
    ["status"],
    ["settings", "get"],
    ["settings", "export"],
    ["settings", "history"],
    ["settings", "diff", "1"],
    ["webhooks", "list"],
    ["webhooks", "deliveries", "shop"],
    ["token", "list"],
    ["secrets"],
    ["audit"],
    ["whoami"],
    ["messages", "find", "--sender", ""],
    ["lanes"],
  ];
  const results = [];
  for (const args of runs) results.push({ args, ...(await runCli(postlane(), args)) });
  expect(results.filter(({ code }) => code !== 0)).toEqual([]);
  return results.map(({ stdout, stderr }) => stdout + stderr).join("\n");
}

async function redisFiles(): Promise<string> {
  const directory = (await tellRedis(postlane().redis.port, "CONFIG GET dir")).split("\r\n")[4]!;
  return filesBelow(directory);
}

test("no secret shows anywhere: not in Redis or what it wrote, the database, logs, metrics, answers, the feed, files, mail or argv", async () => {
  const feed = await follow();
  await useTheApi();
  await logInBadly();
  const mails = await sendMail();
  await waitUntil("the webhook is told, well and badly", () => endpoint.requests.length >= 6);
  await waitUntil(
    "the log is written",
    async () => ((await call("GET", "/v1/messages?outcome=bounced")).body as { items: object[] }).items.length > 0,
  );
  await sleep(1_000);

  const { redis, dataDir, ingress, workers, api } = postlane();
  const services = [ingress, ...workers, api!];
  const database = postgres ? await dumpDatabase(postgres.url) : await filesBelow(join(dataDir, "log"));
  const places = {
    Redis: await dumpRedis(redis.url),
    "every command Redis wrote down": await redisFiles(),
    "the database": database,
    "the logs": services.flatMap(({ lines }) => lines).join("\n"),
    "the metrics": await metrics(),
    "the api's answers": await everyAnswer(),
    "what it said to those who sent a secret": said.join("\n"),
    "the live feed": await feed(),
    "the output of postlane": await commandLine(),
    "the data directory": await filesBelow(dataDir, ["settings.yaml"]),
    "mail and reports": mails.join("\n"),
    "the list of processes": (
      await Promise.all(services.map(({ pid }) => readFile(`/proc/${pid}/cmdline`, "latin1")))
    ).join("\n"),
  };
  // The whole of each place was read, and what may be found is found.
  expect(places.Redis).toContain("sealedPassword");
  expect(places["every command Redis wrote down"]).toContain("sealedPassword");
  expect(places["the database"]).toContain("a@relayed.test");
  expect(places["the logs"]).toContain("a@relayed.test");
  expect(places["the live feed"]).toContain("a@relayed.test");
  expect(places["the api's answers"]).toContain("AUTH PLAIN ***");
  expect(places["mail and reports"]).toContain("multipart/report");
  expect(findSecrets({ control: `x${base64(`ab${secrets["the password of a relay"]}`)}` }, secrets)).toHaveLength(1);
  expect(findSecrets(places, secrets)).toEqual([]);
}, 300_000);

describe("a service that cannot start", () => {
  const start = async (name: "ingress" | "worker" | "api", env: Record<string, string>): Promise<string> => {
    const port = await freePort();
    const all = {
      ...postlane().env,
      POSTLANE_SMTP_LISTEN: `127.0.0.1:${port}`,
      POSTLANE_API_LISTEN: "127.0.0.1:0",
      ...env,
    };
    return startService(name, all, 40_000).then(
      async (service) => (await service.stop(), service.lines.join("\n")),
      (error: Error) => `did not start: ${error.message}`,
    );
  };
  const password = canary("startup");

  test.each<[string, "ingress" | "worker" | "api", Record<string, string>]>([
    ["a Redis that is not there", "worker", { POSTLANE_REDIS_URL: `redis://u:${password}@127.0.0.1:1` }],
    ["an address of Redis that is none", "worker", { POSTLANE_REDIS_URL: `redis:/u:${password}@` }],
    ["a database that is not there", "api", { DATABASE_URL: `postgresql://u:${password}@127.0.0.1:1/x` }],
    ["an address of a database that is none", "api", { DATABASE_URL: `postgres//u:${password}@x` }],
    ["a key that is none", "ingress", { POSTLANE_SECRET_KEY: password }],
    ["a key before that is none", "ingress", { POSTLANE_SECRET_KEY_PREVIOUS: password }],
    ["an admin token that is too short or odd", "api", { POSTLANE_ADMIN_TOKEN: `${password} é` }],
  ])("says why without the secret: %s", async (_what, name, env) => {
    const text = await start(name, env);
    expect(text).not.toBe("");
    expect(findSecrets({ "what it said": text }, { password })).toEqual([]);
  });

  test.each([
    ["broken", `relays:\n  - {id: r, host: h, username: u, password: "${password}\n  x: [\n`],
    [
      "with a mistake beside the password",
      `relays:\n  - {id: r, host: h, username: u, password: "${password}", port: -1}\n`,
    ],
    [
      "with the password where it does not belong",
      `relays:\n  - {id: r, host: h, pass: "${password}", port: "${password}"}\n`,
    ],
    ["with a tag that is not known", `relays:\n  - {id: r, host: h, username: u, password: !x "${password}" y}\n`],
    [
      "with a DKIM key that is none",
      `dkimKeys:\n  - {id: d, domain: example.com, selector: s, privateKey: "${password}"}\n`,
    ],
  ])("says why without the secret: a settings file %s", async (what, text) => {
    const file = join(postlane().dataDir, "settings.yaml");
    await writeFile(file, text);
    const shown = await start("ingress", { POSTLANE_SETTINGS_FILE: file });
    expect([what, shown]).toEqual([what, expect.stringContaining("did not start")]);
    expect(shown).toContain("settings.yaml");
    expect(findSecrets({ "what it said": shown }, { password })).toEqual([]);
  });
});

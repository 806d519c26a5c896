import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveConnection } from "../src/connection/resolve-connection.ts";

let home: string;
const config = (more: object = {}) => ({
  apiUrl: undefined,
  token: undefined,
  profile: undefined,
  profilesFile: join(home, "profiles.yaml"),
  dataDir: join(home, "none"),
  ...more,
});
const PROFILES = `
default: office
profiles:
  office: { url: "https://mail.example.org/", token: office-token }
  lab: { url: "http://127.0.0.1:9025", tokenFile: lab-token }
`;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "postlane-cli-"));
  await writeFile(join(home, "admin-token"), "made-at-the-first-start\n");
  await writeFile(join(home, "lab-token"), "lab-token-of-a-file\n");
  await writeFile(join(home, "profiles.yaml"), PROFILES, { mode: 0o600 });
});
afterAll(() => rm(home, { recursive: true, force: true }));

const none = (): object => ({ profilesFile: join(home, "absent.yaml") });

it("without anything: the api on this machine, with the token of its data directory", async () => {
  expect(await resolveConnection({}, config({ ...none(), dataDir: home }), "/none")).toEqual({
    url: "http://127.0.0.1:8025",
    token: "made-at-the-first-start",
  });
  expect((await resolveConnection({}, config(none()), home)).token).toBe("made-at-the-first-start");
  expect((await resolveConnection({}, config(none()), "/none")).token).toBeUndefined();
});

it.each([
  "https://mail.example.org",
  "http://127.0.0.1.example.org",
  "http://10.0.0.1:8025",
  "http://localhost.example",
])("shows the token of this machine to no other: %s", async (url) => {
  expect((await resolveConnection({ url }, config({ ...none(), dataDir: home }), home)).token).toBeUndefined();
});

it("an option wins over the environment, that over the profile; a profile that was asked for over the environment", async () => {
  const env = { apiUrl: "http://env.example", token: "env-token" };
  expect(await resolveConnection({}, config(), "/none")).toEqual({
    url: "https://mail.example.org",
    token: "office-token",
  });
  expect(await resolveConnection({}, config(env), "/none")).toEqual({ url: "http://env.example", token: "env-token" });
  expect(await resolveConnection({ url: "http://o.example", token: "o" }, config(env), "/none")).toEqual({
    url: "http://o.example",
    token: "o",
  });
  expect(await resolveConnection({ profile: "lab" }, config(env), "/none")).toEqual({
    url: "http://127.0.0.1:9025",
    token: "lab-token-of-a-file",
  });
  expect((await resolveConnection({}, config({ profile: "lab" }), "/none")).token).toBe("lab-token-of-a-file");
});

describe("what is not right is told", () => {
  it.each([
    ["an unknown profile", { profile: "attic" }, /no profile attic .*it has: office, lab/],
    ["an address without a scheme", { url: "localhost:8025" }, /no address of an api/],
    ["a password in the address", { url: "http://u:p@x.example" }, /Leave user and password out/],
    ["a token file that is not there", { tokenFile: "/none/token" }, /cannot be read/],
  ])("%s", async (_what, options, message) => {
    await expect(resolveConnection(options, config(), "/none")).rejects.toThrow(message);
  });

  it.each([
    ["a file others can read", PROFILES, 0o644, /others can read it/],
    ["no YAML", "a: [", 0o600, /no YAML/],
    ["no profiles", "office: {}", 0o600, /has no `profiles`/],
    ["an unknown field", "default: a\nprofiles: { a: { uri: x } }", 0o600, /write url, token or tokenFile/],
  ])("%s", async (_what, text, mode, message) => {
    const profilesFile = join(home, `bad-${String(message).length}.yaml`);
    await writeFile(profilesFile, text, { mode });
    await expect(resolveConnection({}, config({ profilesFile }), "/none")).rejects.toThrow(message);
  });
});

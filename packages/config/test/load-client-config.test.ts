import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { ConfigError, loadClientConfig, loadConfig } from "../src/index.ts";

it("an empty environment leaves address and token open", () => {
  expect(loadClientConfig({})).toEqual({
    apiUrl: undefined,
    token: undefined,
    profile: undefined,
    profilesFile: join(homedir(), ".config", "postlane", "profiles.yaml"),
    dataDir: resolve("data"),
  });
  expect(loadClientConfig({ XDG_CONFIG_HOME: "/etc/xdg" }).profilesFile).toBe("/etc/xdg/postlane/profiles.yaml");
});

it("values become what they mean", () => {
  const env = { POSTLANE_API_URL: "https://m.example/mail", POSTLANE_TOKEN: "pl_abc", POSTLANE_PROFILE: "prod" };
  expect(loadClientConfig(env)).toMatchObject({ apiUrl: "https://m.example/mail", token: "pl_abc", profile: "prod" });
});

it("tells what to write instead, and no secret", () => {
  expect(() => loadClientConfig({ POSTLANE_API_URL: "localhost:8025", POSTLANE_TOKEN: "hunter 2" })).toThrow(
    ConfigError,
  );
  try {
    loadClientConfig({ POSTLANE_API_URL: "localhost:8025", POSTLANE_TOKEN: "hunter 2" });
  } catch (error) {
    expect((error as Error).message).toMatch(
      /POSTLANE_API_URL is "localhost:8025": write a URL that begins with http:/,
    );
    expect((error as Error).message).toContain("POSTLANE_TOKEN has a value that cannot be used: write the token");
    expect((error as Error).message).not.toContain("hunter");
  }
});

it("services start in a shell that is set up for the command", () => {
  expect(() => loadConfig({ POSTLANE_API_URL: "http://x", POSTLANE_TOKEN: "t", POSTLANE_PROFILE: "p" })).not.toThrow();
});

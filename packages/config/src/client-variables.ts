import { homedir } from "node:os";
import { join } from "node:path";
import { parseToken } from "./parse-secret.ts";
import { parsePath, urlOf } from "./parse-text.ts";
import { variable } from "./variable.ts";

/** What the `postlane` command reads; docs/configuration.md is made from this table. */
export const clientVariables = {
  apiUrl: variable<string | undefined>({
    name: "POSTLANE_API_URL",
    description: "Where the api answers.",
    defaultText: "http://127.0.0.1:8025",
    parse: urlOf(["http", "https"], "https://postlane.example.org"),
    fallback: () => undefined,
  }),
  token: variable<string | undefined>({
    name: "POSTLANE_TOKEN",
    description: "The token to ask with.",
    defaultText: "the profile's; for an api on this machine, `admin-token` in the data directory",
    secret: true,
    parse: parseToken,
    fallback: () => undefined,
  }),
  profile: variable<string | undefined>({
    name: "POSTLANE_PROFILE",
    description: "Which profile of the profiles file to use.",
    defaultText: "the file's `default`",
    parse: (text) => text,
    fallback: () => undefined,
  }),
  profilesFile: variable({
    name: "POSTLANE_PROFILES",
    description: "YAML file with addresses and tokens of several Postlanes.",
    defaultText: "`postlane/profiles.yaml` in XDG_CONFIG_HOME, else in ~/.config",
    parse: parsePath,
    fallback: (configHome) => join(configHome || join(homedir(), ".config"), "postlane", "profiles.yaml"),
  }),
};

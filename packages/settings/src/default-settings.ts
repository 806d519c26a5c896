import { DEFAULT_GENERAL } from "@postlane/contract";
import { DEFAULT_RULE } from "@postlane/mail";
import type { Settings } from "./types.ts";

const { pattern, ...defaultRule } = DEFAULT_RULE;

/** What holds until somebody saves settings: only this machine may send, and every field of the default rule can be seen. */
export const DEFAULT_SETTINGS: Settings = {
  general: DEFAULT_GENERAL,
  domainRules: [{ domain: pattern, ...defaultRule }],
  relays: [],
  accessRules: [
    { network: "127.0.0.0/8", action: "allow" },
    { network: "::1", action: "allow" },
  ],
  credentials: [],
  webhooks: [],
  dkimKeys: [],
};

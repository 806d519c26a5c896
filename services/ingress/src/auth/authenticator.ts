import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoginFailures } from "@postlane/limits";
import { hashPassword, verifyPassword } from "@postlane/settings";
import type { Policy } from "../policy.ts";
import { createLoginCache } from "./login-cache.ts";

export type LoginResult = "succeeded" | "failed" | "busy";

export interface Authenticator {
  /** Takes as long for a user that does not exist as for a wrong password. */
  verify(username: string, password: string, clientAddress: string): Promise<LoginResult>;
}

/** scrypt takes 16 MiB and some 40 ms of a core each: guessing must not take the machine from the mail. */
const MAX_RUNNING = 2;
const MAX_WAITING = 64;

export interface AuthenticatorDeps {
  readonly policy: Policy;
  readonly failures: LoginFailures;
  readonly now: () => number;
}

export async function createAuthenticator({ policy, failures, now }: AuthenticatorDeps): Promise<Authenticator> {
  const cache = createLoginCache(now);
  policy.onChange(() => cache.clear());
  const hashOfNobody = await hashPassword(randomBytes(16).toString("hex"));
  const slots = createSlots(MAX_RUNNING, MAX_WAITING);

  return {
    async verify(username, password, clientAddress) {
      if (cache.has(username, password) && policy.credential(username)) return "succeeded";
      const { delayMs, blocked } = await failures.look(clientAddress, username);
      if (blocked) return "busy";
      if (delayMs > 0) await sleep(delayMs);
      const version = policy.version;
      const credential = policy.credential(username);
      const matches = await slots(() => verifyPassword(password, credential?.passwordHash ?? hashOfNobody));
      if (matches === undefined) return "busy";
      if (!matches || !credential) {
        await failures.add(clientAddress, username);
        return "failed";
      }
      // A change meanwhile may have taken this credential away.
      if (version !== policy.version) return "busy";
      cache.add(username, password);
      await failures.forget(username);
      return "succeeded";
    },
  };
}

/** @returns undefined when too many wait already */
function createSlots(maxRunning: number, maxWaiting: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // The slot passes on to the next in line, or is free.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

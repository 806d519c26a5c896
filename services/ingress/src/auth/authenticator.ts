import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoginTurns } from "@postlane/limits";
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
  readonly turns: LoginTurns;
  readonly now: () => number;
}

export async function createAuthenticator({ policy, turns, now }: AuthenticatorDeps): Promise<Authenticator> {
  const cache = createLoginCache(now);
  policy.onChange(() => cache.clear());
  const hashOfNobody = await hashPassword(randomBytes(16).toString("hex"));
  const slots = createSlots(MAX_RUNNING, MAX_WAITING);

  async function check(username: string, password: string, clientAddress: string): Promise<LoginResult> {
    const version = policy.version;
    const credential = policy.credential(username);
    const matches = await verifyPassword(password, credential?.passwordHash ?? hashOfNobody);
    if (!matches || !credential) {
      await turns.noteFailure(clientAddress, username);
      return "failed";
    }
    // A change meanwhile may have taken this credential away.
    if (version !== policy.version) return "busy";
    cache.add(username, password);
    await turns.noteSuccess(clientAddress, username);
    return "succeeded";
  }

  return {
    async verify(username, password, clientAddress) {
      if (cache.has(username, password) && policy.credential(username)) return "succeeded";
      // Asked within the slot: of many at once only the few who are looked at together do not see each other fail.
      const first = await slots(async () => {
        const turn = await turns.take(clientAddress, username);
        if (turn.kind === "reserved") return turn;
        return turn.kind === "refused" ? "busy" : check(username, password, clientAddress);
      });
      if (typeof first !== "object") return first ?? "busy";
      await sleep(first.waitMs);
      return (await slots(() => check(username, password, clientAddress))) ?? "busy";
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

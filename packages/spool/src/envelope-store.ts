import { randomUUID } from "node:crypto";
import { constants, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LedgerDelivery, MessageHead } from "@postlane/mail";
import { messageIdOf } from "@postlane/mail";
import { checkMessageId } from "./message-id.ts";
import { shardOf } from "./shard-of.ts";
import { writeDurably } from "./write-durably.ts";

/** A message as it was accepted, kept beside its body: from both it can be queued again when Redis has lost it. */
export interface KeptEnvelope {
  readonly head: MessageHead;
  /** As they were planned at acceptance. */
  readonly deliveries: readonly LedgerDelivery[];
  /** Ids of deliveries that have ended since. */
  readonly ended: ReadonlySet<string>;
}

/**
 * Envelopes as files `<directory>/<shard>/<message id>.envelope`: the message as JSON, then a line for each delivery that has ended.
 * They go with the body.
 */
export interface EnvelopeStore {
  /** Durable when it resolves. @throws SpoolUnavailable when the directory cannot take it. */
  keep(head: MessageHead, deliveries: readonly LedgerDelivery[]): Promise<void>;
  /** Notes that a delivery has ended while others of its message go on. Not synced: what is lost is tried again. */
  noteEnd(deliveryId: string): Promise<void>;
  /** @returns undefined when it is gone: the message has ended */
  read(messageId: string): Promise<KeptEnvelope | undefined>;
  /** For readiness: without these files no mail may be taken. @throws Error why no file can be written now */
  checkWritable(): Promise<void>;
  /** Every envelope that is kept, in no order. One that cannot be read is told by its name and the reason. */
  list(): AsyncGenerator<KeptEnvelope | { readonly unreadable: string; readonly why: string }>;
}

const ENDING = ".envelope";

export function envelopeName(body: string): string {
  return `${body}${ENDING}`;
}

export function isEnvelope(name: string): boolean {
  return name.endsWith(ENDING);
}

/** @param options.directory that of the directory spool, which has made its folders */
export function createEnvelopeStore({ directory }: { readonly directory: string }): EnvelopeStore {
  const nameOf = (messageId: string): string => join(shardOf(checkMessageId(messageId)), envelopeName(messageId));
  return {
    async keep(head, deliveries) {
      const text = `${JSON.stringify({ head, deliveries })}\n`;
      await writeDurably(directory, nameOf(head.messageId), Buffer.from(text));
    },
    async noteEnd(deliveryId) {
      const path = join(directory, nameOf(messageIdOf(deliveryId)));
      // Never made anew: where it is gone the message has ended.
      const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch(unlessGone);
      try {
        await file?.appendFile(`${deliveryId}\n`);
      } finally {
        await file?.close();
      }
    },
    async read(messageId) {
      const text = await readFile(join(directory, nameOf(messageId)), "utf8").catch(unlessGone);
      return text === undefined ? undefined : parse(text);
    },
    async checkWritable() {
      const path = join(directory, "tmp", `probe.${randomUUID()}`);
      try {
        await writeFile(path, "writable\n");
      } catch (cause) {
        throw new Error(`the spool directory cannot be written: ${(cause as Error).message}`, { cause });
      } finally {
        await rm(path, { force: true });
      }
    },
    async *list() {
      const shards = (await readdir(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
      for (const shard of shards) {
        for (const name of (await readdir(join(directory, shard))).filter(isEnvelope)) {
          try {
            yield parse(await readFile(join(directory, shard, name), "utf8"));
          } catch (error) {
            // Gone since the folder was read: the message has ended.
            if (isGone(error)) continue;
            yield { unreadable: name, why: (error as Error).message };
          }
        }
      }
    },
  };
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function unlessGone(error: unknown): undefined {
  if (!isGone(error)) throw error;
  return undefined;
}

function parse(text: string): KeptEnvelope {
  const [first = "", ...rest] = text.split("\n");
  const { head, deliveries } = JSON.parse(first) as Pick<KeptEnvelope, "head" | "deliveries">;
  return { head, deliveries, ended: new Set(rest.filter((line) => line !== "")) };
}

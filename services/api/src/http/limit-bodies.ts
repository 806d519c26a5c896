import { addressGroup } from "@postlane/limits";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENVIRONMENT } from "../access/check-credential.ts";
import { noSuchRoute } from "./answer-problems.ts";
import { type BodyBudget, type BodyPlace, type NoRoom, SMALL_BODY_BYTES } from "./body-budget.ts";
import { HttpProblem } from "./http-problem.ts";
import { createTurns, type Turns } from "./take-turns.ts";
import { whenGone } from "./when-gone.ts";

/** How long a client whose body was refused may go on sending it to nobody, so that it comes to read why. */
const LINGER_MS = 2_000;
const RETRY_AFTER_SECONDS = "5";
/** What is parsed and worked on takes several times its size: so much of it at once, or one body that is larger. */
const WORKING_BYTES = 16_777_216;

export interface BodyLimits {
  readonly budget: BodyBudget;
  readonly onRefused: (why: NoRoom, owner: string) => void;
}

/** What the body of a request takes of the process. */
export interface BodyHold {
  /** @returns why it must not be read (further) */
  grow(toBytes: number): HttpProblem | undefined;
  /** Resolves when it may be parsed. @throws HttpProblem when nobody waits for the answer any more */
  turn(): Promise<void>;
}

interface OwnHold extends BodyHold {
  /** The memory is in use until this ends, whoever has gone. */
  during<T>(work: () => T): T;
  /** There is an answer; when it can go out may be another's affair (pipelining, RFC 9112 section 9.3.2). */
  answered(): void;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Undefined where there is no body. */
    bodyHold: BodyHold | undefined;
  }
}

/**
 * Bodies that are held in memory have room there before they are read (`readBody` asks for it), and are worked on in turn. Both is given
 * back when there is an answer or the client has gone, but not while a handler is at work: who goes away does not take the memory along.
 * Must run before the routes are registered.
 */
export function limitBodies(app: FastifyInstance, { budget, onRefused }: BodyLimits): void {
  const small = createTurns(WORKING_BYTES);
  const large = createTurns(WORKING_BYTES);
  app.decorateRequest("bodyHold", undefined);

  app.addHook("onRoute", (route) => {
    const { handler } = route;
    route.handler = function handle(request, reply) {
      const hold = request.bodyHold as OwnHold | undefined;
      return hold ? hold.during(() => handler.call(this, request, reply)) : handler.call(this, request, reply);
    };
  });

  app.addHook("preParsing", async (request, reply) => {
    if (!hasBody(request)) return;
    // Nobody has said who he is, and nobody would look at it.
    if (request.is404) throw noSuchRoute(request);
    const owner = ownerOf(request);
    const refuse = (why: NoRoom): HttpProblem => {
      onRefused(why, owner);
      leaveSoon(request, reply);
      return noRoom(why);
    };
    request.bodyHold = createHold(
      reply,
      budget.open(owner),
      (bytes) => (bytes <= SMALL_BODY_BYTES ? small : large),
      refuse,
    );
  });

  app.addHook("onSend", (request, _reply, payload, done) => {
    (request.bodyHold as OwnHold | undefined)?.answered();
    done(null, payload);
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function ownerOf({ identity, ip }: FastifyRequest): string {
  return identity ? `token ${identity.token?.id ?? ENVIRONMENT}` : addressGroup(ip);
}

function createHold(
  reply: FastifyReply,
  place: BodyPlace,
  turnsFor: (bytes: number) => Turns,
  refuse: (why: NoRoom) => HttpProblem,
): OwnHold {
  let connected: boolean;
  let answered = false;
  let working = 0;
  let bytes = 0;
  let endTurn = (): void => {};
  const leave = (): void => {
    if (working > 0 || (connected && !answered)) return;
    endTurn();
    place.giveBack();
  };
  const ended = (): void => {
    working--;
    leave();
  };
  const done = (): void => {
    // The request itself lives until its answer is out.
    reply.request.body = undefined;
    ended();
  };
  connected = whenGone(reply, () => {
    connected = false;
    leave();
  });
  if (!connected) throw clientGone();

  return {
    grow(toBytes) {
      const why = place.grow(toBytes);
      if (why !== undefined) return refuse(why);
      bytes = toBytes;
      return undefined;
    },
    async turn() {
      working++;
      endTurn = await turnsFor(bytes).take(bytes);
      ended();
      if (!connected) throw clientGone();
    },
    during(work) {
      working++;
      try {
        const answer = work();
        Promise.resolve(answer).then(done, done);
        return answer;
      } catch (error) {
        done();
        throw error;
      }
    },
    answered() {
      answered = true;
      leave();
    },
  };
}

/** The answer goes out at once; what still comes of the body is thrown away as it comes, for a while. */
function leaveSoon({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once("finish", () => {
    setTimeout(() => raw.complete || raw.destroy(), LINGER_MS).unref();
  });
}

function clientGone(): HttpProblem {
  return new HttpProblem("malformed_request", "The client has gone.");
}

function noRoom(why: NoRoom): HttpProblem {
  if (why === "never")
    return new HttpProblem(
      "body_too_large",
      "The body is larger than all bodies together may be (POSTLANE_API_BODIES_MAX_BYTES).",
    );
  const detail =
    why === "full"
      ? "The api holds as many bytes of other requests as it may. Send it again in some seconds."
      : "The api holds your share of bytes already. Wait for the answers to your other requests, then send it again.";
  return new HttpProblem("bodies_full", detail, [], { headers: { "retry-after": RETRY_AFTER_SECONDS } });
}

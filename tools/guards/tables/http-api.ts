import { type Entry, edit } from "../guard.ts";

const SRC = "services/api/src/http";
const test = (name: string): string => `services/api/test/${name}.test.ts`;

/** Node's HTTP server and Fastify, which take the requests of the api. */
export const HTTP_API: readonly Entry[] = [
  {
    hazard: "F1",
    what: "a body needs room",
    ...edit(`${SRC}/limit-bodies.ts`, "if (why !== undefined) return refuse(why);", "void [why, refuse];"),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "chunks are counted as they come",
    ...edit(`${SRC}/read-body.ts`, "return grow(bytes);", "return undefined;"),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "small bodies have room of their own",
    ...edit(
      `${SRC}/body-budget.ts`,
      "const pools = isLarge(toBytes) ? [common] : [common, reserve];",
      "const pools = [common];",
    ),
    files: [test("body-budget"), test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "one owner leaves room for others",
    ...edit(
      `${SRC}/body-budget.ts`,
      'if (others > 0 && others + wanted > target.capacityBytes * SHARE) return "share";',
      "",
    ),
    files: [test("body-budget"), test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "the room is given back",
    ...edit(`${SRC}/limit-bodies.ts`, "    place.giveBack();\n", ""),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "not before the handler is done",
    ...edit(
      `${SRC}/limit-bodies.ts`,
      "if (working > 0 || (connected && !answered)) return;",
      "if (connected && !answered) return;",
    ),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "nor only when its answer could go out",
    ...edit(`${SRC}/limit-bodies.ts`, "(request.bodyHold as OwnHold | undefined)?.answered();", ""),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "who has gone before it was read takes nothing",
    ...edit(`${SRC}/limit-bodies.ts`, "if (!connected) throw clientGone();\n\n", "\n"),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "large bodies are worked on in turn",
    ...edit(`${SRC}/limit-bodies.ts`, "endTurn = await turnsFor(bytes).take(bytes);", "void turnsFor;"),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "who is refused sends on to nobody for a while only",
    ...edit(
      `${SRC}/limit-bodies.ts`,
      "setTimeout(() => raw.complete || raw.destroy(), LINGER_MS).unref();",
      "void [raw, LINGER_MS];",
    ),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F1",
    what: "a body that leads nowhere is not read",
    ...edit(`${SRC}/limit-bodies.ts`, "if (request.is404) throw noSuchRoute(request);", "void noSuchRoute;"),
    files: [test("limit-bodies")],
  },
  {
    hazard: "F2",
    what: "the gate is asked",
    ...edit(`${SRC}/limit-connections.ts`, "if (gate.enter(socket)) for", "if (gate.enter(socket) || true) for"),
    files: [test("limit-connections")],
  },
  {
    hazard: "F2",
    what: "few at a time are told why",
    ...edit(`${SRC}/limit-connections.ts`, "  server.maxConnections = maxConnections + LINGERING;\n", ""),
    files: [test("limit-connections")],
  },
  {
    hazard: "F2",
    what: "the api has a gate",
    ...edit(
      `${SRC}/limit-load.ts`,
      "limitConnections(app.server, {",
      "void ((..._: unknown[]) => limitConnections)(app.server, {",
    ),
    files: [test("limit-connections")],
  },
  {
    hazard: "F3",
    what: "who has gone already is seen",
    ...edit(`${SRC}/when-gone.ts`, "if (raw.destroyed || socket.destroyed) return false;", ""),
    files: [test("limit-bodies"), test("guard-routes")],
  },
  {
    hazard: "F3",
    what: "the connection ends what is queued on it",
    ...edit(`${SRC}/when-gone.ts`, "for (const gone of all) gone();", "void all;"),
    files: [test("limit-bodies")],
  },
];

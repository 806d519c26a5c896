import type { FastifyInstance } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/** What the Redis client says of a server that does not answer, or that cannot take or serve commands now. */
const AWAY =
  /^(Connection is closed|Command timed out|Stream isn't writeable|connect |read E|write E|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|OOM|TRYAGAIN|None of startup nodes)/;

/** In this part of the api a Redis that does not answer is told as such; everything else goes on to the common handler. */
export function tellRedisAway(app: FastifyInstance): void {
  app.setErrorHandler((error) => {
    const { name, message } = error as Error;
    if (name !== "MaxRetriesPerRequestError" && name !== "ClusterAllFailedError" && !AWAY.test(message)) throw error;
    throw new HttpProblem(
      "unavailable",
      "Redis does not answer now. What was asked may have been done in part; it is safe to ask for it again.",
      [],
      { cause: error },
    );
  });
}

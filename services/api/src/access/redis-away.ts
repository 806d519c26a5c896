import { HttpProblem } from "../http/http-problem.ts";

/** For the end of a promise of Redis. Who cannot be checked does not get in. */
export function redisAway(cause: Error): never {
  const detail =
    "Redis does not answer, so tokens and sessions cannot be checked now. The token of POSTLANE_ADMIN_TOKEN needs no Redis.";
  throw new HttpProblem("unavailable", detail, [], { cause });
}

/** Every coded error of the api: what programs decide by, and what people should check. */
export const PROBLEM_CODES = {
  unauthorized: {
    status: 401,
    title: "Log in first",
    check:
      "Send `authorization: Bearer <token>`. The first token was printed at the api's first start and lies in `admin-token` in its data directory, unless POSTLANE_ADMIN_TOKEN sets one. docs/access.md tells what to do when it is lost.",
  },
  forbidden: {
    status: 403,
    title: "Your token may not do this",
    check: "`detail` names the scope that is needed. An administrator makes tokens with `POST /v1/tokens`.",
  },
  csrf: {
    status: 403,
    title: "This change did not come from the console",
    check:
      "Changes with the cookie of a session need the header X-CSRF-Token and come from the same host. Programs use a token, without a cookie.",
  },
  https_required: {
    status: 403,
    title: "Logging in needs TLS",
    check: "Put a proxy with TLS in front, and its address in POSTLANE_TRUSTED_PROXIES.",
  },
  sender_not_allowed: {
    status: 403,
    title: "Your token may not send from there",
    check: "Send from one of the token's `allowed_senders`, or ask an administrator for another token.",
  },
  no_secret_key: {
    status: 409,
    title: "There is no key to seal with",
    check: "Set POSTLANE_SECRET_KEY for every process (`openssl rand -base64 32` makes one).",
  },
  token_ended: {
    status: 409,
    title: "The token has ended",
    check: "Make a new one with `POST /v1/tokens`.",
  },
  too_many_logins: {
    status: 429,
    title: "Too many logins have failed",
    check: "Wait for as many seconds as Retry-After says, then use the right token.",
  },
  too_many_requests: {
    status: 429,
    title: "The token makes too many requests",
    check: "Wait for as many seconds as Retry-After says. An administrator can make a token with a higher limit.",
  },
  invalid_input: {
    status: 400,
    title: "The input is not valid",
    check: "`errors` names each bad field and what to write there. Nothing was changed.",
  },
  malformed_request: {
    status: 400,
    title: "The request cannot be read",
    check: "The body must be JSON that fits its content-length and content-type.",
  },
  not_found: { status: 404, title: "There is no such thing", check: "Look the name up in the list it belongs to." },
  no_such_route: {
    status: 404,
    title: "There is no such address",
    check: "docs/openapi.json lists every address and method.",
  },
  search_too_slow: {
    status: 400,
    title: "The search takes too long",
    check: "Give `from` and `to`, or something rare to look for: an id, a recipient, a sender.",
  },
  already_exists: {
    status: 409,
    title: "It exists already",
    check: "Change it with PUT or PATCH, or take another name.",
  },
  already_suspended: {
    status: 409,
    title: "It is suspended already",
    check: "`GET /v1/suspensions` says by whom and why. Resume it first to give another reason or end.",
  },
  already_ended: {
    status: 409,
    title: "It has ended already",
    check: "Nothing of the message is left to be sent. `GET /v1/messages/{id}` tells how it ended.",
  },
  not_possible: {
    status: 422,
    title: "It cannot be done like this",
    check: "`errors` names the field. Nothing was changed.",
  },
  idempotency_key_reused: {
    status: 409,
    title: "The Idempotency-Key was used before",
    check: "Make a new key for each new message; send the very same request to repeat one.",
  },
  in_progress: {
    status: 409,
    title: "The same request is under way",
    check: "Repeat it in a moment.",
  },
  webhook_unusable: {
    status: 409,
    title: "The webhook cannot be used",
    check:
      "Its secret was sealed with another POSTLANE_SECRET_KEY: set that key again, or give the webhook a new secret.",
  },
  version_conflict: {
    status: 412,
    title: "The settings have changed meanwhile",
    check: "Read them again, repeat the change on the new version, send its ETag as If-Match.",
  },
  body_too_large: { status: 413, title: "The body is too large", check: "Split the change into smaller ones." },
  address_too_long: {
    status: 414,
    title: "The address is too long",
    check: "Names in addresses have at most 512 characters; write long filters into the query.",
  },
  unsupported_media_type: {
    status: 415,
    title: "This content type is not understood",
    check: "Send `content-type: application/json`.",
  },
  if_match_required: {
    status: 428,
    title: "Say which version you changed",
    check: "Send the ETag you got with the settings as If-Match, or `If-Match: *` to overwrite whatever is there.",
  },
  nothing_kept: {
    status: 409,
    title: "There is nothing to recover from",
    check: "Envelopes are kept in the spool from the moment POSTLANE_DURABILITY=spool is set for every service.",
  },
  already_running: {
    status: 409,
    title: "It is running already",
    check: "Wait for its end, or ask how far it has come.",
  },
  queue_full: {
    status: 503,
    title: "There is no room for the message now",
    check:
      "Send it again after as many seconds as Retry-After says. `detail` tells whether the queue is full for everybody or you have sent more than others. docs/operations.md: back-pressure.",
  },
  bodies_full: {
    status: 503,
    title: "There is no room for the body now",
    check:
      "Send it again after as many seconds as Retry-After says. When `detail` speaks of your share, send fewer large bodies at once. How much the api takes at a time is POSTLANE_API_BODIES_MAX_BYTES.",
  },
  too_many_connections: {
    status: 503,
    title: "There are too many connections",
    check:
      "Use one connection for many requests, and fewer at once. The limits are POSTLANE_API_CONNECTIONS and POSTLANE_API_CONNECTIONS_PER_ADDRESS.",
  },
  internal: {
    status: 500,
    title: "The api made a mistake",
    check: "The api's log has the cause under the same request id. Please report it.",
  },
  unavailable: {
    status: 503,
    title: "Something the api needs is away",
    check: "`/readyz` says what. A change may or may not have been made: read it again before repeating it.",
  },
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

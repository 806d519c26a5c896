import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** The body of an error of the api (RFC 9457). */
export interface ProblemBody {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** The api refused or failed, and said why. */
export class ApiProblem extends CliError {
  override readonly name = "ApiProblem";
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(exitCodeOf(body.status), body.detail, HINTS[body.code]);
    this.body = body;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  unauthorized: "Give a token: --token-file, POSTLANE_TOKEN, or a profile (`postlane --help`).",
  forbidden: "Use a token with a wider scope; `postlane token list` shows what each may do.",
  no_such_route: "The api may be of an older version than this command.",
  version_conflict: "Somebody changed the settings meanwhile: read them again and repeat.",
  search_too_slow: "Add --since or --until, or something rarer to look for.",
};

function exitCodeOf(status: number): ExitCode {
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      return EXIT.usage;
    case 401:
    case 403:
      return EXIT.notAllowed;
    case 404:
    case 410:
      return EXIT.notFound;
    case 409:
    case 412:
    case 428:
      return EXIT.conflict;
    case 429:
    case 502:
    case 503:
    case 504:
      return EXIT.unavailable;
    default:
      return EXIT.failure;
  }
}

/** A problem from whatever a server, or a proxy before it, answered. */
export function toProblem(body: unknown, { status, statusText }: Response): ApiProblem {
  if (typeof body === "object" && body !== null && "code" in body && "detail" in body)
    return new ApiProblem(body as ProblemBody);
  const detail = `It answered ${status} ${statusText} without saying why: this may be no Postlane api, or a proxy before it.`;
  return new ApiProblem({ title: statusText, status, code: "no_problem_details", detail });
}

import type { Problem, ProblemDetails } from "@postlane/contract";
import { PROBLEM_CODES, type ProblemCode } from "./problem-codes.ts";

export interface HttpProblemOptions extends ErrorOptions {
  /** Told with the answer, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error the client is told of as it is. Every other error is told as `internal`, its text stays in the log. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly code: ProblemCode;
  readonly statusCode: number;
  readonly problems: readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, problems: readonly Problem[] = [], options?: HttpProblemOptions) {
    super(detail, options);
    this.code = code;
    this.statusCode = PROBLEM_CODES[code].status;
    this.problems = problems;
    this.headers = options?.headers ?? {};
  }

  /** RFC 9457 section 3. */
  details(): ProblemDetails {
    const { status, title } = PROBLEM_CODES[this.code];
    const errors = this.problems.length > 0 ? { errors: [...this.problems] } : {};
    return {
      type: `urn:postlane:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      ...errors,
    };
  }
}

/** Bad fields: nothing was changed. */
export function invalidInput(problems: readonly Problem[]): HttpProblem {
  const what = problems.length === 1 ? "One field is" : `${problems.length} fields are`;
  return new HttpProblem("invalid_input", `${what} not valid; nothing was changed. See errors.`, problems);
}

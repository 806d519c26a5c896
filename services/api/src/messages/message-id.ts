import { HttpProblem, invalidInput } from "../http/http-problem.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids are compared as text in Redis: lower case, as they were made. @throws HttpProblem invalid_input */
export function messageIdOf(text: string): string {
  const id = text.toLowerCase();
  if (UUID.test(id)) return id;
  throw invalidInput([{ field: "id", message: "Write a message id as it stands in the 250 reply." }]);
}

export function unknownMessage(
  id: string,
  detail = `No message \`${id}\` is known; it may be older than the log.`,
): HttpProblem {
  return new HttpProblem("not_found", detail);
}

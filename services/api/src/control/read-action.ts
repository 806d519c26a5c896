import type { ActionRequest } from "@postlane/contract";
import type { Action } from "@postlane/control";
import type { Relay } from "@postlane/mail";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";

/** The action a request asks for. @param relays that mail can be moved to. @throws HttpProblem naming the field */
export function readAction(
  { action, relay }: Pick<ActionRequest, "action" | "relay">,
  relays: readonly Relay[],
): Action {
  if (action !== "move") {
    if (relay !== undefined)
      throw invalidInput([{ field: "/relay", message: "Leave it out: only `move` takes a relay." }]);
    return { kind: action };
  }
  if (relay === undefined)
    throw invalidInput([{ field: "/relay", message: "Write the id of the relay to move the mail to." }]);
  if (relays.some(({ id }) => id === relay)) return { kind: "move", relayId: relay };
  throw new HttpProblem(
    "not_possible",
    `Mail cannot be moved to relay \`${relay}\`: there is none, or it is switched off.`,
    [{ field: "/relay", message: "Write the id of a relay that is switched on." }],
  );
}

import type { ActionRequest } from "@postlane/contract";
import type { Action } from "@postlane/control";
import type { Relay } from "@postlane/mail";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";

/** The action a request asks for. @param relays that mail can be moved to. @throws HttpProblem naming the field */
export function readAction(
  { action, relay, tell_sender: tellSender }: Pick<ActionRequest, "action" | "relay" | "tell_sender">,
  relays: readonly Relay[],
): Action {
  if (tellSender !== undefined && action !== "cancel")
    throw invalidInput([
      { field: "/tell_sender", message: "Leave it out: only `cancel` ends mail that a sender waits for." },
    ]);
  if (action !== "move") {
    if (relay !== undefined)
      throw invalidInput([{ field: "/relay", message: "Leave it out: only `move` takes a relay." }]);
    return action === "cancel" ? { kind: action, silently: tellSender === false } : { kind: action };
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

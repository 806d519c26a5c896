import type { Reply } from "@postlane/mail";
import { replies } from "../smtp/replies.ts";
import { currentAccess, type Session } from "./session.ts";

/** The only gate to sending: allowed by address, or logged in. Whoever it does not let through can relay nothing. */
export function mayNotSend(session: Session): Reply | undefined {
  const access = currentAccess(session);
  if (access === "deny") return replies.accessDenied;
  if (access === "allow" || session.login) return undefined;
  return session.secure || session.loopback ? replies.loginFirst : replies.loginFirstNeedsTls;
}

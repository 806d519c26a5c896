import { BlockList, isIPv6 } from "node:net";
import type { Answer, Dialog } from "./dialog.ts";
import type { Capabilities } from "./types.ts";

/**
 * AUTH PLAIN (RFC 4616), else LOGIN. The password only goes over TLS, to this machine itself, or where clear text was chosen.
 * @param clearChosen the settings say TLS mode none for this server
 * @throws StepFailed
 */
export async function authenticate(
  dialog: Dialog,
  capabilities: Capabilities,
  encrypted: boolean,
  clearChosen: boolean,
): Promise<void> {
  const { auth, address } = dialog.target;
  if (!auth) return;
  if (!encrypted && !clearChosen && !isLoopback(address))
    throw dialog.failed("auth", "4.7.11", "no TLS, so the password is not sent; set TLS mode none to allow it");
  dialog.wire.hide(auth);
  const { authMethods } = capabilities;
  if (authMethods.includes("PLAIN")) await plain(dialog, auth);
  else if (authMethods.includes("LOGIN")) await login(dialog, auth);
  else
    throw dialog.failed(
      "auth",
      "4.7.4",
      `the server offers no AUTH PLAIN or LOGIN (${authMethods.join(" ") || "no AUTH"})`,
    );
}

type Credentials = NonNullable<Dialog["target"]["auth"]>;

async function plain(dialog: Dialog, { username, password }: Credentials): Promise<void> {
  const secret = base64(`\0${username}\0${password}`);
  let answer = await ask(dialog, "AUTH PLAIN ***", `AUTH PLAIN ${secret}`);
  // RFC 4954 section 4: a server may ignore the initial response and ask for it.
  if (answer.reply.code === 334) answer = await ask(dialog, "***", secret);
  if (answer.reply.code !== 235) throw dialog.refused("auth", answer.reply);
}

async function login(dialog: Dialog, { username, password }: Credentials): Promise<void> {
  const hello = await ask(dialog, "AUTH LOGIN", "AUTH LOGIN");
  if (hello.reply.code !== 334) throw dialog.refused("auth", hello.reply);
  const name = await ask(dialog, "*** (user name)", base64(username));
  if (name.reply.code !== 334) throw dialog.refused("auth", name.reply);
  const secret = await ask(dialog, "*** (password)", base64(password));
  if (secret.reply.code !== 235) throw dialog.refused("auth", secret.reply);
}

function ask(dialog: Dialog, shown: string, line: string): Promise<Answer> {
  return dialog.ask("auth", shown, dialog.target.timeouts.commandMs, line);
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** What is sent to such an address does not leave this machine. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

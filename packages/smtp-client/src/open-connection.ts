import { isIP } from "node:net";
import { type Failure, isOwnGreeting, type Transcript } from "@postlane/mail";
import { authenticate } from "./authenticate.ts";
import { createConnection } from "./smtp-connection.ts";
import { type Answer, Dialog, hostLabel, StepFailed } from "./dialog.ts";
import { NO_CAPABILITIES, parseCapabilities } from "./parse-capabilities.ts";
import { handshake } from "./start-tls.ts";
import type { Capabilities, OpenOptions, OpenResult, Target, TlsInfo } from "./types.ts";

/** Opens a connection up to the point where mail can be sent: connect, greeting, EHLO, TLS, AUTH. Never rejects. */
export function openConnection(target: Target, options: OpenOptions = {}): Promise<OpenResult> {
  return open(target, options, [], target.tls === "none");
}

/**
 * As openConnection; when opportunistic TLS fails after the server agreed to it, a second connection is made in clear
 * (RFC 7435). The transcript shows both.
 */
export async function openWithTlsFallback(target: Target, options: OpenOptions = {}): Promise<OpenResult> {
  const first = await openConnection(target, options);
  if (first.ok || !first.tlsFailed || first.aborted || target.tls !== "opportunistic") return first;
  return open({ ...target, tls: "none" }, options, first.transcript, false);
}

/** Names are resolved elsewhere: Node would look them up behind our back. */
function problemWith({ host, address, port }: Target): Failure | undefined {
  if (isIP(address) && port > 0 && port < 65_536) return undefined;
  const detail = `${host}: not an IP address and port to connect to: ${address} ${port}`;
  return { scope: "site", step: "connect", enhancedCode: "4.4.1", detail };
}

/** How far the opening has come, for what must be known when it fails. */
interface Progress {
  inTls: boolean;
}

async function open(
  target: Target,
  options: OpenOptions,
  earlier: Transcript,
  clearChosen: boolean,
): Promise<OpenResult> {
  const unusable = problemWith(target);
  if (unusable) return { ok: false, failure: unusable, transcript: earlier, tlsFailed: false, aborted: false };
  const dialog = new Dialog(target, earlier);
  const progress: Progress = { inTls: false };
  const giveUp = () => dialog.wire.lose({ kind: "aborted", detail: "given up" });
  options.signal?.addEventListener("abort", giveUp, { once: true });
  if (options.signal?.aborted) giveUp();
  dialog.wire.beginLimit(target.timeouts.openingMs);
  try {
    const { capabilities, tls } = await establish(dialog, progress, options, clearChosen);
    dialog.wire.endLimit();
    return { ok: true, connection: createConnection({ dialog, capabilities, tls }) };
  } catch (error) {
    const aborted = options.signal?.aborted ?? false;
    giveUp();
    if (!(error instanceof StepFailed)) throw error;
    const { failure } = error;
    // A reply under TLS, whatever it says, shows that TLS works.
    const tlsFailed = progress.inTls && failure.reply === undefined && !aborted;
    return { ok: false, failure, transcript: dialog.transcript, tlsFailed, aborted };
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
  }
}

async function establish(
  dialog: Dialog,
  progress: Progress,
  options: OpenOptions,
  clearChosen: boolean,
): Promise<{ capabilities: Capabilities; tls: TlsInfo | undefined }> {
  const { target, wire } = dialog;
  await connectTcp(dialog);
  let tls = target.tls === "implicit" ? await handshake(dialog, options.tlsSessions) : undefined;
  const greeting = await dialog.ask("greeting", "(greeting)", target.timeouts.greetingMs, "");
  if (greeting.reply.code !== 220) throw dialog.refused("greeting", greeting.reply);
  if (target.notOurselves && isOwnGreeting(greeting.lines[0] ?? "", target.ehloName))
    throw dialog.failed("greeting", "5.4.6", "this is our own server: mail for there would go round in a loop");
  let capabilities = await hello(dialog);
  if (!tls && (await startTls(dialog, capabilities))) {
    progress.inTls = true;
    tls = await handshake(dialog, options.tlsSessions);
    // RFC 3207 section 4.2: what was learned in clear is forgotten.
    capabilities = await hello(dialog);
    progress.inTls = false;
  }
  await authenticate(dialog, capabilities, tls !== undefined, clearChosen);
  if (!wire.idle || wire.lost) throw dialog.failed("ehlo", "4.5.0", "the server sent a reply without a command");
  return { capabilities, tls };
}

async function connectTcp(dialog: Dialog): Promise<void> {
  const { wire, target } = dialog;
  const shown = `connect ${hostLabel(target)}`;
  await dialog.wait("connect", shown, target.timeouts.connectMs, (done) => {
    wire.socket.once("connect", () => done());
  });
}

/** EHLO, or HELO when the server does not know EHLO (RFC 5321 section 3.2). */
async function hello(dialog: Dialog): Promise<Capabilities> {
  const { ehloName, timeouts } = dialog.target;
  const extended = await dialog.ask("ehlo", `EHLO ${ehloName}`, timeouts.commandMs);
  if (extended.reply.code === 250) return parseCapabilities(extended.lines);
  if (extended.reply.code !== 500 && extended.reply.code !== 502) throw dialog.refused("ehlo", extended.reply);
  const plain: Answer = await dialog.ask("ehlo", `HELO ${ehloName}`, timeouts.commandMs);
  if (plain.reply.code !== 250) throw dialog.refused("ehlo", plain.reply);
  return NO_CAPABILITIES;
}

/** True when the server agreed to begin TLS. */
async function startTls(dialog: Dialog, capabilities: Capabilities): Promise<boolean> {
  const { tls, timeouts } = dialog.target;
  if (tls !== "require" && tls !== "opportunistic") return false;
  if (!capabilities.startTls) {
    if (tls === "require")
      throw dialog.failed("starttls", "4.7.4", "TLS is required but the server does not offer STARTTLS");
    return false;
  }
  const { reply } = await dialog.ask("starttls", "STARTTLS", timeouts.commandMs);
  if (reply.code === 220) {
    // Anything behind the 220 in clear was put there by someone else (CVE-2011-0411 and its kin).
    if (dialog.wire.lost || !dialog.wire.idle)
      throw dialog.failed("starttls", "4.5.0", "more data in clear behind the reply to STARTTLS");
    return true;
  }
  // RFC 3207 section 4: after a refusal the session goes on in clear, if the client is content with that.
  if (tls === "opportunistic" && reply.code >= 400 && reply.code !== 421) return false;
  throw dialog.refused("starttls", reply);
}

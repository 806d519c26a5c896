import type { MessageTrace } from "@postlane/contract";
import type { DataDirectory } from "./open-data-directory.ts";
import type { StartOptions } from "./parse-options.ts";
import { sendWelcome } from "./send-welcome.ts";
import { StartError } from "./start-error.ts";
import type { RunningPostlane } from "./start-postlane.ts";
import { tellWay } from "./tell-way.ts";
import { waitForTrace } from "./wait-for-trace.ts";

const WELCOME_TIMEOUT_MS = 20_000;

/** Tells the user what runs and where, and in the sandbox sends the welcome mail and tells its way. */
export async function showRunning(
  options: StartOptions,
  data: DataDirectory,
  running: RunningPostlane,
  say: (text: string) => void,
): Promise<void> {
  const welcome = options.live ? undefined : await welcomeMail(running);
  if (options.json) return say(JSON.stringify({ ...addresses(data, running), welcome }));
  say(summary(options, data, running));
  if (welcome) say(`\nThe way of the welcome mail\n${tellWay(welcome)}`);
  say(nextSteps(running));
}

/** @throws StartError: when this mail does not get through, no other would */
async function welcomeMail(running: RunningPostlane): Promise<MessageTrace> {
  try {
    const messageId = await sendWelcome(running.smtp[0]!);
    return await waitForTrace(`http://${running.api}`, running.config.adminToken!, messageId, WELCOME_TIMEOUT_MS);
  } catch (error) {
    throw new StartError(`The welcome mail did not get through: ${(error as Error).message}.`, { cause: error });
  }
}

function addresses(data: DataDirectory, running: RunningPostlane) {
  return {
    smtp: running.smtp,
    api: `http://${running.api}`,
    redis: running.redis,
    sandbox: running.sandbox,
    data_dir: data.path,
    admin_token_file: running.keptToken?.file,
  };
}

function summary(options: StartOptions, data: DataDirectory, running: RunningPostlane): string {
  const world = running.sandbox
    ? `a sandbox on this machine: every domain's mail goes to ${running.sandbox}, nothing leaves`
    : `the real Internet, by the system's DNS; this host says it is ${running.config.hostname}`;
  return `

Postlane is running.
  mail in   ${running.smtp.join(", ")}  (SMTP, STARTTLS)
  mail out  ${world}
  api       http://${running.api}
  workers   ${options.workers}
  redis     ${running.redis}
  data      ${data.path}`;
}

function nextSteps(running: RunningPostlane): string {
  const smtp = running.smtp[0]!;
  const token = running.keptToken;
  const tryIt = running.sandbox
    ? `Try it:   curl smtp://${smtp} --mail-from me@example.org --mail-rcpt you@example.net --upload-file README.md
          In the sandbox reject@, defer@, greylist@ and slow@ any domain behave as their names say.`
    : `Try it:   swaks --server ${smtp} --from you@your.domain --to somebody@their.domain`;
  const shown = token ? `$(cat ${token.file})` : "$POSTLANE_ADMIN_TOKEN";
  const newToken = token?.isNew
    ? `\nToken:    ${token.value}\n          The administrator's, shown only this once; it is kept in ${token.file}.`
    : "";
  return `
${tryIt}
See it:   curl --header "authorization: Bearer ${shown}" http://${running.api}/v1/messages${newToken}
Stop it:  Ctrl-C`;
}

import type { DataDirectory } from "./open-data-directory.ts";
import type { StartOptions } from "./parse-options.ts";
import { sendWelcome } from "./send-welcome.ts";
import { tellWay, waitForWay } from "./message-way.ts";
import type { RunningPostlane } from "./start-postlane.ts";

/** Tells the user what runs and where, and in the sandbox sends the welcome mail and tells its way. */
export async function showRunning(
  options: StartOptions,
  data: DataDirectory,
  running: RunningPostlane,
  say: (text: string) => void,
): Promise<void> {
  const smtp = running.smtp[0]!;
  const token = data.secret("admin-token");
  const way = options.live
    ? undefined
    : await waitForWay(`http://${running.api}`, token.value, await sendWelcome(smtp));
  if (options.json) return say(JSON.stringify({ ...addresses(data, running), ...(way && { welcome: way }) }));
  say(summary(options, data, running));
  if (way) say(`\nThe way of the welcome mail\n${tellWay(way)}`);
  say(`\n${nextSteps(smtp, running, token.file)}`);
}

function addresses(data: DataDirectory, running: RunningPostlane) {
  return {
    smtp: running.smtp,
    api: `http://${running.api}`,
    redis: running.redis,
    sandbox: running.sandbox,
    data_dir: data.path,
    admin_token_file: data.secret("admin-token").file,
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

function nextSteps(smtp: string, running: RunningPostlane, tokenFile: string): string {
  const [host, port] = smtp.split(":");
  const examples = running.sandbox
    ? `Try it:  curl smtp://${smtp} --mail-from me@example.org --mail-rcpt you@example.net -T README.md
         In the sandbox reject@, defer@, greylist@ and slow@ any domain behave as their names say.`
    : `Try it:  swaks --server ${host} --port ${port} --from you@your.domain --to somebody@their.domain`;
  return `${examples}
See it:  curl -H "authorization: Bearer $(cat ${tokenFile})" http://${running.api}/v1/messages
Stop it: Ctrl-C`;
}

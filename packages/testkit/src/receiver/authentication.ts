import type { SessionPort } from "./commands.ts";
import type { ConnectionEntry } from "./types.ts";

export interface Authentication {
  begin(line: string): void;
  /** A dialogue is under way: lines are its answers, not commands. */
  active(): boolean;
  take(line: string): void;
}

/** AUTH PLAIN (RFC 4616) and LOGIN against known passwords. */
export function createAuthentication(
  users: Readonly<Record<string, string>>,
  connection: ConnectionEntry,
  session: Pick<SessionPort, "respond">,
): Authentication {
  let next: ((text: string) => void) | undefined;

  function ask(line: string, prompt: string, then: (text: string) => void): void {
    session.respond("auth", line, `334 ${prompt}`, ({ positive }) => {
      if (positive) next = then;
    });
  }

  function check(line: string, username: string, password: string): void {
    const right = Object.hasOwn(users, username) && users[username] === password;
    session.respond("auth", line, right ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong user name or password", (spoken) => {
      if (spoken.positive) connection.username = username;
    });
  }

  function plain(line: string, response: string): void {
    const [, username = "", password = ""] = response.split("\0");
    check(line, username, password);
  }

  return {
    begin(line) {
      const [, mechanism = "", initial] = line.split(" ");
      if (mechanism.toUpperCase() === "PLAIN") {
        if (initial) plain(line, decode(initial));
        else ask(line, "", (text) => plain(line, text));
      } else if (mechanism.toUpperCase() === "LOGIN") {
        const askPassword = (username: string): void =>
          ask(line, "UGFzc3dvcmQ6", (password) => check(line, username, password));
        if (initial) askPassword(decode(initial));
        else ask(line, "VXNlcm5hbWU6", askPassword);
      } else session.respond("auth", line, "504 5.5.4 PLAIN or LOGIN");
    },
    active: () => next !== undefined,
    take(line) {
      const then = next!;
      next = undefined;
      if (line === "*") session.respond("auth", line, "501 5.7.0 Cancelled");
      else then(decode(line));
    },
  };
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

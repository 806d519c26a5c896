import { type Entry, edit } from "../guard.ts";

const SRC = "services/ingress/src";
const MAIL = "packages/mail/src";
const GATE = "packages/limits/src/connection-gate.ts";
const test = (name: string): string => `services/ingress/test/${name}.test.ts`;
const mailTest = (name: string): string => `packages/mail/test/${name}.test.ts`;

/** smtp-server, which keeps the sockets of ingress. */
export const SMTP_SERVER: readonly Entry[] = [
  {
    hazard: "S1",
    what: "a handler that throws is a temporary refusal without its text",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      "settle(replies.internal);",
      `settle({ code: 550, enhancedCode: "5.0.0", text: (err as Error).message });`,
    ),
    files: [test("commands"), test("guards")],
    pattern: "S1, S21",
  },
  {
    hazard: "S1",
    what: "a commit that fails is a temporary refusal without its text",
    ...edit(
      `${SRC}/session/on-data.ts`,
      `      );
      return replies.unavailable;`,
      `      );
      return { code: 550, enhancedCode: "5.3.0", text: (err as Error).message };`,
    ),
    files: [test("commands")],
    pattern: "a commit that",
  },
  {
    hazard: "S2",
    what: "content above the limit is refused while it flows",
    ...edit(
      `${SRC}/content/message-content.ts`,
      "if (this.bytes > this.#limits.maxMessageBytes) return this.refuse(contentRefusals.tooBig);",
      "",
    ),
    files: [test("content")],
    pattern: "too many bytes \\(S2\\)",
  },
  {
    hazard: "S2",
    what: "a client that sends on beyond the limit is cut off",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      "if (content.bytes > cutOffAt) this.#cutOff(contentRefusals.tooBig);",
      "void cutOffAt;",
    ),
    files: [test("content")],
    pattern: "sends on and on",
  },
  {
    hazard: "S3",
    what: "the transaction is opened last, when nothing refuses any more",
    ...edit(
      `${SRC}/session/on-mail.ts`,
      `  const foreign = mayNotSendAs(session, command.sender.reversePath);`,
      `  session.transaction = { sender: command.sender, recipients: new Map() };
  const foreign = mayNotSendAs(session, command.sender.reversePath);`,
    ),
    files: [test("commands"), test("content"), test("login-limits")],
  },
  {
    hazard: "S4",
    what: "recipients are told apart by their exact local part",
    edits: [
      {
        file: `${SRC}/session/on-rcpt.ts`,
        find: "recipients.has(recipient.address)",
        replace: "recipients.has(recipient.address.toLowerCase())",
      },
      {
        file: `${SRC}/session/on-rcpt.ts`,
        find: "recipients.set(recipient.address, recipient)",
        replace: "recipients.set(recipient.address.toLowerCase(), recipient)",
      },
    ],
    files: [test("commands")],
    pattern: "\\(S4\\)",
  },
  {
    hazard: "S4",
    what: "RSET empties the list",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      `      this.transaction = undefined;
      return replies.ok;`,
      "      return replies.ok;",
    ),
    files: [test("commands")],
    pattern: "ends a transaction",
  },
  {
    hazard: "S4",
    what: "EHLO and HELO empty the list",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      `    this.transaction = undefined;
    if (esmtp) super`,
      "    if (esmtp) super",
    ),
    files: [test("commands")],
    pattern: "ends a transaction",
  },
  {
    hazard: "S5",
    what: "a domain that the conversion would change is refused",
    ...edit(
      `${MAIL}/parse-domain.ts`,
      'return domainToUnicode(ascii) === text.normalize("NFC").toLowerCase() ? ascii : undefined;',
      "return ascii;",
    ),
    files: [mailTest("parse-path")],
  },
  {
    hazard: "S5",
    what: "an A-label that is none is refused",
    ...edit(
      `${MAIL}/parse-domain.ts`,
      `return domain.includes("xn--") && /(?:^|\\.)xn--/.test(domainToUnicode(domain)) ? undefined : domain;`,
      "return domain;",
    ),
    files: [mailTest("parse-path")],
  },
  {
    hazard: "S6",
    what: "quoted local parts are read as what they are",
    ...edit(`${MAIL}/parse-path.ts`, `const quoted = line[start] === '"';`, "const quoted = false;"),
    files: [mailTest("parse-path")],
  },
  {
    hazard: "S6",
    what: "characters that must be quoted are refused",
    ...edit(
      `${MAIL}/parse-path.ts`,
      `const DOT_STRING = new RegExp(\`\${ATEXT}+(?:\\\\.\${ATEXT}+)*\`, "uy");`,
      `const DOT_STRING = /[^\\s@<>]+/y;
void ATEXT;`,
    ),
    files: [mailTest("parse-path"), test("hostile/addresses")],
  },
  {
    hazard: "S6",
    what: "a label longer than 63 octets is refused",
    ...edit(`${MAIL}/parse-domain.ts`, "label.length <= 63 && ", ""),
    files: [mailTest("parse-path")],
  },
  {
    hazard: "S6",
    what: "bytes that are no UTF-8 are refused, not replaced",
    ...edit(
      `${SRC}/session/decode-line.ts`,
      `return isUtf8(line) ? line.toString("utf8") : undefined;`,
      `void isUtf8;
  return line.toString("utf8");`,
    ),
    files: [test("commands")],
    pattern: "\\(S6\\)",
  },
  {
    hazard: "S7",
    what: "a parameter nobody knows is refused",
    ...edit(
      `${MAIL}/mail-command.ts`,
      `if (!Object.hasOwn(known, keyword))
      return refused(555, "5.5.4", \`Parameter \${keyword.slice(0, 40)} is not supported\`);`,
      "if (!Object.hasOwn(known, keyword)) continue;",
    ),
    files: [test("commands"), mailTest("mail-and-rcpt-command")],
  },
  {
    hazard: "S7",
    what: "RET and ENVID are kept",
    edits: [
      {
        file: `${MAIL}/mail-command.ts`,
        find: `ret: params.get("RET")?.toUpperCase() as Envelope["ret"],`,
        replace: "",
      },
      { file: `${MAIL}/mail-command.ts`, find: `envid: params.get("ENVID"),`, replace: "" },
    ],
    files: [test("commands")],
    pattern: "keep their DSN parameters",
  },
  {
    hazard: "S7",
    what: "NOTIFY and ORCPT are kept",
    edits: [
      {
        file: `${MAIL}/rcpt-command.ts`,
        find: "notify: notify === undefined ? undefined : parseNotify(notify),",
        replace: "",
      },
      {
        file: `${MAIL}/rcpt-command.ts`,
        find: `      orcpt,
    },`,
        replace: "    },",
      },
    ],
    files: [test("commands")],
    pattern: "keep their DSN parameters",
  },
  {
    hazard: "S8",
    what: "a bare LF ends no command",
    ...edit(
      `${SRC}/smtp/command-stream.ts`,
      `if (!endsInCr) return this.onfault("bare-lf", done);`,
      "if (!endsInCr) return this.oncommand(line, done);",
    ),
    files: [test("commands"), test("hostile/smuggling")],
    pattern: "bare|no end of a command|S8",
  },
  {
    hazard: "S8",
    what: "what stands behind a bare LF is not read as a command",
    ...edit(`${SRC}/smtp/ingress-connection.ts`, `if (fault === "bare-lf") this.close();`, ""),
    files: [test("commands"), test("hostile/smuggling")],
    pattern: "bare|no end of a command|S8|ends the session",
  },
  {
    hazard: "S8",
    what: "a bare CR in a command is refused",
    ...edit(`${SRC}/smtp/command-stream.ts`, `if (line.indexOf(CR) !== end) return this.onfault("bare-cr", done);`, ""),
    files: [test("commands")],
    pattern: "\\(S8\\)",
  },
  {
    hazard: "S9",
    what: "a bare LF in content is refused",
    ...edit(`${SRC}/content/dot-decoder.ts`, `if (!crBeforeLf) fault ??= "bare-lf";`, ""),
    files: [test("content"), test("dot-decoder")],
    pattern: "bare LF|dot decoder",
  },
  {
    hazard: "S9",
    what: "a bare CR in content is refused",
    edits: [
      {
        file: `${SRC}/content/dot-decoder.ts`,
        find: `if (crPending && end > start) fault ??= "bare-cr";`,
        replace: "",
      },
      { file: `${SRC}/content/dot-decoder.ts`, find: `if (crAt < end - 1) fault ??= "bare-cr";`, replace: "" },
    ],
    files: [test("content"), test("dot-decoder")],
    pattern: "bare CR|dot decoder",
  },
  {
    hazard: "S9",
    what: "a dot behind a bare LF is no stuffed one",
    ...edit(
      `${SRC}/content/dot-decoder.ts`,
      `if (before === "crlf") {
          take(read);`,
      `if (before === "crlf" || before === "lf") {
          take(read);`,
    ),
    files: [test("dot-decoder")],
  },
  {
    hazard: "S9",
    what: "what the decoder finds is refused",
    ...edit(
      `${SRC}/content/message-content.ts`,
      "if (fault && !this.refusal) this.refuse(contentRefusals[fault]);",
      "void fault;",
    ),
    files: [test("content")],
    pattern: "is refused, nothing of it is kept",
  },
  {
    hazard: "S10",
    what: "somebody looks whether a session is overdue",
    ...edit(
      `${SRC}/session-guard.ts`,
      "if (isOverdue(connection, limits, nowMs)) connection.giveUp();",
      "void connection;",
    ),
    files: [test("limits")],
    pattern: "\\(S10\\)",
  },
  {
    hazard: "S10",
    what: "content has a deadline",
    ...edit(`${SRC}/session-guard.ts`, "return nowMs - incoming.startedAtMs > allowedMs;", "return allowedMs < 0;"),
    files: [test("session-guard"), test("limits")],
    pattern: "overdue|content that trickles",
  },
  {
    hazard: "S10",
    what: "a command has a deadline",
    ...edit(`${SRC}/session-guard.ts`, "nowMs - session.repliedAtMs > limits.commandMs || ", ""),
    files: [test("session-guard"), test("limits")],
    pattern: "overdue|a command that trickles",
  },
  {
    hazard: "S10",
    what: "a session without mail has a deadline",
    ...edit(`${SRC}/session-guard.ts`, " || nowMs - session.productiveAtMs > limits.unproductiveMs", ""),
    files: [test("session-guard"), test("limits")],
    pattern: "overdue|only says NOOP",
  },
  {
    hazard: "S10",
    what: "the handshake behind STARTTLS has a deadline",
    ...edit(
      `${SRC}/session-guard.ts`,
      "if (session.upgrading) return nowMs - session.repliedAtMs > limits.handshakeMs;",
      "if (session.upgrading) return false;",
    ),
    files: [test("session-guard"), test("tls")],
    pattern: "overdue|handshakes",
  },
  {
    hazard: "S10",
    what: "the handshake of implicit TLS has a deadline",
    ...edit(`${SRC}/smtp/ingress-server.ts`, "this._pendingSockets.get(socket)?.destroy();", "void socket;"),
    files: [test("tls")],
    pattern: "handshakes",
  },
  {
    hazard: "S11",
    what: "failed logins end a session",
    ...edit(
      `${SRC}/session/on-auth.ts`,
      "return session.loginFailures >= limits.maxLoginFailures ? replies.tooManyLogins : replies.badLogin;",
      "void limits;\n  return replies.badLogin;",
    ),
    files: [test("auth")],
    pattern: "\\(S11\\)",
  },
  {
    hazard: "S11",
    what: "failed logins slow the next one down, over all processes",
    ...edit(`${SRC}/auth/authenticator.ts`, "await sleep(first.waitMs);", "void sleep;"),
    files: [test("hostile/logins"), test("auth")],
    pattern: "slow",
  },
  {
    hazard: "S11",
    what: "those that come at once stand in line, over all processes",
    ...edit(
      "packages/limits/src/lua/take-login-turn-3.lua",
      "if line.turn > 0 then redis.call('HSET', line.key, 'turn', line.turn) end",
      "",
    ),
    files: ["packages/limits/test/login-turns.test.ts", test("auth")],
    pattern: "at once",
  },
  {
    hazard: "S11",
    what: "too many failed logins shut an address out, over all processes",
    ...edit(
      `${SRC}/auth/authenticator.ts`,
      `return turn.kind === "refused" ? "busy" : check(username, password, clientAddress);`,
      "return check(username, password, clientAddress);",
    ),
    files: [test("hostile/logins"), test("auth")],
    pattern: "shut",
  },
  {
    hazard: "S12",
    what: "commands are counted by us: the library's count is off",
    ...edit(
      `${SRC}/smtp/guarded-connection.ts`,
      "return ++this.#commands > limits.maxUnproductiveCommands + 2 * policy.general.maxRecipients;",
      "void limits, policy;\n    return false;",
    ),
    files: [test("hostile/floods")],
    pattern: "endless",
  },
  {
    hazard: "S13",
    what: "refused recipients count as errors",
    ...edit(
      `${SRC}/smtp/guarded-connection.ts`,
      `if (code === 421) return;
    const { limits }`,
      `if (code === 421 || this.verb === "RCPT") return;
    const { limits }`,
    ),
    files: [test("limits")],
    pattern: "\\(S13\\)",
  },
  {
    hazard: "S14",
    what: "base64 has one spelling",
    ...edit(`${SRC}/session/on-auth.ts`, `if (bytes.toString("base64") !== base64) return replies.badBase64;`, ""),
    files: [test("auth")],
    pattern: "a login is refused",
  },
  {
    hazard: "S15",
    what: "nobody acts for another",
    ...edit(
      `${SRC}/session/on-auth.ts`,
      `if (authzid !== "" && authzid !== authcid) return failed(session, authcid);`,
      "void authzid;",
    ),
    files: [test("auth")],
    pattern: "a login is refused",
  },
  {
    hazard: "S15",
    what: "the user is the authcid, also when it is empty",
    ...edit(
      `${SRC}/session/on-auth.ts`,
      `if (authzid !== "" && authzid !== authcid) return failed(session, authcid);
  return verify(session, authcid, password);`,
      `if (authcid !== "" && authzid !== "" && authzid !== authcid) return failed(session, authcid);
  return verify(session, authcid || authzid, password);`,
    ),
    files: [test("auth")],
    pattern: "a login is refused",
  },
  {
    hazard: "S16",
    what: "AUTH is not announced in clear text",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      `if (command === "AUTH" && this.verb !== "AUTH" && !mayAuthenticate(this)) return false;`,
      "void mayAuthenticate;",
    ),
    files: [test("access")],
    pattern: "\\(S16\\)",
  },
  {
    hazard: "S16",
    what: "AUTH is not taken in clear text",
    ...edit(`${SRC}/session/on-auth.ts`, "if (!mayAuthenticate(session)) return replies.tlsFirst;", ""),
    files: [test("access")],
    pattern: "\\(S16\\)",
  },
  {
    hazard: "S17",
    what: "only what is on the list is a command",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      "return COMMANDS.has(command) ? super._getHandler(command) : undefined;",
      "void COMMANDS;\n    return super._getHandler(command);",
    ),
    files: [test("commands")],
    pattern: "\\(S17\\)",
  },
  {
    hazard: "S18",
    what: "connections of a process",
    ...edit(GATE, "if (open >= maxConnections) return false;", ""),
    files: [test("limits")],
    pattern: "\\(S18\\)",
  },
  {
    hazard: "S18",
    what: "connections of an address",
    ...edit(
      GATE,
      "if (group !== undefined && (perAddress.get(group) ?? 0) >= maxConnectionsPerAddress) return false;",
      "",
    ),
    files: ["packages/limits/test/connection-gate.test.ts"],
  },
  {
    hazard: "S18",
    what: "the gate is asked",
    ...edit(
      `${SRC}/smtp/ingress-server.ts`,
      "if (!this.gate.enter(socket)) {",
      "if (!this.gate.enter(socket) && false) {",
    ),
    files: [test("limits")],
    pattern: "\\(S18\\)",
  },
  {
    hazard: "S18",
    what: "recipients of a message",
    ...edit(
      `${SRC}/session/on-rcpt.ts`,
      "if (recipients.size >= context.policy.general.maxRecipients) return replies.tooManyRecipients;",
      "",
    ),
    files: [test("commands")],
    pattern: "above the limit are put off",
  },
  {
    hazard: "S19",
    what: "idle sessions are told at once",
    ...edit(`${SRC}/drain.ts`, "stay((connection) => connection.incoming !== undefined);", ""),
    files: [test("drain")],
    pattern: "tells",
  },
  {
    hazard: "S19",
    what: "a message that is being committed gets its true reply",
    ...edit(`${SRC}/drain.ts`, "stay((connection) => connection.committing);", "stay(() => false);"),
    files: [test("drain")],
    pattern: "true reply",
  },
  {
    hazard: "S19",
    what: "content that does not end is not waited for",
    ...edit(`${SRC}/drain.ts`, "stay((connection) => connection.committing);", ""),
    files: [test("drain")],
    pattern: "content that does not end",
  },
  {
    hazard: "S20",
    what: "errors of connections have a listener",
    ...edit(
      `${SRC}/smtp/ingress-server.ts`,
      `this.on("error", (err) => context.logger.debug({ err }, "connection failed"));`,
      "",
    ),
    files: [test("tls")],
    pattern: "handshakes",
  },
  {
    hazard: "S20",
    what: "content that did not come in whole is dropped",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      `    }
    incoming.abandon();`,
      "    }",
    ),
    files: [test("content")],
    pattern: "\\(S20\\)",
  },
  {
    hazard: "S21",
    what: "a rejected promise of a handler is caught",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      "if (result instanceof Promise) result.then(settle, fail);",
      "if (result instanceof Promise) void result.then(settle);",
    ),
    files: [test("guards")],
    pattern: "promise is rejected",
  },
  {
    hazard: "S22",
    what: "the greeting does not wait",
    ...edit(
      `${SRC}/smtp/guarded-connection.ts`,
      `this.context.metrics.sessions.inc();
    this._setListeners(() => this.connectionReady());`,
      `this.context.metrics.sessions.inc();
    super.init();`,
    ),
    files: [test("limits")],
    pattern: "\\(S22\\)",
  },
  {
    hazard: "S22",
    what: "names of clients are not looked up",
    edits: [
      {
        file: `${SRC}/smtp/ingress-server.ts`,
        find: "disableReverseLookup: true",
        replace: "disableReverseLookup: false",
      },
      {
        file: `${SRC}/smtp/guarded-connection.ts`,
        find: "this._setListeners(() => this.connectionReady());",
        replace: "super.init();",
      },
    ],
    files: [test("guards")],
    pattern: "\\(S22\\)",
  },
  {
    hazard: "S23",
    what: "a sender beyond ASCII needs SMTPUTF8",
    ...edit(`${MAIL}/mail-command.ts`, "if (path.nonAscii && !smtpUtf8) return needsSmtpUtf8();", ""),
    files: [test("commands")],
    pattern: "\\(S23\\)",
  },
  {
    hazard: "S23",
    what: "a recipient beyond ASCII needs SMTPUTF8",
    ...edit(`${MAIL}/rcpt-command.ts`, "path.nonAscii || ", ""),
    files: [test("commands"), mailTest("mail-and-rcpt-command")],
    pattern: "S3|S23|UTF8|RCPT",
  },
  {
    hazard: "S24",
    what: "hops are counted",
    ...edit(
      `${SRC}/content/message-content.ts`,
      "if (receivedCount > this.#limits.maxReceivedHops) this.refuse(contentRefusals.tooManyHops);",
      "if (receivedCount < 0) return;",
    ),
    files: [test("content")],
    pattern: "a loop",
  },
  {
    hazard: "S24",
    what: "Received is put in front",
    ...edit(`${SRC}/content/message-content.ts`, "this.#pieces = [prefix];", "this.#pieces = [];"),
    files: [test("session")],
  },
  {
    hazard: "S25",
    what: "a PROXY header is never read: the library's setting stays off",
    ...edit(`${SRC}/smtp/ingress-server.ts`, "logger: false,", "logger: false,\n      useProxy: true,"),
    files: [test("session")],
    pattern: "\\(S25\\)",
  },
  {
    hazard: "S26",
    what: "the certificate is our own",
    ...edit(
      `${SRC}/smtp/ingress-server.ts`,
      `key: certificate.key,
      cert: certificate.cert,`,
      "",
    ),
    files: [test("tls")],
    pattern: "S26|is what clients see",
  },
  {
    hazard: "CVE-2011-0411",
    what: "commands in clear text behind STARTTLS are dropped: by the retired parser, by us, by the library",
    edits: [
      {
        file: `${SRC}/smtp/command-stream.ts`,
        find: `      if (this.isClosed) return next();
      if (this.#sink) return this.#readContent(data.subarray(position), next);`,
        replace: "      if (this.#sink) return this.#readContent(data.subarray(position), next);",
      },
      {
        file: `${SRC}/smtp/ingress-connection.ts`,
        find: "if (this._upgrading) return done();",
        replace: `if (this._upgrading) {
      this._upgrading = false;
      super._onCommand(line, done);
      this._upgrading = true;
      return;
    }`,
      },
    ],
    files: [test("tls")],
    pattern: "STARTTLS injection",
  },
  {
    hazard: "CVE-2023-51764",
    what: "only CR LF . CR LF ends content",
    ...edit(
      `${SRC}/content/dot-decoder.ts`,
      `if (endsCrlf && before === "crlf") {
          take(read);
          return { state: "end", content: chunk.subarray(0, written), rest: chunk.subarray(read + 3) };`,
      `if (endsCrlf || second === LF) {
          take(read);
          return { state: "end", content: chunk.subarray(0, written), rest: chunk.subarray(read + (endsCrlf ? 3 : 2)) };`,
    ),
    files: [test("hostile/smuggling"), test("content")],
    pattern: "no end of data|smuggling",
  },
  {
    hazard: "CVE-2023-51764",
    what: "a forged end ends the session",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      "forgedEnd: (fault) => this.#cutOff(contentRefusals[fault]),",
      "forgedEnd: (fault) => void this.#finish(incoming, fault, () => {}),",
    ),
    files: [test("hostile/smuggling"), test("content")],
    pattern: "no end of data|smuggling",
  },
  {
    hazard: "GHSA-fv2f-rw9f-v9cm",
    what: "an endless command line is not kept",
    ...edit(
      `${SRC}/smtp/command-stream.ts`,
      "if (this.#dropping || rest.length > MAX_AUTH_LINE_BYTES + 1) {",
      "if (this.#dropping) {",
    ),
    files: [test("hostile/floods")],
    pattern: "endless",
  },
  {
    hazard: "3.19.0",
    what: "parameters with control characters are refused: by their form, and by the xtext of their values",
    edits: [
      {
        file: `${MAIL}/parse-esmtp-params.ts`,
        find: "(?:=([^\\p{Cc} =]+))?$/u",
        replace: "(?:=([^ =]+))?$/u",
      },
      {
        file: `${MAIL}/xtext.ts`,
        find: "/^(?:[\\x21-\\x2a",
        replace: "/^(?:[\\x00-\\x2a",
      },
    ],
    files: [mailTest("mail-and-rcpt-command")],
  },
  {
    hazard: "3.19.3",
    what: "what was said before STARTTLS is forgotten",
    ...edit(
      `${SRC}/smtp/ingress-connection.ts`,
      `this.login = undefined;
    super.upgrade`,
      "super.upgrade",
    ),
    files: [test("access")],
    pattern: "is forgotten with STARTTLS",
  },
  {
    hazard: "3.19.23",
    what: "content may come in pieces of any size: our own decoder",
    files: [test("content"), test("dot-decoder")],
    pattern: "in pieces of any size|whatever the pieces",
  },
];

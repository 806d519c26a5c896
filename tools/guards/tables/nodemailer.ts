import { type Entry, edit } from "../guard.ts";

const SRC = "packages/smtp-client/src";
const test = (name: string): string => `packages/smtp-client/test/${name}.test.ts`;
const mailTest = (name: string): string => `packages/mail/test/${name}.test.ts`;
const apiTest = (name: string): string => `services/api/test/${name}.test.ts`;
const COMPOSE = "services/api/src/submission/compose-message.ts";

/** nodemailer, of which the composer alone is used; the SMTP client is our own and must not have the same weaknesses. */
export const NODEMAILER: readonly Entry[] = [
  {
    hazard: "N1",
    what: "content that cannot be read gets no dot",
    ...edit(`${SRC}/transfer-content.ts`, "return owner.onContentUnreadable(error);", "void error;"),
    files: [test("content")],
    pattern: "\\(N1\\)",
  },
  {
    hazard: "N1",
    what: "content that cannot be read ends the connection",
    ...edit(
      `${SRC}/transaction.ts`,
      `if (this.#phase === "content") this.#leave({ scope: "message", step: "data-end", enhancedCode: "4.3.0", detail });`,
      `this.#failure = { scope: "message", step: "data-end", enhancedCode: "4.3.0", detail };
    if (this.#phase === "content") this.#refused("refused");`,
    ),
    files: [test("content")],
    pattern: "\\(N1\\)",
  },
  {
    hazard: "N2",
    what: "a transaction ends with its connection",
    ...edit(`${SRC}/smtp-connection.ts`, "this.#queue[0]?.onLost(loss, expected);", "void expected;"),
    files: [test("content")],
    pattern: "destroy ends a transaction",
  },
  {
    hazard: "N2",
    what: "so do those that wait behind it",
    ...edit(
      `${SRC}/smtp-connection.ts`,
      `    const others = this.#queue;
    this.#queue = [];
    for (const transaction of others) transaction.drop();
  }

  #beginNext`,
      `    this.#queue = [];
  }

  #beginNext`,
    ),
    files: [test("send-ahead"), test("transact")],
    pattern: "421 or loss|what waits behind",
  },
  {
    hazard: "N3",
    what: "every step has a deadline",
    ...edit(`${SRC}/wire.ts`, "this.#deadline.set(timeoutMs, startedAt);", ""),
    files: [test("opening")],
    pattern: "\\(N3\\)",
  },
  {
    hazard: "N3",
    what: "bytes that drip do not move it",
    ...edit(
      `${SRC}/wire.ts`,
      "      this.#parser.feed(bytes);",
      `      if (this.#expected[0]) this.#deadline.set(this.#expected[0].timeoutMs, performance.now());
      this.#parser.feed(bytes);`,
    ),
    files: [test("opening"), test("transact")],
    pattern: "\\(N3\\)|one byte at a time",
  },
  {
    hazard: "N3",
    what: "commands sent together have a deadline each",
    ...edit(`${SRC}/wire.ts`, "this.#deadline.set(next.timeoutMs, next.startedAt);", "this.#deadline.clear();"),
    files: [test("send-ahead"), test("transact")],
    pattern: "has its deadline|one byte at a time",
  },
  {
    hazard: "N3",
    what: "connecting has a deadline",
    ...edit(`${SRC}/dialog.ts`, "this.wire.beginWait(timeoutMs);", "void timeoutMs;"),
    files: [test("opening")],
    pattern: "the connect deadline",
  },
  {
    hazard: "N3",
    what: "a handshake has a deadline",
    ...edit(`${SRC}/dialog.ts`, "this.wire.beginWait(timeoutMs);", "void timeoutMs;"),
    files: [test("starttls")],
    pattern: "a handshake answered with",
  },
  {
    hazard: "N3",
    what: "content that does not begin ends",
    ...edit(`${SRC}/wire.ts`, "this.#deadline.set(stallMs, performance.now());", ""),
    files: [test("content")],
    pattern: "never begins",
  },
  {
    hazard: "N3",
    what: "content that makes no progress ends: a deadline from its beginning, renewed with each block",
    edits: [
      { file: `${SRC}/wire.ts`, find: "this.#deadline.set(stallMs, performance.now());", replace: "" },
      {
        file: `${SRC}/wire.ts`,
        find: "if (this.#stallMs > 0 && !this.lost) this.#deadline.set(this.#stallMs, performance.now());",
        replace: "",
      },
    ],
    files: [test("content")],
    pattern: "stops reading|a source that stalls",
  },
  {
    hazard: "N3",
    what: "content that goes on slowly does not end",
    ...edit(
      `${SRC}/wire.ts`,
      "if (this.#stallMs > 0 && !this.lost) this.#deadline.set(this.#stallMs, performance.now());",
      "",
    ),
    files: [test("content")],
    pattern: "a slow reader",
  },
  {
    hazard: "N3",
    what: "all steps of an opening together have a limit",
    ...edit(`${SRC}/open-connection.ts`, "dialog.wire.beginLimit(target.timeouts.openingMs);", ""),
    files: [test("opening")],
    pattern: "at its last moment",
  },
  {
    hazard: "N3",
    what: "so has a transaction up to its dot",
    ...edit(`${SRC}/smtp-connection.ts`, "    this.#queue[0]!.limitTime();\n", ""),
    files: [test("transact")],
    pattern: "one recipient after another",
  },
  {
    hazard: "N3",
    what: "and one whose commands went out with the dot before it",
    ...edit(`${SRC}/smtp-connection.ts`, "    else next?.limitTime();\n", ""),
    files: [test("transact")],
    pattern: "went out with the dot of the first",
  },
  {
    hazard: "N3",
    what: "the dot has ten minutes, as the RFC says",
    ...edit(`${SRC}/rfc-timeouts.ts`, "dataEndMs: 600_000", "dataEndMs: 300_000"),
    files: [test("rfc-timeouts")],
  },
  {
    hazard: "N3",
    what: "the greeting has five minutes, as the RFC says",
    ...edit(`${SRC}/rfc-timeouts.ts`, "greetingMs: 300_000", "greetingMs: 30_000"),
    files: [test("rfc-timeouts")],
  },
  {
    hazard: "N4",
    what: "an address beyond ASCII is not sent to a server without SMTPUTF8",
    ...edit(`${SRC}/plan-transaction.ts`, "if (smtpUtf8 && !capabilities.smtpUtf8)", "if (smtpUtf8 && !capabilities)"),
    files: [test("plan-transaction")],
    pattern: "\\(N4\\)",
  },
  {
    hazard: "N4",
    what: "header fields beyond ASCII need SMTPUTF8 too",
    ...edit(
      "services/worker/src/transact.ts",
      "needsSmtpUtf8: utf8Address || (envelope.smtpUtf8 === true && head.utf8Headers === true),",
      "needsSmtpUtf8: utf8Address,",
    ),
    files: ["services/worker/test/smtp-utf8.test.ts"],
  },
  {
    hazard: "N5",
    what: "each recipient has its own NOTIFY and ORCPT",
    ...edit(
      `${SRC}/plan-transaction.ts`,
      "rcptLine(recipient, capabilities.dsn, smtpUtf8)",
      "rcptLine({ ...recipients[0]!, address: recipient.address }, capabilities.dsn, smtpUtf8)",
    ),
    files: [test("plan-transaction")],
  },
  {
    hazard: "N6",
    what: "a sender that would become something else is not sent",
    ...edit(
      `${SRC}/plan-transaction.ts`,
      `if (reversePath !== "" && !isSendableAddress(reversePath))`,
      "if (reversePath === undefined)",
    ),
    files: [test("plan-transaction")],
  },
  {
    hazard: "N6",
    what: "a recipient that would become something else is not sent",
    ...edit(
      `${SRC}/plan-transaction.ts`,
      "if (isSendableAddress(address)) return undefined;",
      "if (isSendableAddress(address) || address) return undefined;",
    ),
    files: [test("plan-transaction")],
  },
  {
    hazard: "N6",
    what: "parameters that would become something else are not sent",
    ...edit(
      `${SRC}/plan-transaction.ts`,
      "if (capabilities.dsn && !hasCleanParameters(request))",
      "if (capabilities.dsn && !hasCleanParameters(request) && !capabilities)",
    ),
    files: [test("plan-transaction")],
  },
  {
    hazard: "N7",
    what: "a reply has three digits",
    ...edit(
      `${SRC}/reply-parser.ts`,
      "if (end < start + 3) return 0;",
      "if (end < start + 3) return this.#text.charCodeAt(start) === ZERO + 2 ? 200 : 0;",
    ),
    files: [test("reply-parser")],
  },
  {
    hazard: "N7",
    what: "all of them are digits",
    ...edit(
      `${SRC}/reply-parser.ts`,
      "return digits ? hundreds * 100 + tens * 10 + ones : 0;",
      "return digits ? hundreds * 100 + tens * 10 + ones : hundreds === 2 ? 200 : 0;",
    ),
    files: [test("reply-parser")],
  },
  {
    hazard: "N7",
    what: "behind them stands a blank or a hyphen",
    ...edit(
      `${SRC}/reply-parser.ts`,
      "if (code === 0 || (separator !== SPACE && separator !== HYPHEN))",
      "if (code === 0)",
    ),
    files: [test("reply-parser")],
  },
  {
    hazard: "N7",
    what: "the greeting is 220",
    ...edit(`${SRC}/open-connection.ts`, "if (greeting.reply.code !== 220)", "if (greeting.reply.code >= 300)"),
    files: [test("opening")],
    pattern: "^greeting",
  },
  {
    hazard: "N7",
    what: "the answer to EHLO is 250",
    ...edit(`${SRC}/open-connection.ts`, "if (extended.reply.code === 250)", "if (extended.reply.code < 300)"),
    files: [test("opening")],
    pattern: "EHLO answered",
  },
  {
    hazard: "N7",
    what: "success at MAIL, RCPT and the dot is 2yz",
    ...edit(`${SRC}/transaction.ts`, "return reply.code >= 200 && reply.code < 300;", "return reply.code < 400;"),
    files: [test("transact")],
  },
  {
    hazard: "N8",
    what: "only 354 begins the content",
    ...edit(`${SRC}/transaction.ts`, "if (reply.code === 354) {", "if (reply.code < 400) {"),
    files: [test("transact")],
  },
  {
    hazard: "N9",
    what: "a reply has an end: its lines",
    ...edit(`${SRC}/reply-parser.ts`, "if (this.#lines.length > MAX_REPLY_LINES)", "if (this.#lines.length < 0)"),
    files: [test("reply-parser")],
  },
  {
    hazard: "N9",
    what: "a reply has an end: its bytes",
    ...edit(`${SRC}/reply-parser.ts`, "if (this.#bytes > MAX_REPLY_BYTES)", "if (this.#bytes < 0)"),
    files: [test("reply-parser")],
  },
  {
    hazard: "N9",
    what: "a line has an end",
    ...edit(
      `${SRC}/reply-parser.ts`,
      "if ((end === -1 ? this.#text.length : end) - this.#at > MAX_LINE_BYTES)",
      "if ((end === -1 ? this.#text.length : end) - this.#at < 0)",
    ),
    files: [test("reply-parser")],
  },
  {
    hazard: "N9",
    what: "control characters of a reply are not kept",
    ...edit(
      "packages/mail/src/reply-from-lines.ts",
      `return UNSAFE.test(text) ? text.replace(ALL_UNSAFE, (char) => (char === "\\t" ? " " : "?")) : text;`,
      `void UNSAFE, ALL_UNSAFE;
  return text;`,
    ),
    files: [test("transact"), test("hostile")],
    pattern: "\\(N9\\)|are not kept",
  },
  {
    hazard: "N9",
    what: "2 KiB of a reply are kept",
    ...edit(
      "packages/mail/src/reply-from-lines.ts",
      "if (text.length > MAX_REPLY_TEXT_LENGTH) text = cut(text);",
      "void cut;",
    ),
    files: [test("transact"), mailTest("reply-from-lines")],
  },
  {
    hazard: "N10",
    what: "what is unknown is temporary",
    ...edit(
      "packages/mail/src/failure.ts",
      `return failure.enhancedCode.startsWith("5.");`,
      `return !failure.enhancedCode.startsWith("4.");`,
    ),
    files: [mailTest("decide-outcome")],
    pattern: "never bounces",
  },
  {
    hazard: "N10",
    what: "a reply out of step is temporary",
    ...edit(
      "packages/mail/src/classify-reply.ts",
      `const code = unexpected ? "4.5.0" : enhancedCodeOf(reply, step);`,
      `const code = unexpected ? "5.5.0" : enhancedCodeOf(reply, step);`,
    ),
    files: [mailTest("classify-reply"), test("transact")],
  },
  {
    hazard: "N11",
    what: "RSET after a transaction that was refused",
    ...edit(
      `${SRC}/smtp-connection.ts`,
      `this.#needsReset = state === "refused" && (next === undefined || next.waiting);`,
      "void state;",
    ),
    files: [test("transact")],
    pattern: "\\(N11\\)",
  },
  {
    hazard: "N12",
    what: "a socket's error has a listener, from the first moment",
    ...edit(
      `${SRC}/wire.ts`,
      `    socket.on("error", (error: NodeJS.ErrnoException) =>
      this.lose({ kind: "error", detail: error.code ?? error.message }),
    );
`,
      "",
    ),
    files: [test("opening")],
    pattern: "\\(N12\\)|nobody listens",
  },
  {
    hazard: "N13",
    what: "certificates are verified where the settings say so",
    ...edit(
      `${SRC}/start-tls.ts`,
      `const verify = target.tlsVerify && target.tls !== "opportunistic";`,
      "const verify = false;",
    ),
    files: [test("starttls"), test("verify-certificate")],
  },
  {
    hazard: "N13",
    what: "and never with opportunistic TLS",
    ...edit(
      `${SRC}/start-tls.ts`,
      `const verify = target.tlsVerify && target.tls !== "opportunistic";`,
      "const verify = true;",
    ),
    files: [test("starttls")],
    pattern: "opportunistic",
  },
  {
    hazard: "N13",
    what: "a failed opportunistic handshake is followed by a connection in clear",
    ...edit(
      `${SRC}/open-connection.ts`,
      `if (first.ok || !first.tlsFailed || first.aborted || target.tls !== "opportunistic") return first;`,
      "if (first) return first;",
    ),
    files: [test("starttls")],
  },
  {
    hazard: "N13",
    what: "required TLS is never given up",
    ...edit(`${SRC}/open-connection.ts`, ` || target.tls !== "opportunistic") return first;`, ") return first;"),
    files: [test("starttls")],
  },
  {
    hazard: "N13",
    what: "a server without STARTTLS gets no mail when TLS is required",
    ...edit(
      `${SRC}/open-connection.ts`,
      `    if (tls === "require")
      throw dialog.failed("starttls", "4.7.4", "TLS is required but the server does not offer STARTTLS");
`,
      "",
    ),
    files: [test("starttls")],
  },
  {
    hazard: "N14",
    what: "the client connects to addresses alone",
    ...edit(
      `${SRC}/open-connection.ts`,
      "if (isIP(address) && port > 0 && port < 65_536) return undefined;",
      "if ((isIP(address) || address) && port > 0 && port < 65_536) return undefined;",
    ),
    files: [test("opening")],
    pattern: "is not looked up",
  },
  {
    hazard: "N14",
    what: "SERVFAIL is no empty answer",
    ...edit(
      "packages/dns/src/ask.ts",
      `return { answer: { kind: "failed", code }, ttlSeconds: FAILED_TTL_SECONDS };`,
      `void code;
  return { answer: { kind: "nodata" }, ttlSeconds: FAILED_TTL_SECONDS };`,
    ),
    files: ["packages/dns/test/create-resolver.test.ts"],
    pattern: "SERVFAIL",
  },
  {
    hazard: "N14",
    what: "an answer is not kept beyond its time",
    ...edit("packages/dns/src/answer-cache.ts", "if (entry && entry.untilMs > now())", "if (entry)"),
    files: ["packages/dns/test/create-resolver.test.ts"],
    pattern: "kept for",
  },
  {
    hazard: "N15",
    what: "every address of a host is filtered",
    ...edit(
      "packages/dns/src/find-domain.ts",
      "const why = lookup.filter(address);",
      "const why = candidates ? undefined : lookup.filter(address);",
    ),
    files: ["packages/dns/test/create-resolver.test.ts", "packages/dns/test/hostile.test.ts"],
  },
  {
    hazard: "N15",
    what: "so is an address literal",
    ...edit(
      "packages/dns/src/create-resolver.ts",
      "const why = lookup.filter(address);",
      "const why = address ? undefined : lookup.filter(address);",
    ),
    files: ["packages/dns/test/create-resolver.test.ts"],
  },
  {
    hazard: "N16",
    what: "EHLO says the configured name",
    ...edit(
      `${SRC}/open-connection.ts`,
      'const extended = await dialog.ask("ehlo", `EHLO ${ehloName}`, timeouts.commandMs);',
      `const extended = await dialog.ask("ehlo", "EHLO [127.0.0.1]", timeouts.commandMs);`,
    ),
    files: [test("opening")],
    pattern: "greeting, EHLO",
  },
  {
    hazard: "N17",
    what: "the client sends line ends as they are",
    ...edit(
      `${SRC}/dot-stuffer.ts`,
      `    if (chunk.length === 0) return chunk;`,
      `    if (chunk.length === 0) return chunk;
    if (chunk.includes(LF)) return Buffer.from(chunk.toString("latin1").replaceAll(/\\r?\\n/g, "\\r\\n"), "latin1");`,
    ),
    files: [test("dot-stuffer")],
  },
  {
    hazard: "N17",
    what: "what is composed has CR LF alone",
    ...edit(
      COMPOSE,
      "content: withCrLf(await composer.compile().build()),",
      `content: (void withCrLf, await composer.compile().build()),`,
    ),
    files: [apiTest("compose-line-ends")],
  },
  {
    hazard: "N17",
    what: "what is handed over raw has CR LF alone",
    files: [apiTest("submission")],
    pattern: "a raw message",
  },
  {
    hazard: "N18",
    what: "nothing signs, so nodemailer's signer keeps no body: only its composer is used",
    ...edit(
      COMPOSE,
      `import MailComposer from "nodemailer/lib/mail-composer";`,
      `import MailComposer from "nodemailer/lib/mail-composer";
import "nodemailer/lib/dkim";`,
    ),
    files: ["tools/test/guards-table.test.ts"],
    pattern: "its composer alone",
  },
  {
    hazard: "N19",
    what: "QUIT has its own time",
    ...edit(
      `${SRC}/smtp-connection.ts`,
      `wire.expect("quit", "QUIT", this.timeouts.quitMs, receiver);`,
      `wire.expect("quit", "QUIT", this.timeouts.dataEndMs, receiver);`,
    ),
    files: [test("opening")],
    pattern: "\\(N19\\)",
  },
  {
    hazard: "N20",
    what: "the first line of EHLO's answer is no capability",
    ...edit(`${SRC}/parse-capabilities.ts`, "lines.slice(1)", "lines"),
    files: [test("parse-capabilities")],
  },
  {
    hazard: "N20",
    what: "a capability is a whole word at the start of a line",
    ...edit(
      `${SRC}/parse-capabilities.ts`,
      `startTls: keywords.has("STARTTLS"),`,
      `startTls: lines.some((line) => line.includes("STARTTLS")),`,
    ),
    files: [test("parse-capabilities")],
  },
  {
    hazard: "N21",
    what: "content stands in no log",
    ...edit(
      "services/worker/src/transact.ts",
      "const result = await connection.transact(requestOf(session, claim, entry, body, mark));",
      `deps.log.warn({ content: String(body) }, "sending");
  const result = await connection.transact(requestOf(session, claim, entry, body, mark));`,
    ),
    files: ["packages/e2e/test/log-content.test.ts"],
  },
  {
    hazard: "N21",
    what: "nor do the passwords of clients",
    ...edit(
      "services/ingress/src/session/on-auth.ts",
      "  if (/\\p{Cc}/u.test(username) || password.includes",
      `  session.context.logger.info({ password }, "login");
  if (/\\p{Cc}/u.test(username) || password.includes`,
    ),
    files: ["services/ingress/test/auth.test.ts"],
    pattern: "no password in the log",
  },
  {
    hazard: "N21",
    what: "nor do those for relays",
    ...edit(`${SRC}/authenticate.ts`, `ask(dialog, "AUTH PLAIN ***",`, "ask(dialog, `AUTH PLAIN ${secret}`,"),
    files: [test("authenticate")],
    pattern: "masked",
  },
  {
    hazard: "GHSA-mm7p-fcc7-pg87",
    what: "the envelope is made of addresses read by our parser, not by nodemailer",
    ...edit(
      "services/api/src/submission/collect-envelope.ts",
      "recipients: unique.map((address) => ({ address })),",
      `recipients: unique.map((address) => ({ address: address.replace(/^"([^" ]+).*$/, "$1") })),`,
    ),
    files: [apiTest("compose-addresses")],
  },
  {
    hazard: "GHSA-rcmh-qjqh-p98v",
    what: "nodemailer gets addresses one by one, each read before: nothing for it to take apart",
    files: [apiTest("compose-addresses")],
    pattern: "stands in the header",
  },
  {
    hazard: "GHSA-p6gq-j5cr-w38f",
    what: "a request cannot make nodemailer read files or fetch",
    files: [apiTest("submission")],
    pattern: "path.*naming the field",
  },
  {
    hazard: "GHSA-c7w3-x93f-qmm8",
    what: "nodemailer's SMTP is not used: envelope.size, the client's name",
    files: ["tools/test/guards-table.test.ts"],
    pattern: "its composer alone",
  },
  {
    hazard: "GHSA-9h6g-pr28-7cqp",
    what: "data URLs are not looked for in HTML",
    because: "the option attachDataUrls is not set; fixed in 10.x",
  },
];

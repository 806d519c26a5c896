import { type Entry, edit } from "../guard.ts";

const SRC = "packages/dns/src";
const DOMAIN = "packages/mail/src/parse-domain.ts";
const test = (name: string): string => `packages/dns/test/${name}.test.ts`;
const PATHS = "packages/mail/test/parse-path.test.ts";

/** Node's DNS, which is c-ares. */
export const DNS: readonly Entry[] = [
  {
    hazard: "D1",
    what: "null MX takes no mail",
    ...edit(
      `${SRC}/find-domain.ts`,
      `if (mx.records.every((record) => record.exchange === ""))`,
      `if (mx.records.every((record) => record.exchange === "."))`,
    ),
    files: [test("create-resolver")],
    pattern: "\\(D1\\)",
  },
  {
    hazard: "D2",
    what: "an empty answer is none",
    ...edit(
      `${SRC}/ask.ts`,
      `if (records.length === 0) return { answer: { kind: "nodata" }, ttlSeconds: NEGATIVE_TTL_SECONDS };`,
      "",
    ),
    files: [test("create-resolver")],
    pattern: "\\(D2\\)",
  },
  {
    hazard: "D3",
    what: "a question has an end",
    ...edit(`${SRC}/ask.ts`, "await within(question, options.questionMs)", "await (void within, question)"),
    files: [test("create-resolver"), test("hostile")],
    pattern: "\\(D3\\)|costs no more than the limit",
  },
  {
    hazard: "D3",
    what: "a look-up has an end",
    ...edit(
      `${SRC}/create-resolver.ts`,
      'const timer = setTimeout(() => end(refusal("4.4.3", `DNS took longer than ${ms} ms`)), ms);',
      "const timer = setTimeout(() => {}, ms);",
    ),
    files: [test("create-resolver")],
    pattern: "the whole look-up has a limit",
  },
  {
    hazard: "D4",
    what: "characters that become ASCII are refused",
    ...edit(
      DOMAIN,
      `if (character > "\\x7f" && /\\p{ASCII}/u.test(character.normalize("NFC").toLowerCase())) return undefined;`,
      "void character;",
    ),
    files: [PATHS],
  },
  {
    hazard: "D4",
    what: "characters that are mapped away are refused",
    ...edit(
      DOMAIN,
      `return domainToUnicode(ascii) === text.normalize("NFC").toLowerCase() ? ascii : undefined;`,
      "return ascii;",
    ),
    files: [PATHS],
  },
  {
    hazard: "D5",
    what: "every range but public unicast is refused",
    ...edit(
      `${SRC}/target-filter.ts`,
      'if (range !== "unicast") return `${range} address`;',
      'if (range === "loopback" || range === "private") return `${range} address`;',
    ),
    files: [test("create-resolver")],
    pattern: "\\(D5\\)",
  },
  {
    hazard: "D5",
    what: "an IPv4 address inside an IPv6 one is refused: as what it is (twice), and for its range",
    edits: [
      {
        file: `${SRC}/lookup-addresses.ts`,
        find: "return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;",
        replace: "return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;",
      },
      {
        file: `${SRC}/target-filter.ts`,
        find: "const target = ipaddr.process(address); //",
        replace: "const target = ipaddr.parse(address); //",
      },
      {
        file: `${SRC}/target-filter.ts`,
        find: 'if (range !== "unicast")',
        replace: 'if (range === "loopback" || range === "private")',
      },
      { file: `${SRC}/target-filter.ts`, find: 'if (target.kind() === "ipv6" &&', replace: "if (false &&" },
    ],
    files: [test("create-resolver")],
    pattern: "::ffff:10\\.0\\.0\\.1",
  },
  {
    hazard: "D5",
    what: "IPv6 beyond 2000::/3 is refused",
    ...edit(
      `${SRC}/target-filter.ts`,
      `if (target.kind() === "ipv6" && !target.match(ipaddr.parse("2000::"), 3)) return "not a public address";`,
      "",
    ),
    files: [test("create-resolver")],
    pattern: "\\(D5\\)",
  },
  {
    hazard: "D5",
    what: "a relay is not link-local, multicast or unspecified",
    ...edit(
      `${SRC}/target-filter.ts`,
      "return NO_SERVER.has(target.range()) ? `${target.range()} address` : undefined;",
      "return undefined;",
    ),
    files: [test("create-resolver")],
    pattern: "relays are not",
  },
  {
    hazard: "D5",
    what: "addresses are looked at each time (rebinding)",
    files: [test("hostile")],
    pattern: "DNS rebinding",
  },
  {
    hazard: "D6",
    what: "a resolver that sends questions back bounces nothing",
    ...edit(`${SRC}/find-domain.ts`, "if (!(await ask.believesEmpty([domain, ...names])))", "if (!ask)"),
    files: [test("hostile")],
    pattern: "sends the question back",
  },
  {
    hazard: "D6",
    what: "nor does what it seemed to say, later",
    ...edit(`${SRC}/ask.ts`, "      if (!believed) {", "      if (!believed && names.length === 0) {"),
    files: [test("hostile")],
    pattern: "is not believed afterwards",
  },
];

import { describe, expect, it } from "vitest";
import { validateSettings } from "../src/index.ts";

const empty = {
  general: {},
  domainRules: [],
  relays: [],
  accessRules: [],
  credentials: [],
  webhooks: [],
  dkimKeys: [],
};

function problemsOf(section: string, ...entries: readonly object[]): Record<string, string> {
  const verdict = validateSettings({ ...empty, [section]: entries });
  return verdict.ok ? {} : Object.fromEntries(verdict.problems.map(({ field, message }) => [field, message]));
}
const webhook = (more: object = {}) => ({ id: "shop", url: "https://shop.example/in", ...more });
const secret = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;

describe("a webhook", () => {
  it("has every open field filled and its names in one form", () => {
    const verdict = validateSettings({
      ...empty,
      webhooks: [
        webhook({ url: "HTTPS://Shop.Example", lanes: ["direct:B.test"], senders: ["Shop@S.test", "@s.test"] }),
      ],
    });
    expect(verdict.ok && verdict.settings.webhooks).toEqual([
      {
        id: "shop",
        url: "https://shop.example/",
        enabled: true,
        events: [],
        domains: [],
        lanes: ["direct:b.test"],
        senders: ["shop@s.test", "@s.test"],
        timeoutSeconds: 10,
        retrySeconds: 86_400,
        maxConnections: 4,
      },
    ]);
  });

  it.each([
    ["https://shop.example", true],
    ["https://shop.example:8443/in?a=b", true],
    ["http://10.0.0.1:8080/", true],
    ["https://[2001:db8::1]/", true],
    ["shop.example", false],
    ["ftp://shop.example", false],
    ["file:///etc/passwd", false],
    ["https://", false],
    ["https://shop\r\n.example/", false],
    ["https://shop.example/\t", false],
    [" https://shop.example/", false],
    ["https://9.9.9.9\\@127.0.0.1/", false],
    ["https://user@shop.example/", false],
    ["https://user:pass@shop.example/", false],
    ["https://shop.example/#part", false],
    ["https://shop.example:25/", false],
    ["http://shop.example:22/", false],
    ["https://shop.example:70000/", false],
    ["javascript:alert(1)", false],
  ])("may have the address %s: %s", (url, allowed) => {
    expect(Object.keys(problemsOf("webhooks", webhook({ url })))).toEqual(allowed ? [] : ["/webhooks/0/url"]);
  });

  it.each([
    [{ secret: secret(24) }, []],
    [{ secret: secret(64) }, []],
    [{ secret: secret(23) }, ["/webhooks/0/secret"]],
    [{ secret: secret(67) }, ["/webhooks/0/secret"]],
    [{ secret: "s3cret" }, ["/webhooks/0/secret"]],
    [{ previousSecret: secret(32) }, ["/webhooks/0/previousSecretUntil"]],
    [{ previousSecret: secret(32), previousSecretUntil: "2026-12-01T00:00:00Z" }, []],
    [{ previousSecretUntil: "tomorrow" }, ["/webhooks/0/previousSecretUntil"]],
    [{ events: ["message.delivered"] }, []],
    [{ events: ["message.eaten"] }, ["/webhooks/0/events/0"]],
    [{ domains: ["a b"] }, ["/webhooks/0/domains/0"]],
    [{ lanes: ["b.test"] }, ["/webhooks/0/lanes/0"]],
    [{ senders: ["s.test"] }, ["/webhooks/0/senders/0"]],
    [{ headers: { authorization: "Bearer x" } }, []],
    [{ headers: null }, []],
    [{ headers: { Host: "x" } }, ["/webhooks/0/headers/Host"]],
    [{ headers: { "Webhook-Id": "x" } }, ["/webhooks/0/headers/Webhook-Id"]],
    [{ headers: { "content-length": "1" } }, ["/webhooks/0/headers/content-length"]],
    [{ headers: { "x-a": "a\r\nb: c" } }, ["/webhooks/0/headers"]],
    [{ headers: { "x a": "b" } }, ["/webhooks/0/headers"]],
    [{ timeoutSeconds: 0.5 }, ["/webhooks/0/timeoutSeconds"]],
    [{ timeoutSeconds: 61 }, ["/webhooks/0/timeoutSeconds"]],
    [{ retrySeconds: 604_801 }, ["/webhooks/0/retrySeconds"]],
    [{ maxConnections: 0 }, ["/webhooks/0/maxConnections"]],
  ])("with %j has problems at %j", (more, fields) => {
    expect(Object.keys(problemsOf("webhooks", webhook(more)))).toEqual(fields);
  });

  it("has a name of its own", () => {
    expect(Object.keys(problemsOf("webhooks", webhook(), webhook()))).toEqual(["/webhooks/1/id"]);
  });
});

describe("a DKIM key", () => {
  const key = (more: object = {}) => ({ id: "k", domain: "Example.com", selector: "S1", ...more });

  it("has its names in one form, and RSA unless another algorithm is asked for", () => {
    const verdict = validateSettings({ ...empty, dkimKeys: [key()] });
    expect(verdict.ok && verdict.settings.dkimKeys).toEqual([
      { id: "k", domain: "example.com", selector: "s1", algorithm: "rsa" },
    ]);
  });

  it.each([
    [{ selector: "s1.mail" }, []],
    [{ selector: "s 1" }, ["/dkimKeys/0/selector"]],
    [{ selector: "" }, ["/dkimKeys/0/selector"]],
    [{ domain: "a_b..c" }, ["/dkimKeys/0/domain"]],
    [{ algorithm: "dsa" }, ["/dkimKeys/0/algorithm"]],
    [{ privateKey: "secret" }, ["/dkimKeys/0/privateKey"]],
  ])("with %j has problems at %j", (more, fields) => {
    expect(Object.keys(problemsOf("dkimKeys", key(more)))).toEqual(fields);
  });

  it("has a place in DNS of its own", () => {
    expect(Object.keys(problemsOf("dkimKeys", key(), key({ id: "other" })))).toEqual(["/dkimKeys/1/selector"]);
  });
});

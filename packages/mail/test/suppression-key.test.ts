import { describe, expect, it } from "vitest";
import { parseSuppressionName, suppressionKey } from "../src/index.ts";

it.each([
  ["Ann.Lee@example.com", "ann.lee@example.com"],
  ['"Ann.Lee"@example.com', "ann.lee@example.com"],
  ['"ann lee"@example.com', '"ann lee"@example.com'],
  ['"A@B"@example.com', '"a@b"@example.com'],
  ["ann+shop@example.com", "ann+shop@example.com"],
  ["JÖRG@xn--mller-kva.example", "jörg@xn--mller-kva.example"],
  ["ann@[IPv6:::1]", "ann@[IPv6:::1]"],
])("%s is suppressed as %s", (address, key) => {
  expect(suppressionKey(address)).toBe(key);
});

describe("what a person writes", () => {
  it.each([
    ["Ann@EXAMPLE.com", "ann@example.com"],
    ["jörg@Müller.example", "jörg@xn--mller-kva.example"],
    ["@Müller.Example", "@xn--mller-kva.example"],
    ["@example.com", "@example.com"],
    ["@[192.0.2.1]", "@[192.0.2.1]"],
  ])("%s is %s", (text, key) => {
    expect(parseSuppressionName(text)).toEqual({ key });
  });

  it.each([
    "",
    "@",
    "ann",
    "ann@",
    "@a b",
    "ann@x>",
    "ann@x> <b@x",
    "ann b@x.test",
    "@ex..ample",
    "@relay.test:ann@x.test",
    "*@x.test y",
    "@*.x.test",
  ])("%s is no entry", (text) => {
    expect(parseSuppressionName(text)).toEqual({ problem: expect.any(String) });
  });
});

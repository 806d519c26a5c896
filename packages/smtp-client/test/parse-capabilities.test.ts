import { expect, test } from "vitest";
import { NO_CAPABILITIES, parseCapabilities } from "../src/parse-capabilities.ts";

test("reads what a server announces, in any case", () => {
  const lines = [
    "mx.test greets you",
    "PIPELINING",
    "size 1000",
    "8BitMIME",
    "SMTPUTF8",
    "DSN",
    "STARTTLS",
    "AUTH plain LOGIN",
  ];
  expect(parseCapabilities(lines)).toEqual({
    pipelining: true,
    eightBitMime: true,
    smtpUtf8: true,
    dsn: true,
    startTls: true,
    sizeBytes: 1000,
    authMethods: ["PLAIN", "LOGIN"],
  });
});

test("the server's name and other words are no capabilities (N20)", () => {
  const lines = [
    "PIPELINING STARTTLS 8BITMIME",
    "X-NO-PIPELINING",
    "XSIZE 5",
    "NODSN",
    "HELP STARTTLS SMTPUTF8",
    "STARTTLS2",
  ];
  expect(parseCapabilities(lines)).toEqual(NO_CAPABILITIES);
});

test.each([
  ["SIZE", 0],
  ["SIZE 0", 0],
  ["SIZE  52428800", 52_428_800],
  ["SIZE unlimited", 0],
  ["SIZE -5", 0],
  ["SIZE 99999999999999999999999", 0],
])("%s sets the limit %i", (line, bytes) => {
  expect(parseCapabilities(["mx", line]).sizeBytes).toBe(bytes);
});

test("AUTH written with an equals sign counts as well, several lines add up", () => {
  expect(parseCapabilities(["mx", "AUTH CRAM-MD5", "AUTH=LOGIN PLAIN"]).authMethods).toEqual([
    "CRAM-MD5",
    "LOGIN",
    "PLAIN",
  ]);
});

import { describe, expect, it } from "vitest";
import { parseRedisUrl } from "../src/index.ts";

const at = (host: string, port: number) => ({ host, port });
const NOBODY = { username: "", password: "", path: "", db: 0 };

describe("parseRedisUrl", () => {
  it.each([
    ["redis://", { ...NOBODY, scheme: "redis", hosts: [at("127.0.0.1", 6379)] }],
    ["redis://r.test", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)] }],
    ["redis://r.test:7000", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 7000)] }],
    ["redis://r.test/3", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], path: "3", db: 3 }],
    ["redis://r.test?db=4", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], db: 4 }],
    ["rediss://r.test", { ...NOBODY, scheme: "rediss", hosts: [at("r.test", 6379)] }],
    ["redis://[::1]:7000", { ...NOBODY, scheme: "redis", hosts: [at("::1", 7000)] }],
    ["redis://[::1]", { ...NOBODY, scheme: "redis", hosts: [at("::1", 6379)] }],
    ["redis://u:p@r.test", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], username: "u", password: "p" }],
    ["redis://:p@r.test", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], password: "p" }],
    ["redis://:a:b@r.test", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], password: "a:b" }],
    ["redis://:%40%2F%3A@r.test", { ...NOBODY, scheme: "redis", hosts: [at("r.test", 6379)], password: "@/:" }],
    [
      "redis+sentinel://:p@s1.test,s2.test:7001/mail?db=2",
      {
        ...NOBODY,
        scheme: "redis+sentinel",
        hosts: [at("s1.test", 26379), at("s2.test", 7001)],
        password: "p",
        path: "mail",
        db: 2,
      },
    ],
    [
      "redis+cluster://c1.test,c2.test:7002",
      { ...NOBODY, scheme: "redis+cluster", hosts: [at("c1.test", 6379), at("c2.test", 7002)] },
    ],
    ["unix:///run/r.sock", { ...NOBODY, scheme: "unix", hosts: [at("127.0.0.1", 6379)], path: "/run/r.sock" }],
    [
      "unix:///run/r.sock?db=5",
      { ...NOBODY, scheme: "unix", hosts: [at("127.0.0.1", 6379)], path: "/run/r.sock", db: 5 },
    ],
  ])("reads %s", (url, expected) => {
    expect(parseRedisUrl(url)).toEqual(expected);
  });

  it.each([
    ["http://r.test", "must begin with redis://"],
    ["r.test:6379", "must begin with redis://"],
    ["", "must begin with redis://"],
    ["redis://r.test:abc", "not a host: r.test:abc"],
    ["redis://r.test:0", "port"],
    ["redis://r.test:65536", "port"],
    ["redis://::1", "not a host"],
    ["redis://r.test/x", "database"],
    ["redis://r.test/-1", "database"],
    ["redis://r.test?db=1.5", "database"],
    ["redis+sentinel://s.test", "master's name"],
    ["redis+cluster://c.test?db=1", "no databases"],
    ["redis://:%zz@r.test", "percent"],
    ["redis://r.test?tls=1", "tls"],
  ])("refuses %j and says why", (url, why) => {
    expect(() => parseRedisUrl(url)).toThrow(why);
  });

  it("never repeats the password in its complaint", () => {
    for (const url of ["redis://:hush@r.test:abc", "redis://:hush%zz@r.test", "redis://:hush@r.test/x", "x://:hush@r"])
      expect(() => parseRedisUrl(url)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining("hush") }),
      );
  });
});

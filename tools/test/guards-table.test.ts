import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../guards/apply-edits.ts";
import { ENTRIES } from "../guards/tables/entries.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** `npm run guards` takes long; what can be seen without running a test is seen here. */
describe("the table of guards", () => {
  const guards = ENTRIES.filter((entry) => "edits" in entry);

  it.each(guards.map((guard) => [`${guard.hazard}: ${guard.what}`, guard] as const))(
    "fits the product: %s",
    (_, guard) => {
      expect(applyEdits(guard.edits, read).size).toBeGreaterThan(0);
    },
  );

  it("names tests that there are", () => {
    const files = ENTRIES.flatMap((entry) => ("files" in entry ? entry.files : []));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("holds each hazard of docs/hazards.md, and no other", () => {
    const rows = [...read("docs/hazards.md").matchAll(/^\| ([A-Z]+\d+|[A-Z]+-[\w-]+|\d+\.\d+\.\d+)(?:, [^|]+)? \|/gm)];
    const told = new Set(rows.map(([, hazard]) => hazard));
    expect(new Set(ENTRIES.map(({ hazard }) => hazard))).toEqual(told);
  });
});

it("nodemailer: the services use its composer alone, not its SMTP and not its signer (N18)", async () => {
  const uses: string[] = [];
  for await (const file of glob("{packages,services}/*/src/**/*.ts", { cwd: root }))
    uses.push(...[...read(file).matchAll(/(?:from|import) "(nodemailer[^"]*)"/g)].map(([, name]) => `${file} ${name}`));
  expect(uses).toEqual(["services/api/src/submission/compose-message.ts nodemailer/lib/mail-composer"]);
});

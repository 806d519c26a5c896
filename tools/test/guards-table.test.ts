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

  it("says what docs/hazards.md says, row by row", () => {
    const rows = [
      ...read("docs/hazards.md").matchAll(/^\| ([A-Z]+\d+|[A-Z]+-[\w-]+|\d+\.\d+\.\d+) \|.*\| ([^|]+) \|$/gm),
    ];
    const told = rows.map(([, hazard, proof]) => [hazard, proofOf(proof!)]);
    const held = [...new Set(ENTRIES.map(({ hazard }) => hazard))].map((hazard) => {
      const entries = ENTRIES.filter((entry) => entry.hazard === hazard);
      const taken = entries.filter((entry) => "edits" in entry).length;
      const reasons = entries.filter((entry) => "because" in entry).length;
      return [hazard, { taken, shown: entries.length - taken - reasons > 0, told: reasons > 0 }];
    });
    expect(held).toEqual(told);
  });
});

/** `taken away (3; …); shown for …; told: …`; without a number one place is meant. */
function proofOf(text: string): { taken: number; shown: boolean; told: boolean } {
  const taken = /taken away(?: \((\d+))?/.exec(text);
  return { taken: taken ? Number(taken[1] ?? 1) : 0, shown: /\bshown\b/.test(text), told: /\btold\b/.test(text) };
}

it("nodemailer: the services use its composer alone, not its SMTP and not its signer (N18)", async () => {
  const uses: string[] = [];
  for await (const file of glob("{packages,services}/*/src/**/*.ts", { cwd: root }))
    uses.push(...[...read(file).matchAll(/(?:from|import) "(nodemailer[^"]*)"/g)].map(([, name]) => `${file} ${name}`));
  expect(uses).toEqual(["services/api/src/submission/compose-message.ts nodemailer/lib/mail-composer"]);
});

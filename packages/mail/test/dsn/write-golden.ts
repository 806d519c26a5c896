import { writeFileSync } from "node:fs";
import { composeReport } from "../../src/index.ts";
import { CASES } from "./cases.ts";

// `node packages/mail/test/dsn/write-golden.ts` writes the reports anew: read the difference before you commit it.
for (const [name, facts] of Object.entries(CASES))
  writeFileSync(new URL(`golden/${name}.eml`, import.meta.url), composeReport(facts).content);

import { writeFileSync } from "node:fs";
import { renderDocs } from "./render-docs.ts";

writeFileSync(new URL("../../../docs/configuration.md", import.meta.url), renderDocs());

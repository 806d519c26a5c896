import { defineConfig } from "oxlint";

/** What each package may import of ours, besides what `below` names for its level. The levels are those of docs/architecture.md. */
const levels = [
  { below: [], packages: { mail: [], contract: ["mail"], client: [] } },
  { below: ["mail", "contract"], packages: { config: [], runtime: [], redis: [] } },
  {
    below: ["mail", "contract", "config", "runtime", "redis"],
    packages: {
      database: [],
      dns: [],
      ledger: [],
      limits: [],
      queue: ["ledger"],
      records: [],
      settings: [],
      "smtp-client": [],
      spool: [],
      suppressions: [],
    },
  },
] as const;
const services = ["ingress", "worker", "api", "console"];

/** Libraries with one home; everywhere else they would tie the rest to them. */
const homes = {
  bullmq: { home: "packages/queue", instead: "queues are used through @postlane/queue" },
  pg: { home: "packages/database", instead: "the database is used through @postlane/database" },
  "@electric-sql/pglite": { home: "packages/database", instead: "the database is used through @postlane/database" },
} as const;

interface Restriction {
  readonly group: string[];
  readonly message: string;
}

function librariesAwayFrom(home: string): Restriction[] {
  return Object.entries(homes)
    .filter(([, library]) => library.home !== home)
    .map(([name, { instead }]) => ({ group: [name, `${name}/*`], message: instead }));
}

const acrossPackages: Restriction = {
  group: ["**/packages/**", "**/services/**", "../../*/src/**", "../../../*/src/**"],
  message: "another package is imported by its name, @postlane/…, never by a path",
};
const otherServices: Restriction = {
  group: services.map((name) => `@postlane/${name}`),
  message: "a service is imported by nobody",
};

function restrict(files: string[], restrictions: Restriction[]) {
  return { files, rules: { "no-restricted-imports": ["error", { patterns: restrictions }] as const } };
}

function packageLayers() {
  return levels.flatMap(({ below, packages }) =>
    Object.entries(packages).map(([name, also]) => {
      const allowed = [...below, ...also].map((other) => `!@postlane/${other}`);
      const message = `packages/${name} may import of ours only: ${[...below, ...also].join(", ") || "nothing"}`;
      const ours = { group: ["@postlane/*", ...allowed], message };
      return restrict([`packages/${name}/src/**`], [ours, acrossPackages, ...librariesAwayFrom(`packages/${name}`)]);
    }),
  );
}

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "node"],
  categories: { correctness: "error" },
  ignorePatterns: [".tools/**", "data/**", "packages/client/src/api-types.ts"],
  rules: {
    "import/no-cycle": "error",
    "node/no-process-env": "error",
    "unicorn/no-process-exit": "error",
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": "error",
    eqeqeq: "error",
    // Mail is full of control characters to look for.
    "no-control-regex": "off",
    "no-console": "error",
    "no-restricted-imports": ["error", { patterns: [otherServices, ...librariesAwayFrom("")] }],
  },
  overrides: [
    ...packageLayers(),
    restrict(
      ["packages/intake/src/**", "packages/control/src/**"],
      [
        otherServices,
        { group: ["@postlane/testkit"], message: "tests only" },
        acrossPackages,
        ...librariesAwayFrom(""),
      ],
    ),
    restrict(
      ["packages/cli/src/**"],
      [
        otherServices,
        {
          group: ["@postlane/*", "!@postlane/client", "!@postlane/config"],
          message: "the command knows Postlane by its api",
        },
        acrossPackages,
        ...librariesAwayFrom(""),
      ],
    ),
    restrict(
      ["services/*/src/**"],
      [
        otherServices,
        { group: ["@postlane/testkit"], message: "tests only" },
        acrossPackages,
        ...librariesAwayFrom(""),
      ],
    ),
    // Their own tests may look behind the adapter.
    { files: ["packages/queue/test/**", "packages/database/test/**"], rules: { "no-restricted-imports": "off" } },
    { files: ["packages/config/src/**"], rules: { "node/no-process-env": "off" } },
    { files: ["packages/runtime/src/run-service.ts"], rules: { "unicorn/no-process-exit": "off" } },
    {
      // Programs of a developer's machine: they hand on its environment and talk on its terminal.
      files: ["tools/**", "packages/*/test/**", "services/*/test/**", "packages/testkit/**", "packages/e2e/**"],
      rules: { "node/no-process-env": "off", "no-console": "off", "unicorn/no-process-exit": "off" },
    },
  ],
});

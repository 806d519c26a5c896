import type { Logger, Metrics, ReadinessChecks } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import cookie from "@fastify/cookie";
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from "fastify";
import type { Access } from "./access/create-access.ts";
import { createNoteAccess } from "./access/note-access.ts";
import { secretRoutes } from "./access/secret-routes.ts";
import { sessionRoutes } from "./access/session-routes.ts";
import { tokenRoutes } from "./access/token-routes.ts";
import { healthRoutes } from "./health/health-routes.ts";
import { answerFrameworkError, answerProblems } from "./http/answer-problems.ts";
import { countRequests } from "./http/count-requests.ts";
import { describeApi } from "./http/describe-api.ts";
import { guardRoutes } from "./http/guard-routes.ts";
import { limitLoad, type LoadLimits } from "./http/limit-load.ts";
import { parseJson } from "./http/parse-json.ts";
import { refuseSecondHost } from "./http/refuse-second-host.ts";
import { secureHeaders } from "./http/secure-headers.ts";
import { validateRequests } from "./http/validate-requests.ts";
import { auditChanges } from "./audit/audit-changes.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { LaneReader } from "./lanes/lane-reader.ts";
import { laneRoutes } from "./lanes/lane-routes.ts";
import { referencePage } from "./reference/reference-page.ts";
import { settingsRoutes, type SettingsParts } from "./settings/settings-routes.ts";

export interface AppDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings: SettingsStore;
  readonly lanes: LaneReader;
  readonly readiness: ReadinessChecks;
  readonly audit: AuditLog;
  readonly access: Access;
  /** Proxies in front whose X-Forwarded headers count: CIDRs. */
  readonly trustedProxies?: readonly string[];
  /** When set, /metrics wants it as bearer token. */
  readonly metricsToken?: string | undefined;
  /** What clients may take of the process [as packages/config has it]. */
  readonly load?: Partial<LoadLimits>;
  /** How long a request may take to come, and how often that is looked at [60000, 5000]. */
  readonly requestTimeoutMs?: number;
  readonly connectionsCheckMs?: number;
  /** How often those who bear a long answer are looked at again [5000]. */
  readonly recheckMs?: number;
  /** Further parts of the api (messages, archive), registered under /v1 behind the token. */
  readonly parts?: readonly FastifyPluginAsync[];
  readonly settingsParts?: SettingsParts;
}

/** For headers and body together: slow clients hold connections. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 20_000;
/** How often Node looks for such; its 30 s would make a minute one and a half. */
const CONNECTIONS_CHECK_MS = 5_000;
const BODY_LIMIT_BYTES = 1024 * 1024;
const LOAD_LIMITS: LoadLimits = {
  bodiesMaxBytes: 268_435_456,
  maxConnections: 5_000,
  maxConnectionsPerAddress: 500,
};
/** What requests under way have to end once the api closes. */
const CLOSE_GRACE_MS = 3_000;

/** The api, not yet listening. */
export async function createApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: deps.logger as FastifyBaseLogger,
    // Requests are counted and timed, not logged one by one; changes and failures are, each where it happens.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    frameworkErrors: answerFrameworkError,
    trustProxy: deps.trustedProxies?.length ? [...deps.trustedProxies] : false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    http: {
      // Node takes the longer of the two for the whole request, whichever that is.
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS),
      connectionsCheckingInterval: deps.connectionsCheckMs ?? CONNECTIONS_CHECK_MS,
    },
    connectionTimeout: 90_000,
    routerOptions: { maxParamLength: 512 },
    return503OnClosing: true,
  }) as FastifyInstance;
  // Node closes idle connections by itself, but waits for those that were opened and never used.
  app.addHook("preClose", async () => {
    setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS).unref();
  });
  // JSON is what is understood, unless a route says more.
  app.removeContentTypeParser("text/plain");
  parseJson(app);
  answerProblems(app);
  refuseSecondHost(app);
  validateRequests(app);
  countRequests(app, deps.metrics);
  limitLoad(app, {
    limits: { ...LOAD_LIMITS, ...deps.load },
    trustedProxies: deps.trustedProxies ?? [],
    metrics: deps.metrics,
    log: app.log,
  });
  await secureHeaders(app);
  await app.register(cookie);
  guardRoutes(app, (request) => deps.access.authenticate(request), deps.recheckMs);
  await describeApi(app);
  await referencePage(app);
  await app.register(async (open) => healthRoutes(open, deps.readiness, deps.metrics, deps.metricsToken));
  await app.register(
    async (v1) => {
      const note = createNoteAccess(deps.audit);
      auditChanges(v1, deps.audit);
      tokenRoutes(v1, deps.access.tokens, note);
      sessionRoutes(v1, deps.access, note);
      secretRoutes(v1, deps.settings.secrets, note);
      settingsRoutes(v1, deps.settings, deps.lanes, deps.settingsParts);
      laneRoutes(v1, deps.lanes);
      for (const part of deps.parts ?? []) await v1.register(part);
    },
    { prefix: "/v1" },
  );
  return app;
}

import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createMetrics, type HealthServer, type ReadinessChecks, startHealthServer } from "../src/index.ts";

const servers: HealthServer[] = [];
async function start(checks: ReadinessChecks = {}, metrics = createMetrics("test")) {
  const server = await startHealthServer({
    listen: { host: "127.0.0.1", port: 0 },
    registry: metrics.registry,
    checks,
  });
  servers.push(server);
  return `http://${server.address}`;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("health", () => {
  it("is ready when every check is ok, and names the one that is not", async () => {
    let redis = async (): Promise<unknown> => "PONG";
    const url = await start({ redis: () => redis(), disk: async () => {} });
    const good = await fetch(`${url}/readyz`);
    expect(good.status).toBe(200);
    expect(await good.json()).toEqual({ status: "ready", checks: { redis: { ok: true }, disk: { ok: true } } });
    redis = async () => {
      throw new Error("connection refused");
    };
    const bad = await fetch(`${url}/readyz`);
    expect(bad.status).toBe(503);
    expect(await bad.json()).toEqual({
      status: "not ready",
      checks: { redis: { ok: false, detail: "connection refused" }, disk: { ok: true } },
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("does not wait for a check that hangs", async () => {
    const url = await start({ redis: () => new Promise(() => undefined) });
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("no answer within 3000 ms");
  });

  it.each(["//", "/\\", "http://", "*", "/%zz", "/healthz/../metrics"])("survives being asked for %s", async (path) => {
    const url = new URL(await start());
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => socket.end(`GET ${path} HTTP/1.0\r\n\r\n`));
      let text = "";
      socket.on("data", (data) => (text += String(data)));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
    expect((await fetch(`${url.href}healthz`)).status).toBe(200);
  });

  it("says what there is when asked for something else", async () => {
    const response = await fetch(`${await start()}/other`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("/metrics");
  });
});

describe("metrics", () => {
  it("are served as Prometheus text with help and the service's name", async () => {
    const metrics = createMetrics("ingress");
    metrics
      .counter({ name: "postlane_accepted_total", help: "Messages accepted.", labels: ["listener"] })
      .inc({ listener: "smtp" });
    metrics.gauge({ name: "postlane_sessions", help: "Open sessions.", collect: (gauge) => gauge.set(3) });
    metrics.histogram({ name: "postlane_wait_seconds", help: "Waiting.", buckets: [0.1, 1] }).observe(0.5);
    const response = await fetch(`${await start({}, metrics)}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain");
    const text = await response.text();
    expect(text).toContain("# HELP postlane_accepted_total Messages accepted.");
    expect(text).toContain('postlane_accepted_total{listener="smtp",service="ingress"} 1');
    expect(text).toContain('postlane_sessions{service="ingress"} 3');
    expect(text).toContain('postlane_wait_seconds_bucket{le="1",service="ingress"} 1');
    expect(text).toContain("process_cpu_seconds_total");
  });

  it("ask for their token when there is one; health does not", async () => {
    const { registry } = createMetrics("test");
    const listen = { host: "127.0.0.1", port: 0 };
    const server = await startHealthServer({ listen, registry, checks: {}, metricsToken: "token-of-metrics" });
    servers.push(server);
    const statusOf = async (path: string, authorization = "") =>
      (await fetch(`http://${server.address}${path}`, { headers: { authorization } })).status;
    expect(await statusOf("/metrics")).toBe(401);
    expect(await statusOf("/metrics", "Bearer token-of-metricz")).toBe(401);
    expect(await statusOf("/metrics", "Basic token-of-metrics")).toBe(401);
    expect(await statusOf("/metrics", "Bearer token-of-metrics")).toBe(200);
    expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 200]);
  });

  it("are declared once", () => {
    const metrics = createMetrics("test");
    metrics.counter({ name: "postlane_twice_total", help: "Once." });
    expect(() => metrics.counter({ name: "postlane_twice_total", help: "Again." })).toThrow("already been registered");
  });
});

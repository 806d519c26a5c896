import { createServer } from "node:net";
import { runService, startHealthServer } from "../../src/index.ts";

/** A service for the tests, driven by lines on its TCP port: what it is told to do, it does. */
await runService(
  "echo",
  async ({ logger, metrics, lifecycle }) => {
    const health = await startHealthServer({
      listen: { host: "127.0.0.1", port: 0 },
      registry: metrics.registry,
      checks: {},
    });
    lifecycle.onClose("health", () => health.close());
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        const command = data.toString().trim();
        if (command === "pid") socket.write(`${process.pid}\n`);
        if (command === "reject") void Promise.reject(new Error("told to reject"));
        if (command === "throw") throw new Error("told to throw");
        if (command === "hang") {
          lifecycle.hold("a slow message");
          lifecycle.onClose("slow work", () => lifecycle.idle(60_000).then(() => undefined), 60_000);
          socket.write("hanging\n");
        }
        if (command === "linger") {
          lifecycle.onClose("lingering", () => new Promise((resolve) => setTimeout(resolve, 300)));
          socket.write(`${process.pid}\n`);
        }
        if (command === "die") process.kill(process.pid, "SIGKILL");
      });
    });
    const port = Number(process.argv.find((argument) => argument.startsWith("--port="))?.slice(7) ?? 0);
    if (port === 1) throw new Error("port 1 is not for us");
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
    lifecycle.onClose("tcp", () => {
      logger.info("tcp closed");
      server.close();
    });
    const address = server.address() as { port: number };
    return { addresses: { tcp: `127.0.0.1:${address.port}`, health: health.address }, close: async () => undefined };
  },
  {
    configure: () => {
      if (process.argv.includes("--bad-config")) throw new Error("POSTLANE_X must be a number");
      return {};
    },
    scalable: true,
  },
);

import { runService } from "@postlane/runtime";
import { startSandbox } from "@postlane/testkit";

// The stand-in for the Internet as a process of its own: DNS answers for every domain and a receiver of their mail.
await runService(
  "sandbox",
  async () => {
    const { dns, receiver, stop } = await startSandbox();
    return { addresses: { dns: dns.address, smtp: `${receiver.host}:${receiver.port}` }, close: stop };
  },
  { configure: () => ({}) },
);

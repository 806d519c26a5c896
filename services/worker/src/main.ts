import { loadConfig } from "@postlane/config";
import { runService } from "@postlane/runtime";
import { startWorker } from "./app.ts";

await runService("worker", startWorker, { configure: loadConfig, scalable: true });

import type { Service } from "@postlane/testkit";
import type { Death, Standstill } from "./audit.ts";

/** A process that faults befall, and that stands up again as an orchestrator would see to it. */
export interface Member {
  readonly label: string;
  readonly role: "ingress" | "worker" | "api";
  /** A fault is under way. */
  readonly busy: boolean;
  readonly standstills: readonly Standstill[];
  readonly deaths: readonly Death[];
  /** Ends of the process that nobody here asked for. */
  readonly surprises: readonly string[];
  readonly lines: () => readonly string[];
  kill(downMs: number): Promise<void>;
  pause(ms: number): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const STOP_MS = 40_000;
const MOST_STARTS = 10;

/** @param start begins the process and resolves when it is ready */
export async function startMember(role: Member["role"], label: string, start: () => Promise<Service>): Promise<Member> {
  const standstills: Standstill[] = [];
  const deaths: Death[] = [];
  const surprises: string[] = [];
  const lines: string[] = [];
  let busy = false;
  let wanted = false;
  let service: Service;

  async function begin(): Promise<void> {
    service = await started(start);
    wanted = true;
    const mine = service;
    void mine.exited.then((how) => {
      lines.push(...mine.lines);
      if (wanted && mine === service) surprises.push(`${label} ended by itself with ${how}`);
    });
  }
  async function during(work: () => Promise<void>): Promise<void> {
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
  }

  await begin();
  return {
    label,
    role,
    standstills,
    deaths,
    surprises,
    get busy() {
      return busy;
    },
    lines: () => [...lines, ...service.lines],
    kill: (downMs) =>
      during(async () => {
        wanted = false;
        deaths.push({ worker: label, at: Date.now() });
        service.kill("SIGKILL");
        await service.exited;
        await sleep(downMs);
        await begin();
      }),
    pause: (ms) =>
      during(async () => {
        const from = Date.now();
        service.kill("SIGSTOP");
        await sleep(ms);
        service.kill("SIGCONT");
        standstills.push({ worker: label, from, to: Date.now() });
      }),
    restart: () =>
      during(async () => {
        wanted = false;
        const how = await service.stop(STOP_MS);
        if (how !== 0) surprises.push(`${label} ended with ${how} when it was asked to stop`);
        await begin();
      }),
    async stop() {
      wanted = false;
      await service.stop(STOP_MS);
    },
  };
}

/** A process whose Redis goes away while it starts ends with an error that says so, and is started again, as an orchestrator does. */
async function started(start: () => Promise<Service>): Promise<Service> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === MOST_STARTS) throw error;
      await sleep(1_000);
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

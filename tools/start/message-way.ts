import { setTimeout as delay } from "node:timers/promises";
import { StartError } from "./start-error.ts";

/** One step of an attempt, as the api tells it. */
interface WayStep {
  readonly step: string;
  readonly command: string;
  readonly reply?: { readonly code: number; readonly text: string };
  readonly detail?: string;
  readonly duration_ms: number;
}

/** What the api knows of a message: `GET /v1/messages/{id}`. */
export interface MessageWay {
  readonly message: { readonly id: string };
  readonly attempts: readonly { readonly steps: readonly WayStep[] }[];
  readonly records: readonly { readonly kind: string }[];
}

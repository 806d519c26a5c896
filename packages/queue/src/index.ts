export * from "./claim.ts";
export * from "./lane-survey.ts";
export * from "./lanes.ts";
export * from "./ticket-worker.ts";
export * from "./relay-view.ts";
export * from "./sweeper.ts";
export * from "./lanes-summary.ts";
export * from "./webhook-queues.ts";

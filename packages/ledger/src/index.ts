export * from "./ledger-store.ts";

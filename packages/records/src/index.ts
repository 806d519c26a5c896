export * from "./decode-record.ts";
export * from "./find-pending-records.ts";
export * from "./record-reader.ts";
export * from "./record-tail.ts";
export * from "./record-writer.ts";

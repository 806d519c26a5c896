export * from "./decode-record.ts";
export * from "./record-reader.ts";
export * from "./record-writer.ts";

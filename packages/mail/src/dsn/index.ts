export * from "./compose-report.ts";
export * from "./groups-to-report.ts";
export * from "./machine-mail.ts";
export * from "./report.ts";
export * from "./returned-part.ts";
export * from "./withhold-report.ts";

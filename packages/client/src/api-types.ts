// Made from docs/openapi.json by `pnpm generate`.

export interface paths {
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The process runs */
        readonly get: operations["getHealthz"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Redis and the archive answer */
        readonly get: operations["getReadyz"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Metrics in Prometheus' text format */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read all settings */
        readonly get: operations["getSettings"];
        /** Replace all settings; If-Match is required */
        readonly put: operations["putSettings"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/general": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the general settings */
        readonly get: operations["getGeneral"];
        /** Replace the general settings; what is left out gets its default */
        readonly put: operations["putGeneral"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change some general settings */
        readonly patch: operations["patchGeneral"];
        readonly trace?: never;
    };
    readonly "/v1/settings/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the last versions */
        readonly get: operations["getSettingsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings/history/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read an earlier version */
        readonly get: operations["getSettingsHistoryByVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings/diff": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What changed between two versions */
        readonly get: operations["getSettingsDiff"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings/rollback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Make an earlier version the current one */
        readonly post: operations["postSettingsRollback"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The settings as settings.yaml, without passwords */
        readonly get: operations["getSettingsExport"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/settings/preview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What proposed settings would change: lanes, and the rule that wins for an address */
        readonly post: operations["postSettingsPreview"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/domain-rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the domain rules */
        readonly get: operations["getDomainRules"];
        readonly put?: never;
        /** Add a domain rule */
        readonly post: operations["postDomainRules"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/domain-rules/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a domain rule */
        readonly get: operations["getDomainRulesByKey"];
        /** Replace a domain rule */
        readonly put: operations["putDomainRulesByKey"];
        readonly post?: never;
        /** Remove a domain rule */
        readonly delete: operations["deleteDomainRulesByKey"];
        readonly options?: never;
        readonly head?: never;
        /** Change fields of a domain rule */
        readonly patch: operations["patchDomainRulesByKey"];
        readonly trace?: never;
    };
    readonly "/v1/relays": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the relays */
        readonly get: operations["getRelays"];
        readonly put?: never;
        /** Add a relay */
        readonly post: operations["postRelays"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/relays/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a relay */
        readonly get: operations["getRelaysByKey"];
        /** Replace a relay */
        readonly put: operations["putRelaysByKey"];
        readonly post?: never;
        /** Remove a relay */
        readonly delete: operations["deleteRelaysByKey"];
        readonly options?: never;
        readonly head?: never;
        /** Change fields of a relay */
        readonly patch: operations["patchRelaysByKey"];
        readonly trace?: never;
    };
    readonly "/v1/relays/{key}/move": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Move a relay in the order */
        readonly post: operations["postRelaysByKeyMove"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/access-rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the access rules */
        readonly get: operations["getAccessRules"];
        readonly put?: never;
        /** Add a access rule */
        readonly post: operations["postAccessRules"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/access-rules/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a access rule */
        readonly get: operations["getAccessRulesByKey"];
        /** Replace a access rule */
        readonly put: operations["putAccessRulesByKey"];
        readonly post?: never;
        /** Remove a access rule */
        readonly delete: operations["deleteAccessRulesByKey"];
        readonly options?: never;
        readonly head?: never;
        /** Change fields of a access rule */
        readonly patch: operations["patchAccessRulesByKey"];
        readonly trace?: never;
    };
    readonly "/v1/access-rules/{key}/move": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Move a access rule in the order */
        readonly post: operations["postAccessRulesByKeyMove"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/credentials": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the credentials */
        readonly get: operations["getCredentials"];
        readonly put?: never;
        /** Add a credential */
        readonly post: operations["postCredentials"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/credentials/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a credential */
        readonly get: operations["getCredentialsByKey"];
        /** Replace a credential */
        readonly put: operations["putCredentialsByKey"];
        readonly post?: never;
        /** Remove a credential */
        readonly delete: operations["deleteCredentialsByKey"];
        readonly options?: never;
        readonly head?: never;
        /** Change fields of a credential */
        readonly patch: operations["patchCredentialsByKey"];
        readonly trace?: never;
    };
    readonly "/v1/lanes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the lanes, the one longest without new mail first */
        readonly get: operations["getLanes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/lanes/{lane}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One lane: its depth and what holds it now */
        readonly get: operations["getLanesByLane"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/messages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Search the log, newest first */
        readonly get: operations["getMessages"];
        readonly put?: never;
        /** Send a message: composed from JSON, or as it is with its envelope in the query */
        readonly post: operations["postMessages"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/messages/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The whole story of a message: recipients, attempts with every step, records */
        readonly get: operations["getMessagesById"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/messages/{id}/raw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The message as it was accepted, while it is held for delivery */
        readonly get: operations["getMessagesByIdRaw"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/records/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Follow the log records as they happen (Server-Sent Events)
         * @description Each record is an event `record` with an id; send the last one as `Last-Event-ID` to go on after a short break. A follower that is too slow gets an event `lagging` and is let go.
         */
        readonly get: operations["getRecordsLive"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/suppressions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List suppressed addresses and domains */
        readonly get: operations["getSuppressions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/suppressions/{address}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the entry of an address or domain */
        readonly get: operations["getSuppressionsByAddress"];
        /** Suppress an address or domain; with `If-None-Match: *` only if it is not yet */
        readonly put: operations["putSuppressionsByAddress"];
        readonly post?: never;
        /** Take an address or domain off the list */
        readonly delete: operations["deleteSuppressionsByAddress"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/suppressions/import": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Suppress the addresses of a file; lines that are no entry are refused one by one */
        readonly post: operations["postSuppressionsImport"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/suppressions/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The whole list as a file, such as the import takes */
        readonly get: operations["getSuppressionsExport"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Readiness, workers, and the lanes in numbers */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly ProblemDetails: {
            /** @description `urn:postlane:problem:<code>` */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            /** @description Stable; what programs decide by */
            readonly code: string;
            /** @description What is wrong and what to do */
            readonly detail: string;
            /** @description The bad fields, when there are such */
            readonly errors?: readonly {
                /** @description JSON pointer (RFC 6901) of the bad field; empty for the whole document */
                readonly field: string;
                /** @description What to write there */
                readonly message: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly getHealthz: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly status: "ok";
                    };
                };
            };
        };
    };
    readonly getReadyz: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {unknown} */
                        readonly status: "ready" | "not ready";
                        readonly checks: {
                            readonly [key: string]: {
                                readonly ok: boolean;
                                readonly detail?: string;
                            };
                        };
                    };
                };
            };
            /** @description Default Response */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {unknown} */
                        readonly status: "ready" | "not ready";
                        readonly checks: {
                            readonly [key: string]: {
                                readonly ok: boolean;
                                readonly detail?: string;
                            };
                        };
                    };
                };
            };
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
        };
    };
    readonly getSettings: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly general: {
                            /** @description Largest message accepted (SIZE) */
                            readonly maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            readonly maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            readonly maxReceivedHops: number;
                            readonly suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                readonly enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                readonly afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                readonly windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                readonly expireDays: number;
                            };
                        };
                        readonly domainRules: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        readonly relays: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                        readonly accessRules: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                        readonly credentials: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            readonly enabled: boolean;
                            readonly passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putSettings: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly general: {
                        /** @description Largest message accepted (SIZE) */
                        readonly maxMessageBytes?: number;
                        /** @description Most recipients of one message */
                        readonly maxRecipients?: number;
                        /** @description A message with more Received headers is looping and refused */
                        readonly maxReceivedHops?: number;
                        readonly suppression?: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            readonly enabled?: boolean;
                            /** @description So many hard bounces suppress an address */
                            readonly afterHardBounces?: number;
                            /** @description They count when they lie within so many days */
                            readonly windowDays?: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            readonly expireDays?: number;
                        };
                    };
                    readonly domainRules: readonly {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    }[];
                    /** @description In the order they are tried */
                    readonly relays: readonly {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        readonly id: string;
                        /** @description Host name or IP address of the relay server */
                        readonly host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        readonly name?: string;
                        /** @description Disabled relays are passed over */
                        readonly enabled?: boolean;
                        readonly port?: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        readonly tlsVerify?: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username?: string;
                        readonly password?: string | null;
                        /** @description Ignored when written */
                        readonly passwordSet?: boolean;
                        /** @description Ignored when written */
                        readonly problem?: string;
                    }[];
                    /** @description The first match wins */
                    readonly accessRules: readonly {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        readonly network: string;
                        /** @enum {unknown} */
                        readonly action: "allow" | "deny";
                        readonly comment?: string;
                    }[];
                    readonly credentials: readonly {
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username: string;
                        /** @description A password of 1 to 1024 characters */
                        readonly password?: string;
                        /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                        readonly passwordHash?: string;
                        /** @description Default true */
                        readonly enabled?: boolean;
                        /** @description Ignored when written */
                        readonly passwordSet?: boolean;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly general: {
                            /** @description Largest message accepted (SIZE) */
                            readonly maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            readonly maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            readonly maxReceivedHops: number;
                            readonly suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                readonly enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                readonly afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                readonly windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                readonly expireDays: number;
                            };
                        };
                        readonly domainRules: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        readonly relays: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                        readonly accessRules: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                        readonly credentials: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            readonly enabled: boolean;
                            readonly passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getGeneral: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        readonly maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        readonly maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        readonly maxReceivedHops: number;
                        readonly suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            readonly enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            readonly afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            readonly windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            readonly expireDays: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putGeneral: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Largest message accepted (SIZE) */
                    readonly maxMessageBytes?: number;
                    /** @description Most recipients of one message */
                    readonly maxRecipients?: number;
                    /** @description A message with more Received headers is looping and refused */
                    readonly maxReceivedHops?: number;
                    readonly suppression?: {
                        /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                        readonly enabled?: boolean;
                        /** @description So many hard bounces suppress an address */
                        readonly afterHardBounces?: number;
                        /** @description They count when they lie within so many days */
                        readonly windowDays?: number;
                        /** @description Days until the entry runs out; 0: it stays until it is removed */
                        readonly expireDays?: number;
                    };
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        readonly maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        readonly maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        readonly maxReceivedHops: number;
                        readonly suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            readonly enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            readonly afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            readonly windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            readonly expireDays: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly patchGeneral: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Largest message accepted (SIZE) */
                    readonly maxMessageBytes?: number;
                    /** @description Most recipients of one message */
                    readonly maxRecipients?: number;
                    /** @description A message with more Received headers is looping and refused */
                    readonly maxReceivedHops?: number;
                    readonly suppression?: {
                        /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                        readonly enabled?: boolean;
                        /** @description So many hard bounces suppress an address */
                        readonly afterHardBounces?: number;
                        /** @description They count when they lie within so many days */
                        readonly windowDays?: number;
                        /** @description Days until the entry runs out; 0: it stays until it is removed */
                        readonly expireDays?: number;
                    };
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        readonly maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        readonly maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        readonly maxReceivedHops: number;
                        readonly suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            readonly enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            readonly afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            readonly windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            readonly expireDays: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSettingsHistory: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Newest first; the last 50 */
                        readonly items: readonly {
                            readonly version: number;
                            /** Format: date-time */
                            readonly saved_at: string;
                            /** @description Who saved it: a token, a session, or the settings file */
                            readonly by: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSettingsHistoryByVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly general: {
                            /** @description Largest message accepted (SIZE) */
                            readonly maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            readonly maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            readonly maxReceivedHops: number;
                            readonly suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                readonly enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                readonly afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                readonly windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                readonly expireDays: number;
                            };
                        };
                        readonly domainRules: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        readonly relays: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                        readonly accessRules: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                        readonly credentials: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            readonly enabled: boolean;
                            readonly passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSettingsDiff: {
        readonly parameters: {
            readonly query: {
                /** @description The version to start from */
                readonly from: number;
                /** @description The version to end at; without it, the current one */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly from: number;
                        readonly to: number;
                        readonly changes: readonly {
                            /** @description Entries by their key: `/relays/relay-1/port` */
                            readonly field: string;
                            /** @enum {unknown} */
                            readonly kind: "added" | "removed" | "changed" | "reordered";
                            readonly before?: unknown;
                            readonly after?: unknown;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postSettingsRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description The version to take the settings back to */
                    readonly version: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly general: {
                            /** @description Largest message accepted (SIZE) */
                            readonly maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            readonly maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            readonly maxReceivedHops: number;
                            readonly suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                readonly enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                readonly afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                readonly windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                readonly expireDays: number;
                            };
                        };
                        readonly domainRules: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        readonly relays: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                        readonly accessRules: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                        readonly credentials: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            readonly enabled: boolean;
                            readonly passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSettingsExport: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description settings.yaml */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/yaml": string;
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postSettingsPreview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Sections to replace whole; one left out stays as it is */
                    readonly settings?: {
                        readonly general?: {
                            /** @description Largest message accepted (SIZE) */
                            readonly maxMessageBytes?: number;
                            /** @description Most recipients of one message */
                            readonly maxRecipients?: number;
                            /** @description A message with more Received headers is looping and refused */
                            readonly maxReceivedHops?: number;
                            readonly suppression?: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                readonly enabled?: boolean;
                                /** @description So many hard bounces suppress an address */
                                readonly afterHardBounces?: number;
                                /** @description They count when they lie within so many days */
                                readonly windowDays?: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                readonly expireDays?: number;
                            };
                        };
                        readonly domainRules?: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        /** @description In the order they are tried */
                        readonly relays?: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name?: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled?: boolean;
                            readonly port?: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify?: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly password?: string | null;
                            /** @description Ignored when written */
                            readonly passwordSet?: boolean;
                            /** @description Ignored when written */
                            readonly problem?: string;
                        }[];
                        /** @description The first match wins */
                        readonly accessRules?: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                        readonly credentials?: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            /** @description A password of 1 to 1024 characters */
                            readonly password?: string;
                            /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                            readonly passwordHash?: string;
                            /** @description Default true */
                            readonly enabled?: boolean;
                            /** @description Ignored when written */
                            readonly passwordSet?: boolean;
                        }[];
                    };
                    readonly domainRule?: {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                    /** @description Recipients or domains: which rule wins for each? */
                    readonly addresses?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description The version the preview was made on */
                        readonly version: number;
                        readonly changes: readonly {
                            /** @description Entries by their key: `/relays/relay-1/port` */
                            readonly field: string;
                            /** @enum {unknown} */
                            readonly kind: "added" | "removed" | "changed" | "reordered";
                            readonly before?: unknown;
                            readonly after?: unknown;
                        }[];
                        readonly addresses: readonly {
                            readonly address: string;
                            readonly domain: string;
                            readonly before: {
                                /** @description The pattern that won */
                                readonly pattern: string;
                                /** @description How many times direct delivery is tried; 0 = never */
                                readonly directAttempts: number;
                                /** @description How many times delivery by relay is tried; 0 = never */
                                readonly relayAttempts: number;
                                /** @description Connections to one server at a time, over all workers */
                                readonly maxConnections: number;
                                /** @description Wait before a failed mail is tried again */
                                readonly failureDelaySeconds: number;
                                /** @description Growth of that wait with each failure */
                                readonly backoffFactor: number;
                                /** @description The longest that wait becomes */
                                readonly maxFailureDelaySeconds: number;
                                /** @description Age at which a mail that could not be delivered is given up */
                                readonly expireAfterSeconds: number;
                                /** @description Mails that may follow one another without a pause; 0 = no limit */
                                readonly maxContinuous: number;
                                /** @description The pause after that many */
                                readonly continuingDelaySeconds: number;
                                /**
                                 * @description STARTTLS with the recipient's servers
                                 * @enum {unknown}
                                 */
                                readonly tls: "none" | "opportunistic" | "require";
                                /**
                                 * @description What follows when a worker died between the final dot and the server's answer
                                 * @enum {unknown}
                                 */
                                readonly uncertain: "retry" | "hold" | "assume-delivered";
                            };
                            readonly after: {
                                /** @description The pattern that won */
                                readonly pattern: string;
                                /** @description How many times direct delivery is tried; 0 = never */
                                readonly directAttempts: number;
                                /** @description How many times delivery by relay is tried; 0 = never */
                                readonly relayAttempts: number;
                                /** @description Connections to one server at a time, over all workers */
                                readonly maxConnections: number;
                                /** @description Wait before a failed mail is tried again */
                                readonly failureDelaySeconds: number;
                                /** @description Growth of that wait with each failure */
                                readonly backoffFactor: number;
                                /** @description The longest that wait becomes */
                                readonly maxFailureDelaySeconds: number;
                                /** @description Age at which a mail that could not be delivered is given up */
                                readonly expireAfterSeconds: number;
                                /** @description Mails that may follow one another without a pause; 0 = no limit */
                                readonly maxContinuous: number;
                                /** @description The pause after that many */
                                readonly continuingDelaySeconds: number;
                                /**
                                 * @description STARTTLS with the recipient's servers
                                 * @enum {unknown}
                                 */
                                readonly tls: "none" | "opportunistic" | "require";
                                /**
                                 * @description What follows when a worker died between the final dot and the server's answer
                                 * @enum {unknown}
                                 */
                                readonly uncertain: "retry" | "hold" | "assume-delivered";
                            };
                        }[];
                        /** @description Lanes with mail, now or lately, that would go by other values */
                        readonly lanes: readonly {
                            readonly lane: string;
                            readonly waiting: number;
                            readonly delayed: number;
                            readonly changes: readonly {
                                readonly field: string;
                                readonly before?: unknown;
                                readonly after?: unknown;
                            }[];
                            /** @description What the pauses between bursts alone take for the deliveries that wait now */
                            readonly least_drain_seconds: {
                                readonly before: number;
                                readonly after: number;
                            };
                        }[];
                        /** @description How many lanes were looked at */
                        readonly lanes_seen: number;
                        /** @description False when there are more lanes than are looked at or shown */
                        readonly complete: boolean;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getDomainRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            readonly domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            readonly directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            readonly relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            readonly expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous?: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            readonly tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            readonly uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postDomainRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    readonly domain: string;
                    /** @description How many times direct delivery is tried; 0 = never */
                    readonly directAttempts?: number;
                    /** @description How many times delivery by relay is tried; 0 = never */
                    readonly relayAttempts?: number;
                    /** @description Connections to one server at a time, over all workers */
                    readonly maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    readonly failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    readonly backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    readonly maxFailureDelaySeconds?: number;
                    /** @description Age at which a mail that could not be delivered is given up */
                    readonly expireAfterSeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    readonly maxContinuous?: number;
                    /** @description The pause after that many */
                    readonly continuingDelaySeconds?: number;
                    /**
                     * @description STARTTLS with the recipient's servers
                     * @enum {unknown}
                     */
                    readonly tls?: "none" | "opportunistic" | "require";
                    /**
                     * @description What follows when a worker died between the final dot and the server's answer
                     * @enum {unknown}
                     */
                    readonly uncertain?: "retry" | "hold" | "assume-delivered";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getDomainRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The domain */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putDomainRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The domain */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    readonly domain?: string;
                    /** @description How many times direct delivery is tried; 0 = never */
                    readonly directAttempts?: number;
                    /** @description How many times delivery by relay is tried; 0 = never */
                    readonly relayAttempts?: number;
                    /** @description Connections to one server at a time, over all workers */
                    readonly maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    readonly failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    readonly backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    readonly maxFailureDelaySeconds?: number;
                    /** @description Age at which a mail that could not be delivered is given up */
                    readonly expireAfterSeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    readonly maxContinuous?: number;
                    /** @description The pause after that many */
                    readonly continuingDelaySeconds?: number;
                    /**
                     * @description STARTTLS with the recipient's servers
                     * @enum {unknown}
                     */
                    readonly tls?: "none" | "opportunistic" | "require";
                    /**
                     * @description What follows when a worker died between the final dot and the server's answer
                     * @enum {unknown}
                     */
                    readonly uncertain?: "retry" | "hold" | "assume-delivered";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly deleteDomainRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The domain */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly patchDomainRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The domain */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    readonly domain?: string;
                    readonly directAttempts?: number | null;
                    readonly relayAttempts?: number | null;
                    readonly maxConnections?: number | null;
                    readonly failureDelaySeconds?: number | null;
                    readonly backoffFactor?: number | null;
                    readonly maxFailureDelaySeconds?: number | null;
                    readonly expireAfterSeconds?: number | null;
                    readonly maxContinuous?: number | null;
                    readonly continuingDelaySeconds?: number | null;
                    readonly tls?: ("none" | "opportunistic" | "require") | null;
                    readonly uncertain?: ("retry" | "hold" | "assume-delivered") | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        readonly domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        readonly directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        readonly relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        readonly expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous?: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        readonly tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        readonly uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getRelays: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postRelays: {
        readonly parameters: {
            readonly query?: {
                /** @description Place from 0; without it, the end */
                readonly position?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    readonly id: string;
                    /** @description Host name or IP address of the relay server */
                    readonly host: string;
                    /** @description A name of 1 to 200 characters without control characters */
                    readonly name?: string;
                    /** @description Disabled relays are passed over */
                    readonly enabled?: boolean;
                    readonly port?: number;
                    /**
                     * @description `implicit` speaks TLS from the first byte (port 465)
                     * @enum {unknown}
                     */
                    readonly tls?: "none" | "opportunistic" | "require" | "implicit";
                    /** @description Verify the certificate (with `require` and `implicit`) */
                    readonly tlsVerify?: boolean;
                    /** @description Connections to one server at a time, over all workers */
                    readonly maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    readonly failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    readonly backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    readonly maxFailureDelaySeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    readonly maxContinuous?: number;
                    /** @description The pause after that many */
                    readonly continuingDelaySeconds?: number;
                    /** @description A user name of 1 to 255 characters without control characters */
                    readonly username?: string;
                    readonly password?: string | null;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        readonly id: string;
                        /** @description Host name or IP address of the relay server */
                        readonly host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        readonly name: string;
                        /** @description Disabled relays are passed over */
                        readonly enabled: boolean;
                        readonly port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        readonly tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        readonly tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username?: string;
                        readonly passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        readonly problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getRelaysByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        readonly id: string;
                        /** @description Host name or IP address of the relay server */
                        readonly host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        readonly name: string;
                        /** @description Disabled relays are passed over */
                        readonly enabled: boolean;
                        readonly port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        readonly tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        readonly tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username?: string;
                        readonly passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        readonly problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putRelaysByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    readonly id?: string;
                    /** @description Host name or IP address of the relay server */
                    readonly host: string;
                    /** @description A name of 1 to 200 characters without control characters */
                    readonly name?: string;
                    /** @description Disabled relays are passed over */
                    readonly enabled?: boolean;
                    readonly port?: number;
                    /**
                     * @description `implicit` speaks TLS from the first byte (port 465)
                     * @enum {unknown}
                     */
                    readonly tls?: "none" | "opportunistic" | "require" | "implicit";
                    /** @description Verify the certificate (with `require` and `implicit`) */
                    readonly tlsVerify?: boolean;
                    /** @description Connections to one server at a time, over all workers */
                    readonly maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    readonly failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    readonly backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    readonly maxFailureDelaySeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    readonly maxContinuous?: number;
                    /** @description The pause after that many */
                    readonly continuingDelaySeconds?: number;
                    /** @description A user name of 1 to 255 characters without control characters */
                    readonly username?: string;
                    readonly password?: string | null;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        readonly id: string;
                        /** @description Host name or IP address of the relay server */
                        readonly host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        readonly name: string;
                        /** @description Disabled relays are passed over */
                        readonly enabled: boolean;
                        readonly port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        readonly tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        readonly tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username?: string;
                        readonly passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        readonly problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly deleteRelaysByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly patchRelaysByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    readonly id?: string;
                    /** @description Host name or IP address of the relay server */
                    readonly host?: string;
                    readonly name?: string | null;
                    readonly enabled?: boolean | null;
                    readonly port?: number | null;
                    readonly tls?: ("none" | "opportunistic" | "require" | "implicit") | null;
                    readonly tlsVerify?: boolean | null;
                    readonly maxConnections?: number | null;
                    readonly failureDelaySeconds?: number | null;
                    readonly backoffFactor?: number | null;
                    readonly maxFailureDelaySeconds?: number | null;
                    readonly maxContinuous?: number | null;
                    readonly continuingDelaySeconds?: number | null;
                    readonly username?: string | null;
                    readonly password?: string | null;
                    readonly passwordSet?: boolean | null;
                    readonly problem?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        readonly id: string;
                        /** @description Host name or IP address of the relay server */
                        readonly host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        readonly name: string;
                        /** @description Disabled relays are passed over */
                        readonly enabled: boolean;
                        readonly port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        readonly tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        readonly tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        readonly maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        readonly failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        readonly backoffFactor: number;
                        /** @description The longest that wait becomes */
                        readonly maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        readonly maxContinuous: number;
                        /** @description The pause after that many */
                        readonly continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username?: string;
                        readonly passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        readonly problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postRelaysByKeyMove: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {unknown} */
                    readonly to: "top" | "up" | "down" | "bottom";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            readonly id: string;
                            /** @description Host name or IP address of the relay server */
                            readonly host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            readonly name: string;
                            /** @description Disabled relays are passed over */
                            readonly enabled: boolean;
                            readonly port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            readonly tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            readonly tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            readonly maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            readonly failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            readonly backoffFactor: number;
                            /** @description The longest that wait becomes */
                            readonly maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            readonly maxContinuous: number;
                            /** @description The pause after that many */
                            readonly continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username?: string;
                            readonly passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            readonly problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getAccessRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postAccessRules: {
        readonly parameters: {
            readonly query?: {
                /** @description Place from 0; without it, the end */
                readonly position?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    readonly network: string;
                    /** @enum {unknown} */
                    readonly action: "allow" | "deny";
                    readonly comment?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        readonly network: string;
                        /** @enum {unknown} */
                        readonly action: "allow" | "deny";
                        readonly comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getAccessRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The network */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        readonly network: string;
                        /** @enum {unknown} */
                        readonly action: "allow" | "deny";
                        readonly comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putAccessRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The network */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    readonly network?: string;
                    /** @enum {unknown} */
                    readonly action: "allow" | "deny";
                    readonly comment?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        readonly network: string;
                        /** @enum {unknown} */
                        readonly action: "allow" | "deny";
                        readonly comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly deleteAccessRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The network */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly patchAccessRulesByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The network */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    readonly network?: string;
                    /** @enum {unknown} */
                    readonly action?: "allow" | "deny";
                    readonly comment?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        readonly network: string;
                        /** @enum {unknown} */
                        readonly action: "allow" | "deny";
                        readonly comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postAccessRulesByKeyMove: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The network */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {unknown} */
                    readonly to: "top" | "up" | "down" | "bottom";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            readonly network: string;
                            /** @enum {unknown} */
                            readonly action: "allow" | "deny";
                            readonly comment?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getCredentials: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description A user name of 1 to 255 characters without control characters */
                            readonly username: string;
                            readonly enabled: boolean;
                            readonly passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postCredentials: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    readonly username: string;
                    /** @description A password of 1 to 1024 characters */
                    readonly password?: string;
                    /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                    readonly passwordHash?: string;
                    /** @description Default true */
                    readonly enabled?: boolean;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username: string;
                        readonly enabled: boolean;
                        readonly passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getCredentialsByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The username */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username: string;
                        readonly enabled: boolean;
                        readonly passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putCredentialsByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The username */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    readonly username?: string;
                    /** @description A password of 1 to 1024 characters */
                    readonly password?: string;
                    /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                    readonly passwordHash?: string;
                    /** @description Default true */
                    readonly enabled?: boolean;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username: string;
                        readonly enabled: boolean;
                        readonly passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly deleteCredentialsByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The username */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly patchCredentialsByKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The username */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    readonly username?: string;
                    readonly password?: string | null;
                    readonly passwordHash?: string | null;
                    readonly enabled?: boolean | null;
                    readonly passwordSet?: boolean | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        readonly username: string;
                        readonly enabled: boolean;
                        readonly passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getLanes: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                /** @description The `next_cursor` of the page before */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description `direct:<domain>` or `relay:<relay id>` */
                            readonly lane: string;
                            /** @enum {unknown} */
                            readonly kind: "direct" | "relay";
                            readonly domain?: string;
                            readonly relay_id?: string;
                            /** @description Deliveries that are due */
                            readonly waiting: number;
                            /** @description Deliveries that wait for a later time */
                            readonly delayed: number;
                            /** @description Deliveries being sent now */
                            readonly active: number;
                            /** @description Deliveries that wait beside the queue for a person's word */
                            readonly held: number;
                            /** @description Connections to the next hop */
                            readonly sessions: {
                                readonly in_use: number;
                                /** @description 0 when the relay no longer exists */
                                readonly limit: number;
                            };
                            /** @description The domain rule that sets the pace of a direct lane */
                            readonly rule?: string;
                            /**
                             * Format: date-time
                             * @description When the first delayed delivery is due
                             */
                            readonly next_due_at?: string;
                            /**
                             * Format: date-time
                             * @description End of the pause after a burst
                             */
                            readonly pause_until?: string;
                            /** @description No host of the lane could be reached */
                            readonly outage?: {
                                /**
                                 * Format: date-time
                                 * @description When the next connection is tried
                                 */
                                readonly until: string;
                                /** @description Failed connections in a row */
                                readonly count: number;
                                readonly error: string;
                                /**
                                 * Format: date-time
                                 * @description When the last one failed
                                 */
                                readonly last_at?: string;
                            };
                            readonly suspended?: {
                                /** @description The suspension, as `/v1/suspensions` names it */
                                readonly id: string;
                                readonly reason: string;
                                readonly by: string;
                                /**
                                 * Format: date-time
                                 * @description When it was suspended
                                 */
                                readonly since: string;
                                /**
                                 * Format: date-time
                                 * @description End; none: until resumed
                                 */
                                readonly until?: string;
                            };
                        }[];
                        /** @description Give it as `cursor` for the following lanes */
                        readonly next_cursor?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getLanesByLane: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `direct:<domain>` or `relay:<relay id>` */
                readonly lane: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description `direct:<domain>` or `relay:<relay id>` */
                        readonly lane: string;
                        /** @enum {unknown} */
                        readonly kind: "direct" | "relay";
                        readonly domain?: string;
                        readonly relay_id?: string;
                        /** @description Deliveries that are due */
                        readonly waiting: number;
                        /** @description Deliveries that wait for a later time */
                        readonly delayed: number;
                        /** @description Deliveries being sent now */
                        readonly active: number;
                        /** @description Deliveries that wait beside the queue for a person's word */
                        readonly held: number;
                        /** @description Connections to the next hop */
                        readonly sessions: {
                            readonly in_use: number;
                            /** @description 0 when the relay no longer exists */
                            readonly limit: number;
                        };
                        /** @description The domain rule that sets the pace of a direct lane */
                        readonly rule?: string;
                        /**
                         * Format: date-time
                         * @description When the first delayed delivery is due
                         */
                        readonly next_due_at?: string;
                        /**
                         * Format: date-time
                         * @description End of the pause after a burst
                         */
                        readonly pause_until?: string;
                        /** @description No host of the lane could be reached */
                        readonly outage?: {
                            /**
                             * Format: date-time
                             * @description When the next connection is tried
                             */
                            readonly until: string;
                            /** @description Failed connections in a row */
                            readonly count: number;
                            readonly error: string;
                            /**
                             * Format: date-time
                             * @description When the last one failed
                             */
                            readonly last_at?: string;
                        };
                        readonly suspended?: {
                            /** @description The suspension, as `/v1/suspensions` names it */
                            readonly id: string;
                            readonly reason: string;
                            readonly by: string;
                            /**
                             * Format: date-time
                             * @description When it was suspended
                             */
                            readonly since: string;
                            /**
                             * Format: date-time
                             * @description End; none: until resumed
                             */
                            readonly until?: string;
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getMessages: {
        readonly parameters: {
            readonly query?: {
                /** @description A message id as it stands in the 250 reply */
                readonly id?: string;
                /** @description The Message-ID header, with or without its angle brackets */
                readonly message_id?: string;
                /** @description The reverse-path, whatever its case */
                readonly sender?: string;
                /** @description A forward-path, whatever its case */
                readonly recipient?: string;
                /** @description A recipient's domain */
                readonly domain?: string;
                /** @description What the log says of a recipient */
                readonly outcome?: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                /** @description A lane some attempt was made on: `direct:<domain>` or `relay:<relay id>` */
                readonly lane?: string;
                /** @description Id of a relay some attempt was made on */
                readonly relay?: string;
                /** @description Code of a reply to any attempt */
                readonly reply_code?: number;
                /** @description Part of the text of a reply or of a detail */
                readonly reply_text?: string;
                /** @description Address of the client, or name of the user that handed it in */
                readonly client?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; received then or later */
                readonly from?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; received before */
                readonly to?: string;
                /** @description Count the outcomes as well */
                readonly counts?: boolean;
                /** @description The `next_cursor` of the page before */
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** @description As given in the 250 reply */
                            readonly id: string;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            readonly received_at: string;
                            /** @description Reverse-path; empty for reports */
                            readonly sender: string;
                            readonly size_bytes?: number;
                            readonly subject?: string;
                            /** @description The Message-ID header */
                            readonly message_id_header?: string;
                            /** @description Who handed it in */
                            readonly client_address?: string;
                            readonly client_name?: string;
                            readonly username?: string;
                            readonly recipient_count: number;
                            /** @description Number of recipients in each state */
                            readonly states: {
                                readonly [key: string]: number;
                            };
                            /** @description The first ten */
                            readonly recipients: readonly {
                                readonly address: string;
                                /**
                                 * @description What the log says of a recipient
                                 * @enum {unknown}
                                 */
                                readonly state: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                                /** @description An SMTP reply */
                                readonly last_reply?: {
                                    readonly code: number;
                                    readonly enhanced_code?: string;
                                    /** @description Lines joined with \n */
                                    readonly text: string;
                                };
                                /** @description Why, when no reply tells it */
                                readonly detail?: string;
                            }[];
                        }[];
                        /** @description Give it as `cursor` for the messages before these */
                        readonly next_cursor?: string;
                        /** @description What the filter finds, its `outcome` left out */
                        readonly counts?: {
                            /** @description Number of recipients in each state */
                            readonly outcomes: {
                                readonly [key: string]: number;
                            };
                            readonly messages: number;
                            /** @description False: there are more; only the newest were counted */
                            readonly complete: boolean;
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postMessages: {
        readonly parameters: {
            readonly query?: {
                /** @description Raw messages only: the reverse-path; empty for mail that must not be answered */
                readonly from?: string;
                /** @description Raw messages only: a recipient; repeat it for each */
                readonly to?: readonly string[];
            };
            readonly header?: {
                /** @description A text of 1 to 200 visible ASCII characters: requests with the same one are one message, for a day */
                readonly "idempotency-key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description The author, and where reports go unless `return_path` says else: `ann@example.com` or `Ann <ann@example.com>` */
                    readonly from: string;
                    readonly to?: readonly string[];
                    readonly cc?: readonly string[];
                    readonly bcc?: readonly string[];
                    readonly reply_to?: readonly string[];
                    /** @description The reverse-path of the envelope; empty for mail that must not be answered */
                    readonly return_path?: string;
                    /** @description A subject of at most 998 characters without control characters */
                    readonly subject?: string;
                    /** @description The plain text */
                    readonly text?: string;
                    /** @description The HTML text */
                    readonly html?: string;
                    readonly attachments?: readonly {
                        /** @description A file name of 1 to 255 characters without slashes and control characters */
                        readonly filename: string;
                        /** @description The content in base64 */
                        readonly content: string;
                        /** @description A media type such as `application/pdf`; without it, the file name tells */
                        readonly content_type?: string;
                        /** @description A name of letters, digits and ._@+- by which the HTML shows the image as `cid:<name>` */
                        readonly content_id?: string;
                    }[];
                    /** @description Further header fields, such as `List-Unsubscribe` */
                    readonly headers?: {
                        readonly [key: string]: string;
                    };
                };
                readonly "message/rfc822": unknown;
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description The message is durable and on its way; ask /v1/messages/<id> */
                        readonly message_id: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getMessagesById: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A message id as it stands in the 250 reply */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly message: {
                            /** @description As given in the 250 reply */
                            readonly id: string;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            readonly received_at: string;
                            /** @description Reverse-path; empty for reports */
                            readonly sender: string;
                            readonly size_bytes?: number;
                            readonly subject?: string;
                            /** @description The Message-ID header */
                            readonly message_id_header?: string;
                            /** @description Who handed it in */
                            readonly client_address?: string;
                            readonly client_name?: string;
                            readonly username?: string;
                            readonly recipient_count: number;
                            /** @description Number of recipients in each state */
                            readonly states: {
                                readonly [key: string]: number;
                            };
                            /** @description Its content is still here: `GET …/raw` */
                            readonly held: boolean;
                        };
                        readonly recipients: readonly {
                            readonly address: string;
                            /**
                             * @description What the log says of a recipient
                             * @enum {unknown}
                             */
                            readonly state: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                            /** @description An SMTP reply */
                            readonly last_reply?: {
                                readonly code: number;
                                readonly enhanced_code?: string;
                                /** @description Lines joined with \n */
                                readonly text: string;
                            };
                            /** @description Why, when no reply tells it */
                            readonly detail?: string;
                            readonly domain: string;
                            /**
                             * Format: date-time
                             * @description When it came into this state
                             */
                            readonly changed_at: string;
                            readonly delivery_id?: string;
                            /** @description Where it waits, or was delivered */
                            readonly lane?: string;
                            readonly relay?: string;
                            /** @description The domain rule that applied */
                            readonly rule?: string;
                            readonly attempts: number;
                            /** @description Where the last attempt ended */
                            readonly step?: string;
                            readonly enhanced_code?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            readonly next_at?: string;
                        }[];
                        /** @description In the order they ended */
                        readonly attempts: readonly {
                            readonly delivery_id: string;
                            /** @description From 1, for each delivery */
                            readonly number: number;
                            /**
                             * Format: date-time
                             * @description When it ended
                             */
                            readonly at: string;
                            /** @description delivered, deferred, rerouted, bounced, expired; `mixed` when the recipients fared differently */
                            readonly outcome: string;
                            readonly lane?: string;
                            readonly relay?: string;
                            readonly rule?: string;
                            readonly mx_host?: string;
                            readonly mx_address?: string;
                            readonly tls_version?: string;
                            readonly tls_cipher?: string;
                            readonly worker?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            readonly next_at?: string;
                            /** @description The mail may have arrived already: a worker died before the answer */
                            readonly uncertain?: boolean;
                            /** @description Empty once the transcript is no longer kept */
                            readonly steps: readonly {
                                readonly step: string;
                                /** @description What was sent or done */
                                readonly command: string;
                                /** @description An SMTP reply */
                                readonly reply?: {
                                    readonly code: number;
                                    readonly enhanced_code?: string;
                                    /** @description Lines joined with \n */
                                    readonly text: string;
                                };
                                readonly detail?: string;
                                /**
                                 * Format: date-time
                                 * @description When it began
                                 */
                                readonly started_at: string;
                                readonly duration_ms: number;
                            }[];
                        }[];
                        /** @description In the order they happened */
                        readonly records: readonly {
                            readonly id: string;
                            readonly kind: string;
                            /**
                             * Format: date-time
                             * @description When it happened
                             */
                            readonly at: string;
                            readonly message_id: string;
                            readonly delivery_id?: string;
                            readonly sender: string;
                            /** @description Those it speaks of */
                            readonly recipients: readonly string[];
                            readonly domain?: string;
                            readonly lane?: string;
                            readonly next_lane?: string;
                            readonly attempt?: number;
                            readonly relay?: string;
                            readonly rule?: string;
                            readonly step?: string;
                            /** @description An SMTP reply */
                            readonly reply?: {
                                readonly code: number;
                                readonly enhanced_code?: string;
                                /** @description Lines joined with \n */
                                readonly text: string;
                            };
                            readonly enhanced_code?: string;
                            readonly detail?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            readonly next_at?: string;
                            readonly mx_host?: string;
                            readonly mx_address?: string;
                            readonly tls_version?: string;
                            readonly tls_cipher?: string;
                            readonly worker?: string;
                            readonly client_address?: string;
                            readonly client_name?: string;
                            readonly username?: string;
                            readonly size_bytes?: number;
                            readonly message_id_header?: string;
                            readonly subject?: string;
                            readonly uncertain?: boolean;
                            readonly since_received_ms?: number;
                        }[];
                        /** @description What could not be asked just now, so that something may be missing here */
                        readonly unavailable: readonly ("archive" | "live")[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getMessagesByIdRaw: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A message id as it stands in the 250 reply */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The message */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "message/rfc822": string;
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getRecordsLive: {
        readonly parameters: {
            readonly query?: {
                /** @description Only this message */
                readonly id?: string;
                readonly kind?: "received" | "delivered" | "deferred" | "rerouted" | "bounced" | "expired" | "held" | "cancelled" | "suppressed";
                /** @description The reverse-path, whatever its case */
                readonly sender?: string;
                /** @description A forward-path, whatever its case */
                readonly recipient?: string;
                /** @description A recipient's domain */
                readonly domain?: string;
                /** @description `direct:<domain>` or `relay:<relay id>` */
                readonly lane?: string;
                /** @description Id of a relay */
                readonly relay?: string;
                readonly reply_code?: number;
            };
            readonly header?: {
                readonly "last-event-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events without end */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSuppressions: {
        readonly parameters: {
            readonly query?: {
                /** @description What the address begins with, whatever its case */
                readonly prefix?: string;
                /** @description Only the entry of this domain and those of its addresses */
                readonly domain?: string;
                /** @description The `next_cursor` of the page before */
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description By domain, then by local part */
                        readonly items: readonly {
                            /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                            readonly address: string;
                            /** @enum {unknown} */
                            readonly source: "manual" | "hard_bounce";
                            readonly reason: string;
                            /** @description The message that bounced */
                            readonly message_id?: string;
                            /** @description What the server said of it */
                            readonly reply?: string;
                            /** @description Who made the entry, or the worker that saw the bounce */
                            readonly created_by: string;
                            /**
                             * Format: date-time
                             * @description When it was made
                             */
                            readonly created_at: string;
                            /**
                             * Format: date-time
                             * @description When it runs out; without it, it stays until it is removed
                             */
                            readonly expires_at?: string;
                            /** @description Recipients it has kept out so far */
                            readonly hits: number;
                        }[];
                        /** @description Give it as `cursor` for the following ones. A short page may have one as well */
                        readonly next_cursor?: string;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSuppressionsByAddress: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        readonly address: string;
                        /** @enum {unknown} */
                        readonly source: "manual" | "hard_bounce";
                        readonly reason: string;
                        /** @description The message that bounced */
                        readonly message_id?: string;
                        /** @description What the server said of it */
                        readonly reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        readonly created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        readonly created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        readonly expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        readonly hits: number;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly putSuppressionsByAddress: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "if-none-match"?: "*";
            };
            readonly path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A text of 1 to 500 characters without control characters */
                    readonly reason?: string;
                    /**
                     * Format: date-time
                     * @description When it runs out, a time to come such as 2027-03-10T12:00:00Z
                     */
                    readonly expires_at?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        readonly address: string;
                        /** @enum {unknown} */
                        readonly source: "manual" | "hard_bounce";
                        readonly reason: string;
                        /** @description The message that bounced */
                        readonly message_id?: string;
                        /** @description What the server said of it */
                        readonly reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        readonly created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        readonly created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        readonly expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        readonly hits: number;
                    };
                };
            };
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        readonly address: string;
                        /** @enum {unknown} */
                        readonly source: "manual" | "hard_bounce";
                        readonly reason: string;
                        /** @description The message that bounced */
                        readonly message_id?: string;
                        /** @description What the server said of it */
                        readonly reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        readonly created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        readonly created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        readonly expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        readonly hits: number;
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly deleteSuppressionsByAddress: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                readonly address: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Taken off */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly postSuppressionsImport: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-ndjson": unknown;
                readonly "text/csv": unknown;
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description Entries that were read */
                        readonly lines: number;
                        readonly added: number;
                        readonly replaced: number;
                        /** @description Lines that are no entry; all others were put on the list */
                        readonly refused: number;
                        /** @description The first hundred refused lines, and why */
                        readonly errors: readonly {
                            /** @description From 1 */
                            readonly line: number;
                            readonly message: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getSuppressionsExport: {
        readonly parameters: {
            readonly query?: {
                readonly format?: "ndjson" | "csv";
                /** @description Only this domain */
                readonly domain?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One entry a line */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-ndjson": string;
                    readonly "text/csv": string;
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * Format: date-time
                         * @description When this was seen, by the clock of Redis
                         */
                        readonly at: string;
                        /** @enum {unknown} */
                        readonly status: "ready" | "not ready";
                        readonly checks: {
                            readonly [key: string]: {
                                readonly ok: boolean;
                                readonly detail?: string;
                            };
                        };
                        readonly settings_version: number;
                        /** @description Those alive */
                        readonly workers: readonly {
                            /** @description As the log names it */
                            readonly worker: string;
                            /**
                             * Format: date-time
                             * @description Its last sign of life
                             */
                            readonly seen_at: string;
                        }[];
                        /** @description Absent before the first walk */
                        readonly lanes?: {
                            /**
                             * Format: date-time
                             * @description When the lanes were walked; a worker does so every 15 s
                             */
                            readonly at: string;
                            /** @description Lanes that hold mail or had some in the last hour */
                            readonly lanes: number;
                            /** @description Deliveries that are due */
                            readonly waiting: number;
                            /** @description Deliveries that wait for a later time */
                            readonly delayed: number;
                            /** @description Deliveries being sent */
                            readonly active: number;
                            /** @description Connections in use */
                            readonly sessions: number;
                            /** @description Lanes none of whose hosts could be reached */
                            readonly lanes_in_outage: number;
                            /** @description Lanes in the pause after a burst */
                            readonly lanes_paused: number;
                            /** @description Lanes that somebody suspended */
                            readonly lanes_suspended: number;
                            /** @description The lanes with the most mail */
                            readonly deepest: readonly {
                                readonly lane: string;
                                /** @description Deliveries due or delayed */
                                readonly waiting: number;
                            }[];
                        };
                    };
                };
            };
            /** @description The request was refused */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            readonly "5XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
}

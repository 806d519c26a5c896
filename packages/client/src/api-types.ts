// Made from docs/openapi.json by `pnpm generate`.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["getHealthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redis and the archive answer */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in Prometheus' text format */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are and what you may do */
        get: operations["getAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tokens, newest first; also those that ended in the last 30 days */
        get: operations["getTokens"];
        put?: never;
        /** Make a token; its secret is shown only now */
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a token, but for its secret */
        get: operations["getTokensById"];
        put?: never;
        post?: never;
        /** Revoke a token and end its sessions, at once */
        delete: operations["deleteTokensById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a token a new secret; it is shown only now */
        post: operations["postTokensByIdRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in to the console with a token: sets a cookie
         * @description The cookie counts together with the header X-CSRF-Token where something is changed. A session ends with its token.
         */
        post: operations["postSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your session */
        get: operations["getSessionsCurrent"];
        put?: never;
        post?: never;
        /** Log out */
        delete: operations["deleteSessionsCurrent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which keys have sealed what is stored */
        get: operations["getSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Seal everything anew with POSTLANE_SECRET_KEY */
        post: operations["postSecretsRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read all settings */
        get: operations["getSettings"];
        /** Replace all settings; If-Match is required */
        put: operations["putSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/general": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the general settings */
        get: operations["getGeneral"];
        /** Replace the general settings; what is left out gets its default */
        put: operations["putGeneral"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some general settings */
        patch: operations["patchGeneral"];
        trace?: never;
    };
    "/v1/settings/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the last versions */
        get: operations["getSettingsHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/history/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an earlier version */
        get: operations["getSettingsHistoryByVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed between two versions */
        get: operations["getSettingsDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an earlier version the current one */
        post: operations["postSettingsRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings as settings.yaml, without passwords */
        get: operations["getSettingsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What proposed settings would change: lanes, how long their mail takes, and the rule that wins for an address */
        post: operations["postSettingsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domain-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the domain rules */
        get: operations["getDomainRules"];
        put?: never;
        /** Add a domain rule */
        post: operations["postDomainRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domain-rules/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a domain rule */
        get: operations["getDomainRulesByKey"];
        /** Replace a domain rule */
        put: operations["putDomainRulesByKey"];
        post?: never;
        /** Remove a domain rule */
        delete: operations["deleteDomainRulesByKey"];
        options?: never;
        head?: never;
        /** Change fields of a domain rule */
        patch: operations["patchDomainRulesByKey"];
        trace?: never;
    };
    "/v1/relays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the relays */
        get: operations["getRelays"];
        put?: never;
        /** Add a relay */
        post: operations["postRelays"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/relays/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a relay */
        get: operations["getRelaysByKey"];
        /** Replace a relay */
        put: operations["putRelaysByKey"];
        post?: never;
        /** Remove a relay */
        delete: operations["deleteRelaysByKey"];
        options?: never;
        head?: never;
        /** Change fields of a relay */
        patch: operations["patchRelaysByKey"];
        trace?: never;
    };
    "/v1/relays/{key}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a relay in the order */
        post: operations["postRelaysByKeyMove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the access rules */
        get: operations["getAccessRules"];
        put?: never;
        /** Add a access rule */
        post: operations["postAccessRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access-rules/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a access rule */
        get: operations["getAccessRulesByKey"];
        /** Replace a access rule */
        put: operations["putAccessRulesByKey"];
        post?: never;
        /** Remove a access rule */
        delete: operations["deleteAccessRulesByKey"];
        options?: never;
        head?: never;
        /** Change fields of a access rule */
        patch: operations["patchAccessRulesByKey"];
        trace?: never;
    };
    "/v1/access-rules/{key}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a access rule in the order */
        post: operations["postAccessRulesByKeyMove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the credentials */
        get: operations["getCredentials"];
        put?: never;
        /** Add a credential */
        post: operations["postCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a credential */
        get: operations["getCredentialsByKey"];
        /** Replace a credential */
        put: operations["putCredentialsByKey"];
        post?: never;
        /** Remove a credential */
        delete: operations["deleteCredentialsByKey"];
        options?: never;
        head?: never;
        /** Change fields of a credential */
        patch: operations["patchCredentialsByKey"];
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks */
        get: operations["getWebhooks"];
        put?: never;
        /** Add a webhook */
        post: operations["postWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a webhook */
        get: operations["getWebhooksByKey"];
        /** Replace a webhook */
        put: operations["putWebhooksByKey"];
        post?: never;
        /** Remove a webhook */
        delete: operations["deleteWebhooksByKey"];
        options?: never;
        head?: never;
        /** Change fields of a webhook */
        patch: operations["patchWebhooksByKey"];
        trace?: never;
    };
    "/v1/dkim-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the DKIM keys */
        get: operations["getDkimKeys"];
        put?: never;
        /** Add a DKIM key */
        post: operations["postDkimKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dkim-keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a DKIM key */
        get: operations["getDkimKeysByKey"];
        /** Replace a DKIM key */
        put: operations["putDkimKeysByKey"];
        post?: never;
        /** Remove a DKIM key */
        delete: operations["deleteDkimKeysByKey"];
        options?: never;
        head?: never;
        /** Change fields of a DKIM key */
        patch: operations["patchDkimKeysByKey"];
        trace?: never;
    };
    "/v1/lanes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the lanes, the one longest without new mail first */
        get: operations["getLanes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lanes/{lane}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One lane: its depth, what holds it now, who holds its connections, and when it will be empty */
        get: operations["getLanesByLane"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the log, newest first */
        get: operations["getMessages"];
        put?: never;
        /** Send a message: composed from JSON, or as it is with its envelope in the query */
        post: operations["postMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole story of a message: recipients, attempts with every step, records */
        get: operations["getMessagesById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The message as it was accepted, while it is held for delivery */
        get: operations["getMessagesByIdRaw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why each open delivery of a message waits, and when it will be sent */
        get: operations["getMessagesByIdWaiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/records/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the log records as they happen (Server-Sent Events)
         * @description Each record is an event `record` with an id; send the last one as `Last-Event-ID` to go on after a short break; an event `gap` says that records in between may be missing and have to be looked up in the log. A follower that is too slow gets an event `lagging` and is let go.
         */
        get: operations["getRecordsLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Readiness, workers, and the lanes in numbers */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry, cancel, hold, release or move one message; an attempt under way is never torn */
        post: operations["postMessagesByIdActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same for many messages: by their ids, or what a search finds */
        post: operations["postMessagesActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lanes/{lane}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same for all mail in a lane; `retry` also ends its sleep after an outage */
        post: operations["postLanesByLaneActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an operation has come; known for a day */
        get: operations["getOperationsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suspensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is suspended, oldest first */
        get: operations["getSuspensions"];
        put?: never;
        /** Suspend: nothing new is sent there once this is answered; what is being sent is not torn */
        post: operations["postSuspensions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suspensions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One suspension */
        get: operations["getSuspensionsById"];
        put?: never;
        post?: never;
        /** Resume: the mail that waits there goes on at once */
        delete: operations["deleteSuspensionsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List suppressed addresses and domains */
        get: operations["getSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the entry of an address or domain */
        get: operations["getSuppressionsByAddress"];
        /** Suppress an address or domain; with `If-None-Match: *` only if it is not yet */
        put: operations["putSuppressionsByAddress"];
        post?: never;
        /** Take an address or domain off the list */
        delete: operations["deleteSuppressionsByAddress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suppress the addresses of a file; lines that are no entry are refused one by one */
        post: operations["postSuppressionsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole list as a file, such as the import takes */
        get: operations["getSuppressionsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the recovery has come */
        get: operations["getRecovery"];
        put?: never;
        /**
         * Queue again what Redis has lost, from the spool
         * @description Needs POSTLANE_DURABILITY=spool. One run at a time; `GET /v1/recovery` tells how far it has come.
         */
        post: operations["postRecovery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last attempts to send events to a webhook */
        get: operations["getWebhooksByKeyDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test event now, and see what the endpoint says */
        post: operations["postWebhooksByKeyTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send one event again, or all that were given up since a time */
        post: operations["postWebhooksByKeyRedeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send events to a webhook again */
        post: operations["postWebhooksByKeyEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send nothing to a webhook for now */
        post: operations["postWebhooksByKeyDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{key}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a webhook a new secret; for a while the one before signs as well */
        post: operations["postWebhooksByKeyRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An event of a message, as webhooks get it (Standard Webhooks) */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same for every repeat of the event */
                    "webhook-id": string;
                    /** @description When it was sent, Unix seconds */
                    "webhook-timestamp": string;
                    /** @description `v1,<base64 of HMAC-SHA256 over id.timestamp.body>`, several with a blank between them */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description `message.delivered` and the like; `webhook.test` for a test */
                        type: string;
                        /**
                         * Format: date-time
                         * @description When it happened
                         */
                        timestamp: string;
                        data: {
                            id: string;
                            kind: string;
                            /**
                             * Format: date-time
                             * @description When it happened
                             */
                            at: string;
                            message_id: string;
                            delivery_id?: string;
                            sender: string;
                            /** @description The first 50 */
                            recipients: string[];
                            domain?: string;
                            lane?: string;
                            next_lane?: string;
                            attempt?: number;
                            relay?: string;
                            rule?: string;
                            step?: string;
                            /** @description An SMTP reply */
                            reply?: {
                                code: number;
                                enhanced_code?: string;
                                /** @description Lines joined with \n */
                                text: string;
                            };
                            enhanced_code?: string;
                            /** @description Whose word it was: of what a person did */
                            by?: string;
                            detail?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            next_at?: string;
                            mx_host?: string;
                            mx_address?: string;
                            tls_version?: string;
                            tls_cipher?: string;
                            worker?: string;
                            client_address?: string;
                            client_name?: string;
                            username?: string;
                            size_bytes?: number;
                            message_id_header?: string;
                            subject?: string;
                            uncertain?: boolean;
                            /** @description The message that reports this to the sender */
                            report_id?: string;
                            /** @description Why the sender is not told although a report is due */
                            report_withheld?: string;
                            /** @description received: this message is a report about that one */
                            report_of?: string;
                            since_received_ms?: number;
                            /** @description How many there are */
                            recipient_count: number;
                            /** @description The last steps of the attempt */
                            transcript?: {
                                step: string;
                                command: string;
                                /** @description Of the reply */
                                code?: number;
                                /** @description Of the reply, or what happened without one */
                                text?: string;
                                duration_ms: number;
                            }[];
                        };
                    };
                };
            };
            responses: {
                /** @description Never call again: the webhook is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Try again later */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        ProblemDetails: {
            /** @description `urn:postlane:problem:<code>` */
            type: string;
            title: string;
            status: number;
            /** @description Stable; what programs decide by */
            code: string;
            /** @description What is wrong and what to do */
            detail: string;
            /** @description The bad fields, when there are such */
            errors?: {
                /** @description JSON pointer (RFC 6901) of the bad field; empty for the whole document */
                field: string;
                /** @description What to write there */
                message: string;
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
    getHealthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "ready" | "not ready";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                detail?: string;
                            };
                        };
                    };
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        status: "ready" | "not ready";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                detail?: string;
                            };
                        };
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As the audit log and the settings' history name you */
                        actor: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /**
                         * @description `environment`: POSTLANE_ADMIN_TOKEN
                         * @enum {unknown}
                         */
                        via: "token" | "session" | "environment";
                        token_id?: string;
                        /**
                         * Format: date-time
                         * @description Until when the token is good
                         */
                        expires_at?: string;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                            /**
                             * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                             * @enum {unknown}
                             */
                            scope: "sender" | "viewer" | "operator" | "admin";
                            /** @enum {unknown} */
                            state: "active" | "expired" | "revoked";
                            /**
                             * Format: date-time
                             * @description When it was made
                             */
                            created_at: string;
                            created_by: string;
                            /**
                             * Format: date-time
                             * @description Until when it is good
                             */
                            expires_at?: string;
                            /**
                             * Format: date-time
                             * @description To the minute
                             */
                            last_used_at?: string;
                            /**
                             * Format: date-time
                             * @description When it got its present secret
                             */
                            rotated_at?: string;
                            /**
                             * Format: date-time
                             * @description Until when the secret before that is good
                             */
                            previous_valid_until?: string;
                            /**
                             * Format: date-time
                             * @description When it was revoked
                             */
                            revoked_at?: string;
                            revoked_by?: string;
                            /** @description So many at once, and as many again each minute; 0 is no limit */
                            requests_per_minute?: number;
                            /** @description Addresses and domains a token of scope `sender` may send from */
                            allowed_senders?: string[];
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What it is for: 1 to 100 characters without control characters. One token at a time has a name */
                    name: string;
                    /**
                     * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                     * @enum {unknown}
                     */
                    scope: "sender" | "viewer" | "operator" | "admin";
                    /**
                     * Format: date-time
                     * @description Until when it is good, such as 2027-01-31T00:00:00Z; without it, until revoked
                     */
                    expires_at?: string;
                    /** @description So many at once, and as many again each minute; 0 is no limit */
                    requests_per_minute?: number;
                    /** @description Addresses and domains a token of scope `sender` may send from */
                    allowed_senders?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /** @enum {unknown} */
                        state: "active" | "expired" | "revoked";
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description Until when it is good
                         */
                        expires_at?: string;
                        /**
                         * Format: date-time
                         * @description To the minute
                         */
                        last_used_at?: string;
                        /**
                         * Format: date-time
                         * @description When it got its present secret
                         */
                        rotated_at?: string;
                        /**
                         * Format: date-time
                         * @description Until when the secret before that is good
                         */
                        previous_valid_until?: string;
                        /**
                         * Format: date-time
                         * @description When it was revoked
                         */
                        revoked_at?: string;
                        revoked_by?: string;
                        /** @description So many at once, and as many again each minute; 0 is no limit */
                        requests_per_minute?: number;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                        /** @description What to send as `authorization: Bearer`; it is shown only this once */
                        token: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getTokensById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a token */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /** @enum {unknown} */
                        state: "active" | "expired" | "revoked";
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description Until when it is good
                         */
                        expires_at?: string;
                        /**
                         * Format: date-time
                         * @description To the minute
                         */
                        last_used_at?: string;
                        /**
                         * Format: date-time
                         * @description When it got its present secret
                         */
                        rotated_at?: string;
                        /**
                         * Format: date-time
                         * @description Until when the secret before that is good
                         */
                        previous_valid_until?: string;
                        /**
                         * Format: date-time
                         * @description When it was revoked
                         */
                        revoked_at?: string;
                        revoked_by?: string;
                        /** @description So many at once, and as many again each minute; 0 is no limit */
                        requests_per_minute?: number;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteTokensById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a token */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postTokensByIdRotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a token */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description How long the old one stays good; default 0 */
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /** @enum {unknown} */
                        state: "active" | "expired" | "revoked";
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description Until when it is good
                         */
                        expires_at?: string;
                        /**
                         * Format: date-time
                         * @description To the minute
                         */
                        last_used_at?: string;
                        /**
                         * Format: date-time
                         * @description When it got its present secret
                         */
                        rotated_at?: string;
                        /**
                         * Format: date-time
                         * @description Until when the secret before that is good
                         */
                        previous_valid_until?: string;
                        /**
                         * Format: date-time
                         * @description When it was revoked
                         */
                        revoked_at?: string;
                        revoked_by?: string;
                        /** @description So many at once, and as many again each minute; 0 is no limit */
                        requests_per_minute?: number;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                        /** @description What to send as `authorization: Bearer`; it is shown only this once */
                        token: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An API token */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As the audit log and the settings' history name you */
                        actor: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /**
                         * @description `environment`: POSTLANE_ADMIN_TOKEN
                         * @enum {unknown}
                         */
                        via: "token" | "session" | "environment";
                        token_id?: string;
                        /**
                         * Format: date-time
                         * @description Until when the token is good
                         */
                        expires_at?: string;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                        /** @description Send it as X-CSRF-Token with every POST, PUT, PATCH and DELETE */
                        csrf_token: string;
                        /**
                         * Format: date-time
                         * @description At the latest; an hour without a request ends it, too
                         */
                        ends_at: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSessionsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As the audit log and the settings' history name you */
                        actor: string;
                        /**
                         * @description `viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail
                         * @enum {unknown}
                         */
                        scope: "sender" | "viewer" | "operator" | "admin";
                        /**
                         * @description `environment`: POSTLANE_ADMIN_TOKEN
                         * @enum {unknown}
                         */
                        via: "token" | "session" | "environment";
                        token_id?: string;
                        /**
                         * Format: date-time
                         * @description Until when the token is good
                         */
                        expires_at?: string;
                        /** @description Addresses and domains a token of scope `sender` may send from */
                        allowed_senders?: string[];
                        /** @description Send it as X-CSRF-Token with every POST, PUT, PATCH and DELETE */
                        csrf_token: string;
                        /**
                         * Format: date-time
                         * @description At the latest; an hour without a request ends it, too
                         */
                        ends_at: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteSessionsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Tells keys apart without telling them */
                        key_id?: string;
                        keys: {
                            /** @description Tells keys apart without telling them */
                            key_id: string;
                            /**
                             * @description POSTLANE_SECRET_KEY, POSTLANE_SECRET_KEY_PREVIOUS, or neither: what it sealed is lost without it
                             * @enum {unknown}
                             */
                            use: "seals" | "opens" | "missing";
                            /** @description How many secrets it has sealed, in the settings and their history */
                            sealed: number;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSecretsRotate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Tells keys apart without telling them */
                        key_id: string;
                        /** @description How many secrets were sealed anew; 0 when there was nothing to do */
                        resealed: number;
                        /** @description Secrets no key at hand opens; they stay as they are */
                        failed: {
                            what: string;
                            reason: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        general: {
                            /** @description Largest message accepted (SIZE) */
                            maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            maxReceivedHops: number;
                            reports: {
                                /** @description Tell senders of recipients that will not get their mail */
                                failure: boolean;
                                /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                                delayAfterSeconds: number;
                                /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                                success: boolean;
                                /**
                                 * @description What a sender that says nothing (no NOTIFY) is told of
                                 * @enum {unknown}
                                 */
                                withoutNotify: "failure" | "failure-and-delay";
                                /** @description Only senders that logged in are told */
                                authenticatedOnly: boolean;
                                /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                                senderDomains: string[];
                                /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                                copyTo: string;
                                /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                                fromAddress: string;
                                /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                                maxOriginalBytes: number;
                            };
                            suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                expireDays: number;
                            };
                            backPressure: {
                                /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                                maxWaiting: number;
                                /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                                maxMemoryPercent: number;
                                /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                                startPercent: number;
                            };
                        };
                        domainRules: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        relays: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                        accessRules: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                        credentials: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            enabled: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            passwordSet: boolean;
                        }[];
                        webhooks: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled: boolean;
                            /** @description Which events; empty = all */
                            events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections: number;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            secretSet: boolean;
                            /** @description Names of the headers that are sent with every event */
                            headerNames: string[];
                            /** @description Why the webhook cannot be used now */
                            problem?: string;
                        }[];
                        dkimKeys: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm: "rsa" | "ed25519";
                            /** @description SubjectPublicKeyInfo, DER in base64 */
                            publicKey: string;
                            /** @description Name of the TXT record to publish */
                            dnsName: string;
                            /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                            dnsValue: string;
                            /** @description Why the key cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    general: {
                        /** @description Largest message accepted (SIZE) */
                        maxMessageBytes?: number;
                        /** @description Most recipients of one message */
                        maxRecipients?: number;
                        /** @description A message with more Received headers is looping and refused */
                        maxReceivedHops?: number;
                        reports?: {
                            /** @description Tell senders of recipients that will not get their mail */
                            failure?: boolean;
                            /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                            delayAfterSeconds?: number;
                            /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                            success?: boolean;
                            /**
                             * @description What a sender that says nothing (no NOTIFY) is told of
                             * @enum {unknown}
                             */
                            withoutNotify?: "failure" | "failure-and-delay";
                            /** @description Only senders that logged in are told */
                            authenticatedOnly?: boolean;
                            /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                            senderDomains?: string[];
                            /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                            copyTo?: string;
                            /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                            fromAddress?: string;
                            /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                            maxOriginalBytes?: number;
                        };
                        suppression?: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            enabled?: boolean;
                            /** @description So many hard bounces suppress an address */
                            afterHardBounces?: number;
                            /** @description They count when they lie within so many days */
                            windowDays?: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            expireDays?: number;
                        };
                        backPressure?: {
                            /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                            maxWaiting?: number;
                            /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                            maxMemoryPercent?: number;
                            /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                            startPercent?: number;
                        };
                    };
                    domainRules: {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    }[];
                    /** @description In the order they are tried */
                    relays: {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        id: string;
                        /** @description Host name or IP address of the relay server */
                        host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        name?: string;
                        /** @description Disabled relays are passed over */
                        enabled?: boolean;
                        port?: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        tlsVerify?: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        username?: string;
                        password?: string | null;
                        /** @description Ignored when written */
                        readonly passwordSet?: boolean;
                        /** @description Ignored when written */
                        readonly problem?: string;
                    }[];
                    /** @description The first match wins */
                    accessRules: {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        network: string;
                        /** @enum {unknown} */
                        action: "allow" | "deny";
                        comment?: string;
                    }[];
                    credentials: {
                        /** @description A user name of 1 to 255 characters without control characters */
                        username: string;
                        /** @description A password of 1 to 1024 characters */
                        password?: string;
                        /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                        passwordHash?: string;
                        /** @description Default true */
                        enabled?: boolean;
                        /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                        allowedSenders?: string[];
                        /** @description Most messages in any hour; 0 or left out: no limit */
                        messagesPerHour?: number;
                        /** @description Most messages in any 24 hours; 0 or left out: no limit */
                        messagesPerDay?: number;
                        /** @description Ignored when written */
                        readonly passwordSet?: boolean;
                    }[];
                    webhooks: {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled?: boolean;
                        /** @description Which events; empty = all */
                        events?: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains?: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes?: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders?: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds?: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds?: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections?: number;
                        /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                        secret?: string;
                        /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                        previousSecret?: string;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        headers?: {
                            [key: string]: string;
                        } | null;
                        /** @description Ignored when written */
                        readonly secretSet?: boolean;
                        /** @description Ignored when written */
                        readonly headerNames?: string[];
                        /** @description Ignored when written */
                        readonly problem?: string;
                        /** @description Ignored when written */
                        readonly health?: unknown;
                    }[];
                    /** @description Stored now, used later */
                    dkimKeys: {
                        /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                        id: string;
                        /** @description The domain that signs */
                        domain: string;
                        /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                        selector: string;
                        /**
                         * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                         * @enum {unknown}
                         */
                        algorithm?: "rsa" | "ed25519";
                        /** @description A private key in PEM (PKCS #8 or PKCS #1) without password */
                        privateKey?: string;
                        /** @description Ignored when written */
                        readonly publicKey?: string;
                        /** @description Ignored when written */
                        readonly dnsName?: string;
                        /** @description Ignored when written */
                        readonly dnsValue?: string;
                        /** @description Ignored when written */
                        readonly problem?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        general: {
                            /** @description Largest message accepted (SIZE) */
                            maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            maxReceivedHops: number;
                            reports: {
                                /** @description Tell senders of recipients that will not get their mail */
                                failure: boolean;
                                /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                                delayAfterSeconds: number;
                                /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                                success: boolean;
                                /**
                                 * @description What a sender that says nothing (no NOTIFY) is told of
                                 * @enum {unknown}
                                 */
                                withoutNotify: "failure" | "failure-and-delay";
                                /** @description Only senders that logged in are told */
                                authenticatedOnly: boolean;
                                /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                                senderDomains: string[];
                                /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                                copyTo: string;
                                /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                                fromAddress: string;
                                /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                                maxOriginalBytes: number;
                            };
                            suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                expireDays: number;
                            };
                            backPressure: {
                                /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                                maxWaiting: number;
                                /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                                maxMemoryPercent: number;
                                /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                                startPercent: number;
                            };
                        };
                        domainRules: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        relays: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                        accessRules: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                        credentials: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            enabled: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            passwordSet: boolean;
                        }[];
                        webhooks: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled: boolean;
                            /** @description Which events; empty = all */
                            events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections: number;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            secretSet: boolean;
                            /** @description Names of the headers that are sent with every event */
                            headerNames: string[];
                            /** @description Why the webhook cannot be used now */
                            problem?: string;
                        }[];
                        dkimKeys: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm: "rsa" | "ed25519";
                            /** @description SubjectPublicKeyInfo, DER in base64 */
                            publicKey: string;
                            /** @description Name of the TXT record to publish */
                            dnsName: string;
                            /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                            dnsValue: string;
                            /** @description Why the key cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getGeneral: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        maxReceivedHops: number;
                        reports: {
                            /** @description Tell senders of recipients that will not get their mail */
                            failure: boolean;
                            /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                            delayAfterSeconds: number;
                            /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                            success: boolean;
                            /**
                             * @description What a sender that says nothing (no NOTIFY) is told of
                             * @enum {unknown}
                             */
                            withoutNotify: "failure" | "failure-and-delay";
                            /** @description Only senders that logged in are told */
                            authenticatedOnly: boolean;
                            /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                            senderDomains: string[];
                            /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                            copyTo: string;
                            /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                            fromAddress: string;
                            /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                            maxOriginalBytes: number;
                        };
                        suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            expireDays: number;
                        };
                        backPressure: {
                            /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                            maxWaiting: number;
                            /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                            maxMemoryPercent: number;
                            /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                            startPercent: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putGeneral: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Largest message accepted (SIZE) */
                    maxMessageBytes?: number;
                    /** @description Most recipients of one message */
                    maxRecipients?: number;
                    /** @description A message with more Received headers is looping and refused */
                    maxReceivedHops?: number;
                    reports?: {
                        /** @description Tell senders of recipients that will not get their mail */
                        failure?: boolean;
                        /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                        delayAfterSeconds?: number;
                        /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                        success?: boolean;
                        /**
                         * @description What a sender that says nothing (no NOTIFY) is told of
                         * @enum {unknown}
                         */
                        withoutNotify?: "failure" | "failure-and-delay";
                        /** @description Only senders that logged in are told */
                        authenticatedOnly?: boolean;
                        /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                        senderDomains?: string[];
                        /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                        copyTo?: string;
                        /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                        fromAddress?: string;
                        /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                        maxOriginalBytes?: number;
                    };
                    suppression?: {
                        /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                        enabled?: boolean;
                        /** @description So many hard bounces suppress an address */
                        afterHardBounces?: number;
                        /** @description They count when they lie within so many days */
                        windowDays?: number;
                        /** @description Days until the entry runs out; 0: it stays until it is removed */
                        expireDays?: number;
                    };
                    backPressure?: {
                        /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                        maxWaiting?: number;
                        /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                        maxMemoryPercent?: number;
                        /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                        startPercent?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        maxReceivedHops: number;
                        reports: {
                            /** @description Tell senders of recipients that will not get their mail */
                            failure: boolean;
                            /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                            delayAfterSeconds: number;
                            /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                            success: boolean;
                            /**
                             * @description What a sender that says nothing (no NOTIFY) is told of
                             * @enum {unknown}
                             */
                            withoutNotify: "failure" | "failure-and-delay";
                            /** @description Only senders that logged in are told */
                            authenticatedOnly: boolean;
                            /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                            senderDomains: string[];
                            /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                            copyTo: string;
                            /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                            fromAddress: string;
                            /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                            maxOriginalBytes: number;
                        };
                        suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            expireDays: number;
                        };
                        backPressure: {
                            /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                            maxWaiting: number;
                            /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                            maxMemoryPercent: number;
                            /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                            startPercent: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchGeneral: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Largest message accepted (SIZE) */
                    maxMessageBytes?: number;
                    /** @description Most recipients of one message */
                    maxRecipients?: number;
                    /** @description A message with more Received headers is looping and refused */
                    maxReceivedHops?: number;
                    reports?: {
                        /** @description Tell senders of recipients that will not get their mail */
                        failure?: boolean;
                        /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                        delayAfterSeconds?: number;
                        /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                        success?: boolean;
                        /**
                         * @description What a sender that says nothing (no NOTIFY) is told of
                         * @enum {unknown}
                         */
                        withoutNotify?: "failure" | "failure-and-delay";
                        /** @description Only senders that logged in are told */
                        authenticatedOnly?: boolean;
                        /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                        senderDomains?: string[];
                        /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                        copyTo?: string;
                        /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                        fromAddress?: string;
                        /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                        maxOriginalBytes?: number;
                    };
                    suppression?: {
                        /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                        enabled?: boolean;
                        /** @description So many hard bounces suppress an address */
                        afterHardBounces?: number;
                        /** @description They count when they lie within so many days */
                        windowDays?: number;
                        /** @description Days until the entry runs out; 0: it stays until it is removed */
                        expireDays?: number;
                    };
                    backPressure?: {
                        /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                        maxWaiting?: number;
                        /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                        maxMemoryPercent?: number;
                        /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                        startPercent?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Largest message accepted (SIZE) */
                        maxMessageBytes: number;
                        /** @description Most recipients of one message */
                        maxRecipients: number;
                        /** @description A message with more Received headers is looping and refused */
                        maxReceivedHops: number;
                        reports: {
                            /** @description Tell senders of recipients that will not get their mail */
                            failure: boolean;
                            /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                            delayAfterSeconds: number;
                            /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                            success: boolean;
                            /**
                             * @description What a sender that says nothing (no NOTIFY) is told of
                             * @enum {unknown}
                             */
                            withoutNotify: "failure" | "failure-and-delay";
                            /** @description Only senders that logged in are told */
                            authenticatedOnly: boolean;
                            /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                            senderDomains: string[];
                            /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                            copyTo: string;
                            /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                            fromAddress: string;
                            /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                            maxOriginalBytes: number;
                        };
                        suppression: {
                            /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                            enabled: boolean;
                            /** @description So many hard bounces suppress an address */
                            afterHardBounces: number;
                            /** @description They count when they lie within so many days */
                            windowDays: number;
                            /** @description Days until the entry runs out; 0: it stays until it is removed */
                            expireDays: number;
                        };
                        backPressure: {
                            /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                            maxWaiting: number;
                            /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                            maxMemoryPercent: number;
                            /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                            startPercent: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSettingsHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first; the last 50 */
                        items: {
                            version: number;
                            /** Format: date-time */
                            saved_at: string;
                            /** @description Who saved it: a token, a session, or the settings file */
                            by: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSettingsHistoryByVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        general: {
                            /** @description Largest message accepted (SIZE) */
                            maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            maxReceivedHops: number;
                            reports: {
                                /** @description Tell senders of recipients that will not get their mail */
                                failure: boolean;
                                /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                                delayAfterSeconds: number;
                                /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                                success: boolean;
                                /**
                                 * @description What a sender that says nothing (no NOTIFY) is told of
                                 * @enum {unknown}
                                 */
                                withoutNotify: "failure" | "failure-and-delay";
                                /** @description Only senders that logged in are told */
                                authenticatedOnly: boolean;
                                /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                                senderDomains: string[];
                                /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                                copyTo: string;
                                /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                                fromAddress: string;
                                /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                                maxOriginalBytes: number;
                            };
                            suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                expireDays: number;
                            };
                            backPressure: {
                                /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                                maxWaiting: number;
                                /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                                maxMemoryPercent: number;
                                /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                                startPercent: number;
                            };
                        };
                        domainRules: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        relays: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                        accessRules: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                        credentials: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            enabled: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            passwordSet: boolean;
                        }[];
                        webhooks: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled: boolean;
                            /** @description Which events; empty = all */
                            events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections: number;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            secretSet: boolean;
                            /** @description Names of the headers that are sent with every event */
                            headerNames: string[];
                            /** @description Why the webhook cannot be used now */
                            problem?: string;
                        }[];
                        dkimKeys: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm: "rsa" | "ed25519";
                            /** @description SubjectPublicKeyInfo, DER in base64 */
                            publicKey: string;
                            /** @description Name of the TXT record to publish */
                            dnsName: string;
                            /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                            dnsValue: string;
                            /** @description Why the key cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSettingsDiff: {
        parameters: {
            query: {
                /** @description The version to start from */
                from: number;
                /** @description The version to end at; without it, the current one */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: number;
                        to: number;
                        changes: {
                            /** @description Entries by their key: `/relays/relay-1/port` */
                            field: string;
                            /** @enum {unknown} */
                            kind: "added" | "removed" | "changed" | "reordered";
                            before?: unknown;
                            after?: unknown;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSettingsRollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The version to take the settings back to */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        general: {
                            /** @description Largest message accepted (SIZE) */
                            maxMessageBytes: number;
                            /** @description Most recipients of one message */
                            maxRecipients: number;
                            /** @description A message with more Received headers is looping and refused */
                            maxReceivedHops: number;
                            reports: {
                                /** @description Tell senders of recipients that will not get their mail */
                                failure: boolean;
                                /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                                delayAfterSeconds: number;
                                /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                                success: boolean;
                                /**
                                 * @description What a sender that says nothing (no NOTIFY) is told of
                                 * @enum {unknown}
                                 */
                                withoutNotify: "failure" | "failure-and-delay";
                                /** @description Only senders that logged in are told */
                                authenticatedOnly: boolean;
                                /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                                senderDomains: string[];
                                /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                                copyTo: string;
                                /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                                fromAddress: string;
                                /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                                maxOriginalBytes: number;
                            };
                            suppression: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                enabled: boolean;
                                /** @description So many hard bounces suppress an address */
                                afterHardBounces: number;
                                /** @description They count when they lie within so many days */
                                windowDays: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                expireDays: number;
                            };
                            backPressure: {
                                /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                                maxWaiting: number;
                                /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                                maxMemoryPercent: number;
                                /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                                startPercent: number;
                            };
                        };
                        domainRules: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        relays: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                        accessRules: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                        credentials: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            enabled: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            passwordSet: boolean;
                        }[];
                        webhooks: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled: boolean;
                            /** @description Which events; empty = all */
                            events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections: number;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            secretSet: boolean;
                            /** @description Names of the headers that are sent with every event */
                            headerNames: string[];
                            /** @description Why the webhook cannot be used now */
                            problem?: string;
                        }[];
                        dkimKeys: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm: "rsa" | "ed25519";
                            /** @description SubjectPublicKeyInfo, DER in base64 */
                            publicKey: string;
                            /** @description Name of the TXT record to publish */
                            dnsName: string;
                            /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                            dnsValue: string;
                            /** @description Why the key cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSettingsExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description settings.yaml */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSettingsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Sections to replace whole; one left out stays as it is */
                    settings?: {
                        general?: {
                            /** @description Largest message accepted (SIZE) */
                            maxMessageBytes?: number;
                            /** @description Most recipients of one message */
                            maxRecipients?: number;
                            /** @description A message with more Received headers is looping and refused */
                            maxReceivedHops?: number;
                            reports?: {
                                /** @description Tell senders of recipients that will not get their mail */
                                failure?: boolean;
                                /** @description Age from which a mail that has to wait is reported, once; 0 = never */
                                delayAfterSeconds?: number;
                                /** @description Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not */
                                success?: boolean;
                                /**
                                 * @description What a sender that says nothing (no NOTIFY) is told of
                                 * @enum {unknown}
                                 */
                                withoutNotify?: "failure" | "failure-and-delay";
                                /** @description Only senders that logged in are told */
                                authenticatedOnly?: boolean;
                                /** @description Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain */
                                senderDomains?: string[];
                                /** @description An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody */
                                copyTo?: string;
                                /** @description An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server */
                                fromAddress?: string;
                                /** @description Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this */
                                maxOriginalBytes?: number;
                            };
                            suppression?: {
                                /** @description Whether hard bounces suppress their addresses; entries made by hand always hold */
                                enabled?: boolean;
                                /** @description So many hard bounces suppress an address */
                                afterHardBounces?: number;
                                /** @description They count when they lie within so many days */
                                windowDays?: number;
                                /** @description Days until the entry runs out; 0: it stays until it is removed */
                                expireDays?: number;
                            };
                            backPressure?: {
                                /** @description Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit */
                                maxWaiting?: number;
                                /** @description Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit */
                                maxMemoryPercent?: number;
                                /** @description From this share of either maximum on, whoever has sent more than others of late is put off */
                                startPercent?: number;
                            };
                        };
                        domainRules?: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                        /** @description In the order they are tried */
                        relays?: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name?: string;
                            /** @description Disabled relays are passed over */
                            enabled?: boolean;
                            port?: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify?: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            password?: string | null;
                            /** @description Ignored when written */
                            readonly passwordSet?: boolean;
                            /** @description Ignored when written */
                            readonly problem?: string;
                        }[];
                        /** @description The first match wins */
                        accessRules?: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                        credentials?: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            /** @description A password of 1 to 1024 characters */
                            password?: string;
                            /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                            passwordHash?: string;
                            /** @description Default true */
                            enabled?: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            /** @description Ignored when written */
                            readonly passwordSet?: boolean;
                        }[];
                        webhooks?: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled?: boolean;
                            /** @description Which events; empty = all */
                            events?: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains?: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes?: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders?: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds?: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds?: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections?: number;
                            /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                            secret?: string;
                            /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                            previousSecret?: string;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            headers?: {
                                [key: string]: string;
                            } | null;
                            /** @description Ignored when written */
                            readonly secretSet?: boolean;
                            /** @description Ignored when written */
                            readonly headerNames?: string[];
                            /** @description Ignored when written */
                            readonly problem?: string;
                            /** @description Ignored when written */
                            readonly health?: unknown;
                        }[];
                        /** @description Stored now, used later */
                        dkimKeys?: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm?: "rsa" | "ed25519";
                            /** @description A private key in PEM (PKCS #8 or PKCS #1) without password */
                            privateKey?: string;
                            /** @description Ignored when written */
                            readonly publicKey?: string;
                            /** @description Ignored when written */
                            readonly dnsName?: string;
                            /** @description Ignored when written */
                            readonly dnsValue?: string;
                            /** @description Ignored when written */
                            readonly problem?: string;
                        }[];
                    };
                    domainRule?: {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                    /** @description Recipients or domains: which rule wins for each? */
                    addresses?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The version the preview was made on */
                        version: number;
                        changes: {
                            /** @description Entries by their key: `/relays/relay-1/port` */
                            field: string;
                            /** @enum {unknown} */
                            kind: "added" | "removed" | "changed" | "reordered";
                            before?: unknown;
                            after?: unknown;
                        }[];
                        addresses: {
                            address: string;
                            domain: string;
                            before: {
                                /** @description The pattern that won */
                                pattern: string;
                                /** @description How many times direct delivery is tried; 0 = never */
                                directAttempts: number;
                                /** @description How many times delivery by relay is tried; 0 = never */
                                relayAttempts: number;
                                /** @description Connections to one server at a time, over all workers */
                                maxConnections: number;
                                /** @description Wait before a failed mail is tried again */
                                failureDelaySeconds: number;
                                /** @description Growth of that wait with each failure */
                                backoffFactor: number;
                                /** @description The longest that wait becomes */
                                maxFailureDelaySeconds: number;
                                /** @description Age at which a mail that could not be delivered is given up */
                                expireAfterSeconds: number;
                                /** @description Mails that may follow one another without a pause; 0 = no limit */
                                maxContinuous: number;
                                /** @description The pause after that many */
                                continuingDelaySeconds: number;
                                /**
                                 * @description STARTTLS with the recipient's servers
                                 * @enum {unknown}
                                 */
                                tls: "none" | "opportunistic" | "require";
                                /**
                                 * @description What follows when a worker died between the final dot and the server's answer
                                 * @enum {unknown}
                                 */
                                uncertain: "retry" | "hold" | "assume-delivered";
                            };
                            after: {
                                /** @description The pattern that won */
                                pattern: string;
                                /** @description How many times direct delivery is tried; 0 = never */
                                directAttempts: number;
                                /** @description How many times delivery by relay is tried; 0 = never */
                                relayAttempts: number;
                                /** @description Connections to one server at a time, over all workers */
                                maxConnections: number;
                                /** @description Wait before a failed mail is tried again */
                                failureDelaySeconds: number;
                                /** @description Growth of that wait with each failure */
                                backoffFactor: number;
                                /** @description The longest that wait becomes */
                                maxFailureDelaySeconds: number;
                                /** @description Age at which a mail that could not be delivered is given up */
                                expireAfterSeconds: number;
                                /** @description Mails that may follow one another without a pause; 0 = no limit */
                                maxContinuous: number;
                                /** @description The pause after that many */
                                continuingDelaySeconds: number;
                                /**
                                 * @description STARTTLS with the recipient's servers
                                 * @enum {unknown}
                                 */
                                tls: "none" | "opportunistic" | "require";
                                /**
                                 * @description What follows when a worker died between the final dot and the server's answer
                                 * @enum {unknown}
                                 */
                                uncertain: "retry" | "hold" | "assume-delivered";
                            };
                        }[];
                        /** @description Lanes with mail, now or lately, that would go by other values */
                        lanes: {
                            lane: string;
                            waiting: number;
                            delayed: number;
                            changes: {
                                field: string;
                                before?: unknown;
                                after?: unknown;
                            }[];
                            /** @description What the pauses between bursts alone take for the deliveries that wait now */
                            least_drain_seconds: {
                                before: number;
                                after: number;
                            };
                            /** @description Until all that is due now is sent; see `drain.assumption` */
                            drain_seconds: {
                                before: number;
                                after: number;
                            };
                            /** @description Until what waits for a later time is sent as well */
                            drain_all_seconds: {
                                before: number;
                                after: number;
                            };
                            /** @description How long a delivery keeps a connection busy */
                            service_ms: number;
                            /**
                             * @description Where service_ms comes from
                             * @enum {unknown}
                             */
                            basis: "observed" | "assumed";
                        }[];
                        /** @description Seconds until the lanes shown have sent what is due, and all */
                        drain: {
                            /** @description In the lanes shown */
                            deliveries: number;
                            due: {
                                before: number;
                                after: number;
                            };
                            all: {
                                before: number;
                                after: number;
                            };
                            /** @description What has to be true for this to come true */
                            assumption: string;
                        };
                        /** @description How many lanes were looked at */
                        lanes_seen: number;
                        /** @description False when there are more lanes than are looked at or shown */
                        complete: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getDomainRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                            domain: string;
                            /** @description How many times direct delivery is tried; 0 = never */
                            directAttempts?: number;
                            /** @description How many times delivery by relay is tried; 0 = never */
                            relayAttempts?: number;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections?: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds?: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor?: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds?: number;
                            /** @description Age at which a mail that could not be delivered is given up */
                            expireAfterSeconds?: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous?: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds?: number;
                            /**
                             * @description STARTTLS with the recipient's servers
                             * @enum {unknown}
                             */
                            tls?: "none" | "opportunistic" | "require";
                            /**
                             * @description What follows when a worker died between the final dot and the server's answer
                             * @enum {unknown}
                             */
                            uncertain?: "retry" | "hold" | "assume-delivered";
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postDomainRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    domain: string;
                    /** @description How many times direct delivery is tried; 0 = never */
                    directAttempts?: number;
                    /** @description How many times delivery by relay is tried; 0 = never */
                    relayAttempts?: number;
                    /** @description Connections to one server at a time, over all workers */
                    maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    maxFailureDelaySeconds?: number;
                    /** @description Age at which a mail that could not be delivered is given up */
                    expireAfterSeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    maxContinuous?: number;
                    /** @description The pause after that many */
                    continuingDelaySeconds?: number;
                    /**
                     * @description STARTTLS with the recipient's servers
                     * @enum {unknown}
                     */
                    tls?: "none" | "opportunistic" | "require";
                    /**
                     * @description What follows when a worker died between the final dot and the server's answer
                     * @enum {unknown}
                     */
                    uncertain?: "retry" | "hold" | "assume-delivered";
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getDomainRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putDomainRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    domain?: string;
                    /** @description How many times direct delivery is tried; 0 = never */
                    directAttempts?: number;
                    /** @description How many times delivery by relay is tried; 0 = never */
                    relayAttempts?: number;
                    /** @description Connections to one server at a time, over all workers */
                    maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    maxFailureDelaySeconds?: number;
                    /** @description Age at which a mail that could not be delivered is given up */
                    expireAfterSeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    maxContinuous?: number;
                    /** @description The pause after that many */
                    continuingDelaySeconds?: number;
                    /**
                     * @description STARTTLS with the recipient's servers
                     * @enum {unknown}
                     */
                    tls?: "none" | "opportunistic" | "require";
                    /**
                     * @description What follows when a worker died between the final dot and the server's answer
                     * @enum {unknown}
                     */
                    uncertain?: "retry" | "hold" | "assume-delivered";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteDomainRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchDomainRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                    domain?: string;
                    directAttempts?: number | null;
                    relayAttempts?: number | null;
                    maxConnections?: number | null;
                    failureDelaySeconds?: number | null;
                    backoffFactor?: number | null;
                    maxFailureDelaySeconds?: number | null;
                    expireAfterSeconds?: number | null;
                    maxContinuous?: number | null;
                    continuingDelaySeconds?: number | null;
                    tls?: ("none" | "opportunistic" | "require") | null;
                    uncertain?: ("retry" | "hold" | "assume-delivered") | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `example.com`, `*.example.com` for the names below it, or `*` for the default rule */
                        domain: string;
                        /** @description How many times direct delivery is tried; 0 = never */
                        directAttempts?: number;
                        /** @description How many times delivery by relay is tried; 0 = never */
                        relayAttempts?: number;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections?: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds?: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor?: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds?: number;
                        /** @description Age at which a mail that could not be delivered is given up */
                        expireAfterSeconds?: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous?: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds?: number;
                        /**
                         * @description STARTTLS with the recipient's servers
                         * @enum {unknown}
                         */
                        tls?: "none" | "opportunistic" | "require";
                        /**
                         * @description What follows when a worker died between the final dot and the server's answer
                         * @enum {unknown}
                         */
                        uncertain?: "retry" | "hold" | "assume-delivered";
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getRelays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postRelays: {
        parameters: {
            query?: {
                /** @description Place from 0; without it, the end */
                position?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    id: string;
                    /** @description Host name or IP address of the relay server */
                    host: string;
                    /** @description A name of 1 to 200 characters without control characters */
                    name?: string;
                    /** @description Disabled relays are passed over */
                    enabled?: boolean;
                    port?: number;
                    /**
                     * @description `implicit` speaks TLS from the first byte (port 465)
                     * @enum {unknown}
                     */
                    tls?: "none" | "opportunistic" | "require" | "implicit";
                    /** @description Verify the certificate (with `require` and `implicit`) */
                    tlsVerify?: boolean;
                    /** @description Connections to one server at a time, over all workers */
                    maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    maxFailureDelaySeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    maxContinuous?: number;
                    /** @description The pause after that many */
                    continuingDelaySeconds?: number;
                    /** @description A user name of 1 to 255 characters without control characters */
                    username?: string;
                    password?: string | null;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        id: string;
                        /** @description Host name or IP address of the relay server */
                        host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        name: string;
                        /** @description Disabled relays are passed over */
                        enabled: boolean;
                        port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        username?: string;
                        passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getRelaysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        id: string;
                        /** @description Host name or IP address of the relay server */
                        host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        name: string;
                        /** @description Disabled relays are passed over */
                        enabled: boolean;
                        port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        username?: string;
                        passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putRelaysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    id?: string;
                    /** @description Host name or IP address of the relay server */
                    host: string;
                    /** @description A name of 1 to 200 characters without control characters */
                    name?: string;
                    /** @description Disabled relays are passed over */
                    enabled?: boolean;
                    port?: number;
                    /**
                     * @description `implicit` speaks TLS from the first byte (port 465)
                     * @enum {unknown}
                     */
                    tls?: "none" | "opportunistic" | "require" | "implicit";
                    /** @description Verify the certificate (with `require` and `implicit`) */
                    tlsVerify?: boolean;
                    /** @description Connections to one server at a time, over all workers */
                    maxConnections?: number;
                    /** @description Wait before a failed mail is tried again */
                    failureDelaySeconds?: number;
                    /** @description Growth of that wait with each failure */
                    backoffFactor?: number;
                    /** @description The longest that wait becomes */
                    maxFailureDelaySeconds?: number;
                    /** @description Mails that may follow one another without a pause; 0 = no limit */
                    maxContinuous?: number;
                    /** @description The pause after that many */
                    continuingDelaySeconds?: number;
                    /** @description A user name of 1 to 255 characters without control characters */
                    username?: string;
                    password?: string | null;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        id: string;
                        /** @description Host name or IP address of the relay server */
                        host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        name: string;
                        /** @description Disabled relays are passed over */
                        enabled: boolean;
                        port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        username?: string;
                        passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteRelaysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchRelaysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                    id?: string;
                    /** @description Host name or IP address of the relay server */
                    host?: string;
                    name?: string | null;
                    enabled?: boolean | null;
                    port?: number | null;
                    tls?: ("none" | "opportunistic" | "require" | "implicit") | null;
                    tlsVerify?: boolean | null;
                    maxConnections?: number | null;
                    failureDelaySeconds?: number | null;
                    backoffFactor?: number | null;
                    maxFailureDelaySeconds?: number | null;
                    maxContinuous?: number | null;
                    continuingDelaySeconds?: number | null;
                    username?: string | null;
                    password?: string | null;
                    passwordSet?: boolean | null;
                    problem?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                        id: string;
                        /** @description Host name or IP address of the relay server */
                        host: string;
                        /** @description A name of 1 to 200 characters without control characters */
                        name: string;
                        /** @description Disabled relays are passed over */
                        enabled: boolean;
                        port: number;
                        /**
                         * @description `implicit` speaks TLS from the first byte (port 465)
                         * @enum {unknown}
                         */
                        tls: "none" | "opportunistic" | "require" | "implicit";
                        /** @description Verify the certificate (with `require` and `implicit`) */
                        tlsVerify: boolean;
                        /** @description Connections to one server at a time, over all workers */
                        maxConnections: number;
                        /** @description Wait before a failed mail is tried again */
                        failureDelaySeconds: number;
                        /** @description Growth of that wait with each failure */
                        backoffFactor: number;
                        /** @description The longest that wait becomes */
                        maxFailureDelaySeconds: number;
                        /** @description Mails that may follow one another without a pause; 0 = no limit */
                        maxContinuous: number;
                        /** @description The pause after that many */
                        continuingDelaySeconds: number;
                        /** @description A user name of 1 to 255 characters without control characters */
                        username?: string;
                        passwordSet: boolean;
                        /** @description Why the relay cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postRelaysByKeyMove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    to: "top" | "up" | "down" | "bottom";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `relay-1` */
                            id: string;
                            /** @description Host name or IP address of the relay server */
                            host: string;
                            /** @description A name of 1 to 200 characters without control characters */
                            name: string;
                            /** @description Disabled relays are passed over */
                            enabled: boolean;
                            port: number;
                            /**
                             * @description `implicit` speaks TLS from the first byte (port 465)
                             * @enum {unknown}
                             */
                            tls: "none" | "opportunistic" | "require" | "implicit";
                            /** @description Verify the certificate (with `require` and `implicit`) */
                            tlsVerify: boolean;
                            /** @description Connections to one server at a time, over all workers */
                            maxConnections: number;
                            /** @description Wait before a failed mail is tried again */
                            failureDelaySeconds: number;
                            /** @description Growth of that wait with each failure */
                            backoffFactor: number;
                            /** @description The longest that wait becomes */
                            maxFailureDelaySeconds: number;
                            /** @description Mails that may follow one another without a pause; 0 = no limit */
                            maxContinuous: number;
                            /** @description The pause after that many */
                            continuingDelaySeconds: number;
                            /** @description A user name of 1 to 255 characters without control characters */
                            username?: string;
                            passwordSet: boolean;
                            /** @description Why the relay cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getAccessRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postAccessRules: {
        parameters: {
            query?: {
                /** @description Place from 0; without it, the end */
                position?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    network: string;
                    /** @enum {unknown} */
                    action: "allow" | "deny";
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        network: string;
                        /** @enum {unknown} */
                        action: "allow" | "deny";
                        comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getAccessRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        network: string;
                        /** @enum {unknown} */
                        action: "allow" | "deny";
                        comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putAccessRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    network?: string;
                    /** @enum {unknown} */
                    action: "allow" | "deny";
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        network: string;
                        /** @enum {unknown} */
                        action: "allow" | "deny";
                        comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteAccessRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchAccessRulesByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                    network?: string;
                    /** @enum {unknown} */
                    action?: "allow" | "deny";
                    comment?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                        network: string;
                        /** @enum {unknown} */
                        action: "allow" | "deny";
                        comment?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postAccessRulesByKeyMove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    to: "top" | "up" | "down" | "bottom";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1` */
                            network: string;
                            /** @enum {unknown} */
                            action: "allow" | "deny";
                            comment?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description A user name of 1 to 255 characters without control characters */
                            username: string;
                            enabled: boolean;
                            /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                            allowedSenders?: string[];
                            /** @description Most messages in any hour; 0 or left out: no limit */
                            messagesPerHour?: number;
                            /** @description Most messages in any 24 hours; 0 or left out: no limit */
                            messagesPerDay?: number;
                            passwordSet: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    username: string;
                    /** @description A password of 1 to 1024 characters */
                    password?: string;
                    /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                    passwordHash?: string;
                    /** @description Default true */
                    enabled?: boolean;
                    /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                    allowedSenders?: string[];
                    /** @description Most messages in any hour; 0 or left out: no limit */
                    messagesPerHour?: number;
                    /** @description Most messages in any 24 hours; 0 or left out: no limit */
                    messagesPerDay?: number;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        username: string;
                        enabled: boolean;
                        /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                        allowedSenders?: string[];
                        /** @description Most messages in any hour; 0 or left out: no limit */
                        messagesPerHour?: number;
                        /** @description Most messages in any 24 hours; 0 or left out: no limit */
                        messagesPerDay?: number;
                        passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getCredentialsByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The username */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        username: string;
                        enabled: boolean;
                        /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                        allowedSenders?: string[];
                        /** @description Most messages in any hour; 0 or left out: no limit */
                        messagesPerHour?: number;
                        /** @description Most messages in any 24 hours; 0 or left out: no limit */
                        messagesPerDay?: number;
                        passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putCredentialsByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The username */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    username?: string;
                    /** @description A password of 1 to 1024 characters */
                    password?: string;
                    /** @description A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64) */
                    passwordHash?: string;
                    /** @description Default true */
                    enabled?: boolean;
                    /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                    allowedSenders?: string[];
                    /** @description Most messages in any hour; 0 or left out: no limit */
                    messagesPerHour?: number;
                    /** @description Most messages in any 24 hours; 0 or left out: no limit */
                    messagesPerDay?: number;
                    /** @description Ignored when written */
                    readonly passwordSet?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        username: string;
                        enabled: boolean;
                        /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                        allowedSenders?: string[];
                        /** @description Most messages in any hour; 0 or left out: no limit */
                        messagesPerHour?: number;
                        /** @description Most messages in any 24 hours; 0 or left out: no limit */
                        messagesPerDay?: number;
                        passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteCredentialsByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The username */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchCredentialsByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The username */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A user name of 1 to 255 characters without control characters */
                    username?: string;
                    password?: string | null;
                    passwordHash?: string | null;
                    enabled?: boolean | null;
                    allowedSenders?: string[] | null;
                    messagesPerHour?: number | null;
                    messagesPerDay?: number | null;
                    passwordSet?: boolean | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A user name of 1 to 255 characters without control characters */
                        username: string;
                        enabled: boolean;
                        /** @description Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any */
                        allowedSenders?: string[];
                        /** @description Most messages in any hour; 0 or left out: no limit */
                        messagesPerHour?: number;
                        /** @description Most messages in any 24 hours; 0 or left out: no limit */
                        messagesPerDay?: number;
                        passwordSet: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                            id: string;
                            /** @description Where events are sent: an https:// address */
                            url: string;
                            /** @description A disabled webhook gets nothing; events that waited for it wait on */
                            enabled: boolean;
                            /** @description Which events; empty = all */
                            events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                            /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                            domains: string[];
                            /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                            lanes: string[];
                            /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                            senders: string[];
                            /** @description How long the endpoint may take to answer */
                            timeoutSeconds: number;
                            /** @description How long an event is tried again before it is given up */
                            retrySeconds: number;
                            /** @description Events sent to the endpoint at a time, over all api processes */
                            maxConnections: number;
                            /**
                             * Format: date-time
                             * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                             */
                            previousSecretUntil?: string;
                            secretSet: boolean;
                            /** @description Names of the headers that are sent with every event */
                            headerNames: string[];
                            /** @description Why the webhook cannot be used now */
                            problem?: string;
                            /** @description How the endpoint fares */
                            health?: {
                                /**
                                 * @description `unusable`: its secret cannot be opened
                                 * @enum {unknown}
                                 */
                                state: "ok" | "failing" | "disabled" | "unusable";
                                /**
                                 * Format: date-time
                                 * @description When it last took an event
                                 */
                                last_success_at?: string;
                                /**
                                 * Format: date-time
                                 * @description When the first of the failures since then was
                                 */
                                failing_since?: string;
                                /**
                                 * Format: date-time
                                 * @description Until then it gets nothing, because it failed several times in a row
                                 */
                                asleep_until?: string;
                                /** @description Events to be sent now, or as soon as it is awake */
                                waiting: number;
                                /** @description Events that wait for their next try */
                                retrying: number;
                                /** @description Events it took, since it was added */
                                taken: number;
                                /** @description Tries that failed */
                                failed: number;
                                /** @description Events that were given up */
                                given_up: number;
                                /** @description Events there was no room for any more */
                                dropped: number;
                            };
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                    id: string;
                    /** @description Where events are sent: an https:// address */
                    url: string;
                    /** @description A disabled webhook gets nothing; events that waited for it wait on */
                    enabled?: boolean;
                    /** @description Which events; empty = all */
                    events?: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                    /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                    domains?: string[];
                    /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                    lanes?: string[];
                    /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                    senders?: string[];
                    /** @description How long the endpoint may take to answer */
                    timeoutSeconds?: number;
                    /** @description How long an event is tried again before it is given up */
                    retrySeconds?: number;
                    /** @description Events sent to the endpoint at a time, over all api processes */
                    maxConnections?: number;
                    /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                    secret?: string;
                    /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                    previousSecret?: string;
                    /**
                     * Format: date-time
                     * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                     */
                    previousSecretUntil?: string;
                    headers?: {
                        [key: string]: string;
                    } | null;
                    /** @description Ignored when written */
                    readonly secretSet?: boolean;
                    /** @description Ignored when written */
                    readonly headerNames?: string[];
                    /** @description Ignored when written */
                    readonly problem?: string;
                    /** @description Ignored when written */
                    readonly health?: unknown;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                        /** @description Present when it was made here; shown only this once */
                        secret?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getWebhooksByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                        /** @description How the endpoint fares */
                        health?: {
                            /**
                             * @description `unusable`: its secret cannot be opened
                             * @enum {unknown}
                             */
                            state: "ok" | "failing" | "disabled" | "unusable";
                            /**
                             * Format: date-time
                             * @description When it last took an event
                             */
                            last_success_at?: string;
                            /**
                             * Format: date-time
                             * @description When the first of the failures since then was
                             */
                            failing_since?: string;
                            /**
                             * Format: date-time
                             * @description Until then it gets nothing, because it failed several times in a row
                             */
                            asleep_until?: string;
                            /** @description Events to be sent now, or as soon as it is awake */
                            waiting: number;
                            /** @description Events that wait for their next try */
                            retrying: number;
                            /** @description Events it took, since it was added */
                            taken: number;
                            /** @description Tries that failed */
                            failed: number;
                            /** @description Events that were given up */
                            given_up: number;
                            /** @description Events there was no room for any more */
                            dropped: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putWebhooksByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                    id?: string;
                    /** @description Where events are sent: an https:// address */
                    url: string;
                    /** @description A disabled webhook gets nothing; events that waited for it wait on */
                    enabled?: boolean;
                    /** @description Which events; empty = all */
                    events?: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                    /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                    domains?: string[];
                    /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                    lanes?: string[];
                    /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                    senders?: string[];
                    /** @description How long the endpoint may take to answer */
                    timeoutSeconds?: number;
                    /** @description How long an event is tried again before it is given up */
                    retrySeconds?: number;
                    /** @description Events sent to the endpoint at a time, over all api processes */
                    maxConnections?: number;
                    /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                    secret?: string;
                    /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64 */
                    previousSecret?: string;
                    /**
                     * Format: date-time
                     * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                     */
                    previousSecretUntil?: string;
                    headers?: {
                        [key: string]: string;
                    } | null;
                    /** @description Ignored when written */
                    readonly secretSet?: boolean;
                    /** @description Ignored when written */
                    readonly headerNames?: string[];
                    /** @description Ignored when written */
                    readonly problem?: string;
                    /** @description Ignored when written */
                    readonly health?: unknown;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                        /** @description How the endpoint fares */
                        health?: {
                            /**
                             * @description `unusable`: its secret cannot be opened
                             * @enum {unknown}
                             */
                            state: "ok" | "failing" | "disabled" | "unusable";
                            /**
                             * Format: date-time
                             * @description When it last took an event
                             */
                            last_success_at?: string;
                            /**
                             * Format: date-time
                             * @description When the first of the failures since then was
                             */
                            failing_since?: string;
                            /**
                             * Format: date-time
                             * @description Until then it gets nothing, because it failed several times in a row
                             */
                            asleep_until?: string;
                            /** @description Events to be sent now, or as soon as it is awake */
                            waiting: number;
                            /** @description Events that wait for their next try */
                            retrying: number;
                            /** @description Events it took, since it was added */
                            taken: number;
                            /** @description Tries that failed */
                            failed: number;
                            /** @description Events that were given up */
                            given_up: number;
                            /** @description Events there was no room for any more */
                            dropped: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteWebhooksByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchWebhooksByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                    id?: string;
                    /** @description Where events are sent: an https:// address */
                    url?: string;
                    enabled?: boolean | null;
                    events?: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[] | null;
                    domains?: string[] | null;
                    lanes?: string[] | null;
                    senders?: string[] | null;
                    timeoutSeconds?: number | null;
                    retrySeconds?: number | null;
                    maxConnections?: number | null;
                    secret?: string | null;
                    previousSecret?: string | null;
                    previousSecretUntil?: string | null;
                    headers?: {
                        [key: string]: string;
                    } | null;
                    secretSet?: boolean | null;
                    headerNames?: string[] | null;
                    problem?: string | null;
                    health?: unknown | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                        /** @description How the endpoint fares */
                        health?: {
                            /**
                             * @description `unusable`: its secret cannot be opened
                             * @enum {unknown}
                             */
                            state: "ok" | "failing" | "disabled" | "unusable";
                            /**
                             * Format: date-time
                             * @description When it last took an event
                             */
                            last_success_at?: string;
                            /**
                             * Format: date-time
                             * @description When the first of the failures since then was
                             */
                            failing_since?: string;
                            /**
                             * Format: date-time
                             * @description Until then it gets nothing, because it failed several times in a row
                             */
                            asleep_until?: string;
                            /** @description Events to be sent now, or as soon as it is awake */
                            waiting: number;
                            /** @description Events that wait for their next try */
                            retrying: number;
                            /** @description Events it took, since it was added */
                            taken: number;
                            /** @description Tries that failed */
                            failed: number;
                            /** @description Events that were given up */
                            given_up: number;
                            /** @description Events there was no room for any more */
                            dropped: number;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getDkimKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                            id: string;
                            /** @description The domain that signs */
                            domain: string;
                            /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                            selector: string;
                            /**
                             * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                             * @enum {unknown}
                             */
                            algorithm: "rsa" | "ed25519";
                            /** @description SubjectPublicKeyInfo, DER in base64 */
                            publicKey: string;
                            /** @description Name of the TXT record to publish */
                            dnsName: string;
                            /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                            dnsValue: string;
                            /** @description Why the key cannot be used now */
                            problem?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postDkimKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                    id: string;
                    /** @description The domain that signs */
                    domain: string;
                    /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                    selector: string;
                    /**
                     * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                     * @enum {unknown}
                     */
                    algorithm?: "rsa" | "ed25519";
                    /** @description A private key in PEM (PKCS #8 or PKCS #1) without password */
                    privateKey?: string;
                    /** @description Ignored when written */
                    readonly publicKey?: string;
                    /** @description Ignored when written */
                    readonly dnsName?: string;
                    /** @description Ignored when written */
                    readonly dnsValue?: string;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                        id: string;
                        /** @description The domain that signs */
                        domain: string;
                        /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                        selector: string;
                        /**
                         * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                         * @enum {unknown}
                         */
                        algorithm: "rsa" | "ed25519";
                        /** @description SubjectPublicKeyInfo, DER in base64 */
                        publicKey: string;
                        /** @description Name of the TXT record to publish */
                        dnsName: string;
                        /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                        dnsValue: string;
                        /** @description Why the key cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getDkimKeysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                        id: string;
                        /** @description The domain that signs */
                        domain: string;
                        /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                        selector: string;
                        /**
                         * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                         * @enum {unknown}
                         */
                        algorithm: "rsa" | "ed25519";
                        /** @description SubjectPublicKeyInfo, DER in base64 */
                        publicKey: string;
                        /** @description Name of the TXT record to publish */
                        dnsName: string;
                        /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                        dnsValue: string;
                        /** @description Why the key cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putDkimKeysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                    id?: string;
                    /** @description The domain that signs */
                    domain: string;
                    /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                    selector: string;
                    /**
                     * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                     * @enum {unknown}
                     */
                    algorithm?: "rsa" | "ed25519";
                    /** @description A private key in PEM (PKCS #8 or PKCS #1) without password */
                    privateKey?: string;
                    /** @description Ignored when written */
                    readonly publicKey?: string;
                    /** @description Ignored when written */
                    readonly dnsName?: string;
                    /** @description Ignored when written */
                    readonly dnsValue?: string;
                    /** @description Ignored when written */
                    readonly problem?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                        id: string;
                        /** @description The domain that signs */
                        domain: string;
                        /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                        selector: string;
                        /**
                         * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                         * @enum {unknown}
                         */
                        algorithm: "rsa" | "ed25519";
                        /** @description SubjectPublicKeyInfo, DER in base64 */
                        publicKey: string;
                        /** @description Name of the TXT record to publish */
                        dnsName: string;
                        /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                        dnsValue: string;
                        /** @description Why the key cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteDkimKeysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    patchDkimKeysByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                    id?: string;
                    /** @description The domain that signs */
                    domain?: string;
                    /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                    selector?: string;
                    algorithm?: ("rsa" | "ed25519") | null;
                    privateKey?: string | null;
                    publicKey?: string | null;
                    dnsName?: string | null;
                    dnsValue?: string | null;
                    problem?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `example-2026` */
                        id: string;
                        /** @description The domain that signs */
                        domain: string;
                        /** @description The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1) */
                        selector: string;
                        /**
                         * @description `rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)
                         * @enum {unknown}
                         */
                        algorithm: "rsa" | "ed25519";
                        /** @description SubjectPublicKeyInfo, DER in base64 */
                        publicKey: string;
                        /** @description Name of the TXT record to publish */
                        dnsName: string;
                        /** @description Its text; in a zone file it must be split into strings of at most 255 characters */
                        dnsValue: string;
                        /** @description Why the key cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getLanes: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description `direct:<domain>` or `relay:<relay id>` */
                            lane: string;
                            /** @enum {unknown} */
                            kind: "direct" | "relay";
                            domain?: string;
                            relay_id?: string;
                            /** @description Deliveries that are due */
                            waiting: number;
                            /** @description Deliveries that wait for a later time */
                            delayed: number;
                            /** @description Deliveries being sent now */
                            active: number;
                            /** @description Deliveries that wait beside the queue for a person's word */
                            held: number;
                            /** @description Connections to the next hop */
                            sessions: {
                                in_use: number;
                                /** @description 0 when the relay no longer exists */
                                limit: number;
                            };
                            /** @description The domain rule that sets the pace of a direct lane */
                            rule?: string;
                            /**
                             * Format: date-time
                             * @description When the first delayed delivery is due
                             */
                            next_due_at?: string;
                            /**
                             * Format: date-time
                             * @description End of the pause after a burst
                             */
                            pause_until?: string;
                            /** @description No host of the lane could be reached */
                            outage?: {
                                /**
                                 * Format: date-time
                                 * @description When the next connection is tried
                                 */
                                until: string;
                                /** @description Failed connections in a row */
                                count: number;
                                error: string;
                                /**
                                 * Format: date-time
                                 * @description When the last one failed
                                 */
                                last_at?: string;
                            };
                            suspended?: {
                                /** @description The suspension, as `/v1/suspensions` names it */
                                id: string;
                                reason: string;
                                by: string;
                                /**
                                 * Format: date-time
                                 * @description When it was suspended
                                 */
                                since: string;
                                /**
                                 * Format: date-time
                                 * @description End; none: until resumed
                                 */
                                until?: string;
                            };
                            /** @description What holds mail now */
                            waiting_for?: {
                                /**
                                 * @description The one thing that holds it now; docs/waiting.md explains each
                                 * @enum {unknown}
                                 */
                                cause: "suspended" | "outage" | "no_worker" | "relay_off" | "site_limit" | "burst_pause" | "connection_limit" | "workers_busy" | "turn" | "sending" | "answering" | "uncertain" | "retry" | "look_again" | "body_missing" | "no_way" | "held" | "wish" | "uncommitted" | "worker_died" | "moving" | "job_missing";
                                /** @description One or two sentences for a person */
                                summary: string;
                                /**
                                 * Format: date-time
                                 * @description Since when
                                 */
                                since?: string;
                                /**
                                 * Format: date-time
                                 * @description When it ends; none: nobody knows
                                 */
                                until?: string;
                                /** @description The setting that made it so */
                                set_by?: {
                                    /** @enum {unknown} */
                                    section: "domainRules" | "relays";
                                    /** @description The rule's domain pattern, or the relay's id */
                                    key: string;
                                    field: string;
                                    value?: unknown;
                                    /** @description Nobody set it: the value is the one Postlane comes with */
                                    is_default?: boolean;
                                };
                                /** @description Who has it in hand */
                                worker?: string;
                                /** @description The lane it is on its way from */
                                other_lane?: string;
                            };
                        }[];
                        /** @description Give it as `cursor` for the following lanes */
                        next_cursor?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getLanesByLane: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `direct:<domain>` or `relay:<relay id>` */
                lane: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `direct:<domain>` or `relay:<relay id>` */
                        lane: string;
                        /** @enum {unknown} */
                        kind: "direct" | "relay";
                        domain?: string;
                        relay_id?: string;
                        /** @description Deliveries that are due */
                        waiting: number;
                        /** @description Deliveries that wait for a later time */
                        delayed: number;
                        /** @description Deliveries being sent now */
                        active: number;
                        /** @description Deliveries that wait beside the queue for a person's word */
                        held: number;
                        /** @description Connections to the next hop */
                        sessions: {
                            in_use: number;
                            /** @description 0 when the relay no longer exists */
                            limit: number;
                        };
                        /** @description The domain rule that sets the pace of a direct lane */
                        rule?: string;
                        /**
                         * Format: date-time
                         * @description When the first delayed delivery is due
                         */
                        next_due_at?: string;
                        /**
                         * Format: date-time
                         * @description End of the pause after a burst
                         */
                        pause_until?: string;
                        /** @description No host of the lane could be reached */
                        outage?: {
                            /**
                             * Format: date-time
                             * @description When the next connection is tried
                             */
                            until: string;
                            /** @description Failed connections in a row */
                            count: number;
                            error: string;
                            /**
                             * Format: date-time
                             * @description When the last one failed
                             */
                            last_at?: string;
                        };
                        suspended?: {
                            /** @description The suspension, as `/v1/suspensions` names it */
                            id: string;
                            reason: string;
                            by: string;
                            /**
                             * Format: date-time
                             * @description When it was suspended
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description End; none: until resumed
                             */
                            until?: string;
                        };
                        /** @description What holds mail now */
                        waiting_for?: {
                            /**
                             * @description The one thing that holds it now; docs/waiting.md explains each
                             * @enum {unknown}
                             */
                            cause: "suspended" | "outage" | "no_worker" | "relay_off" | "site_limit" | "burst_pause" | "connection_limit" | "workers_busy" | "turn" | "sending" | "answering" | "uncertain" | "retry" | "look_again" | "body_missing" | "no_way" | "held" | "wish" | "uncommitted" | "worker_died" | "moving" | "job_missing";
                            /** @description One or two sentences for a person */
                            summary: string;
                            /**
                             * Format: date-time
                             * @description Since when
                             */
                            since?: string;
                            /**
                             * Format: date-time
                             * @description When it ends; none: nobody knows
                             */
                            until?: string;
                            /** @description The setting that made it so */
                            set_by?: {
                                /** @enum {unknown} */
                                section: "domainRules" | "relays";
                                /** @description The rule's domain pattern, or the relay's id */
                                key: string;
                                field: string;
                                value?: unknown;
                                /** @description Nobody set it: the value is the one Postlane comes with */
                                is_default?: boolean;
                            };
                            /** @description Who has it in hand */
                            worker?: string;
                            /** @description The lane it is on its way from */
                            other_lane?: string;
                        };
                        /** @description The pace in force, and what sets each field of it */
                        settings: {
                            field: string;
                            value: unknown;
                            /** @description The setting that made it so */
                            set_by: {
                                /** @enum {unknown} */
                                section: "domainRules" | "relays";
                                /** @description The rule's domain pattern, or the relay's id */
                                key: string;
                                field: string;
                                value?: unknown;
                                /** @description Nobody set it: the value is the one Postlane comes with */
                                is_default?: boolean;
                            };
                        }[];
                        /** @description Who holds the lane's connections */
                        connections: {
                            worker: string;
                            /**
                             * Format: date-time
                             * @description Since when it holds the connection
                             */
                            since?: string;
                            /**
                             * @description idle: it waits for mail with its connection open; opening: it connects, or ends
                             * @enum {unknown}
                             */
                            doing?: "sending" | "idle" | "opening";
                            /** @description Of a site: whose mail it sends */
                            lane?: string;
                        }[];
                        /** @description The server refused more connections; the lane keeps to these */
                        connection_cap?: {
                            limit: number;
                            /**
                             * Format: date-time
                             * @description End
                             */
                            until: string;
                        };
                        /** @description None when the lane has no burst limit */
                        burst?: {
                            /** @description Deliveries begun in this burst */
                            started: number;
                            /** @description Of these, not ended */
                            under_way: number;
                            limit: number;
                        };
                        /** @description The MX hosts that several domains share, and their connection limit */
                        site?: {
                            name: string;
                            in_use: number;
                            limit: number;
                            /** @description Lanes that have a connection or want one */
                            lanes: number;
                            /**
                             * Format: date-time
                             * @description Since when this lane waits for a connection
                             */
                            in_line_since?: string;
                            holders: {
                                worker: string;
                                /**
                                 * Format: date-time
                                 * @description Since when it holds the connection
                                 */
                                since?: string;
                                /**
                                 * @description idle: it waits for mail with its connection open; opening: it connects, or ends
                                 * @enum {unknown}
                                 */
                                doing?: "sending" | "idle" | "opening";
                                /** @description Of a site: whose mail it sends */
                                lane?: string;
                            }[];
                        };
                        /** @description The next to be sent */
                        oldest_waiting?: {
                            delivery_id: string;
                            message_id: string;
                            /**
                             * Format: date-time
                             * @description When it came into the lane
                             */
                            since: string;
                        };
                        /** @description How long a delivery kept a connection busy lately */
                        observed_service_ms?: number;
                        /** @description An estimate; none while something without a known end stands in the way */
                        due_sent?: {
                            /**
                             * Format: date-time
                             * @description When, if the server answers as it did lately, nothing fails and no other mail comes before
                             */
                            at: string;
                            /** @description From now */
                            seconds: number;
                            /** @description How long a delivery keeps a connection busy */
                            service_ms: number;
                            /**
                             * @description Where service_ms comes from: this lane lately, or nowhere
                             * @enum {unknown}
                             */
                            basis: "observed" | "assumed";
                            /** @description At work at once; a fraction: shared with other lanes of the site */
                            connections: number;
                        };
                        /** @description An estimate; none while something without a known end stands in the way */
                        all_sent?: {
                            /**
                             * Format: date-time
                             * @description When, if the server answers as it did lately, nothing fails and no other mail comes before
                             */
                            at: string;
                            /** @description From now */
                            seconds: number;
                            /** @description How long a delivery keeps a connection busy */
                            service_ms: number;
                            /**
                             * @description Where service_ms comes from: this lane lately, or nowhere
                             * @enum {unknown}
                             */
                            basis: "observed" | "assumed";
                            /** @description At work at once; a fraction: shared with other lanes of the site */
                            connections: number;
                        };
                        workers_alive: number;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getMessages: {
        parameters: {
            query?: {
                /** @description A message id as it stands in the 250 reply */
                id?: string;
                /** @description The Message-ID header, with or without its angle brackets */
                message_id?: string;
                /** @description The reverse-path, whatever its case */
                sender?: string;
                /** @description A forward-path, whatever its case */
                recipient?: string;
                /** @description A recipient's domain */
                domain?: string;
                /** @description What the log says of a recipient */
                outcome?: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                /** @description A lane some attempt was made on: `direct:<domain>` or `relay:<relay id>` */
                lane?: string;
                /** @description Id of a relay some attempt was made on */
                relay?: string;
                /** @description Code of a reply to any attempt */
                reply_code?: number;
                /** @description Part of the text of a reply or of a detail */
                reply_text?: string;
                /** @description true: only those of which an attempt ended between the final dot and the answer */
                uncertain?: boolean;
                /** @description Address of the client, or name of the user that handed it in */
                client?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; received then or later */
                from?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; received before */
                to?: string;
                /** @description Count the outcomes as well */
                counts?: boolean;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description As given in the 250 reply */
                            id: string;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            received_at: string;
                            /** @description Reverse-path; empty for reports */
                            sender: string;
                            size_bytes?: number;
                            subject?: string;
                            /** @description The Message-ID header */
                            message_id_header?: string;
                            /** @description Who handed it in */
                            client_address?: string;
                            client_name?: string;
                            username?: string;
                            recipient_count: number;
                            /** @description Number of recipients in each state */
                            states: {
                                [key: string]: number;
                            };
                            /** @description The first ten */
                            recipients: {
                                address: string;
                                /**
                                 * @description What the log says of a recipient
                                 * @enum {unknown}
                                 */
                                state: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                                /** @description An SMTP reply */
                                last_reply?: {
                                    code: number;
                                    enhanced_code?: string;
                                    /** @description Lines joined with \n */
                                    text: string;
                                };
                                /** @description Why, when no reply tells it */
                                detail?: string;
                            }[];
                        }[];
                        /** @description Give it as `cursor` for the messages before these */
                        next_cursor?: string;
                        /** @description What the filter finds, its `outcome` left out */
                        counts?: {
                            /** @description Number of recipients in each state */
                            outcomes: {
                                [key: string]: number;
                            };
                            messages: number;
                            /** @description False: there are more; only the newest were counted */
                            complete: boolean;
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postMessages: {
        parameters: {
            query?: {
                /** @description Raw messages only: the reverse-path; empty for mail that must not be answered */
                from?: string;
                /** @description Raw messages only: a recipient; repeat it for each */
                to?: string[];
            };
            header?: {
                /** @description A text of 1 to 200 visible ASCII characters: requests with the same one are one message, for a day */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The author, and where reports go unless `return_path` says else: `ann@example.com` or `Ann <ann@example.com>` */
                    from: string;
                    to?: string[];
                    cc?: string[];
                    bcc?: string[];
                    reply_to?: string[];
                    /** @description The reverse-path of the envelope; empty for mail that must not be answered */
                    return_path?: string;
                    /** @description A subject of at most 998 characters without control characters */
                    subject?: string;
                    /** @description The plain text */
                    text?: string;
                    /** @description The HTML text */
                    html?: string;
                    attachments?: {
                        /** @description A file name of 1 to 255 characters without slashes and control characters */
                        filename: string;
                        /** @description The content in base64 */
                        content: string;
                        /** @description A media type such as `application/pdf`; without it, the file name tells */
                        content_type?: string;
                        /** @description A name of letters, digits and ._@+- by which the HTML shows the image as `cid:<name>` */
                        content_id?: string;
                    }[];
                    /** @description Further header fields, such as `List-Unsubscribe` */
                    headers?: {
                        [key: string]: string;
                    };
                };
                "message/rfc822": unknown;
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The message is durable and on its way; ask /v1/messages/<id> */
                        message_id: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getMessagesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message id as it stands in the 250 reply */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message: {
                            /** @description As given in the 250 reply */
                            id: string;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            received_at: string;
                            /** @description Reverse-path; empty for reports */
                            sender: string;
                            size_bytes?: number;
                            subject?: string;
                            /** @description The Message-ID header */
                            message_id_header?: string;
                            /** @description Who handed it in */
                            client_address?: string;
                            client_name?: string;
                            username?: string;
                            recipient_count: number;
                            /** @description Number of recipients in each state */
                            states: {
                                [key: string]: number;
                            };
                            /** @description Its content is still here: `GET …/raw` */
                            held: boolean;
                        };
                        recipients: {
                            address: string;
                            /**
                             * @description What the log says of a recipient
                             * @enum {unknown}
                             */
                            state: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                            /** @description An SMTP reply */
                            last_reply?: {
                                code: number;
                                enhanced_code?: string;
                                /** @description Lines joined with \n */
                                text: string;
                            };
                            /** @description Why, when no reply tells it */
                            detail?: string;
                            domain: string;
                            /**
                             * Format: date-time
                             * @description When it came into this state
                             */
                            changed_at: string;
                            delivery_id?: string;
                            /** @description Where it waits, or was delivered */
                            lane?: string;
                            relay?: string;
                            /** @description The domain rule that applied */
                            rule?: string;
                            attempts: number;
                            /** @description Why it is held */
                            hold?: {
                                reason: string;
                                /** @description Who wanted it; absent: the rule's policy for uncertain deliveries */
                                by?: string;
                                /**
                                 * Format: date-time
                                 * @description When it was held
                                 */
                                since: string;
                                /** @description The mail may have arrived already */
                                uncertain?: boolean;
                            };
                            /** @description An order that is carried out when the attempt under way has ended without delivering */
                            order?: {
                                action: string;
                                relay?: string;
                                by: string;
                                reason: string;
                                /**
                                 * Format: date-time
                                 * @description When it was given
                                 */
                                at: string;
                            };
                            /** @description Nothing is sent there now */
                            suspended?: {
                                id: string;
                                by: string;
                                reason: string;
                                /**
                                 * Format: date-time
                                 * @description When it began
                                 */
                                since: string;
                                /**
                                 * Format: date-time
                                 * @description Its end
                                 */
                                until?: string;
                            };
                            /** @description Where the last attempt ended */
                            step?: string;
                            enhanced_code?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            next_at?: string;
                            waiting?: {
                                /**
                                 * @description The one thing that holds it now; docs/waiting.md explains each
                                 * @enum {unknown}
                                 */
                                cause: "suspended" | "outage" | "no_worker" | "relay_off" | "site_limit" | "burst_pause" | "connection_limit" | "workers_busy" | "turn" | "sending" | "answering" | "uncertain" | "retry" | "look_again" | "body_missing" | "no_way" | "held" | "wish" | "uncommitted" | "worker_died" | "moving" | "job_missing";
                                summary: string;
                                /**
                                 * Format: date-time
                                 * @description When that ends
                                 */
                                until?: string;
                                /**
                                 * Format: date-time
                                 * @description When it will probably be sent
                                 */
                                estimated_at?: string;
                            };
                        }[];
                        /** @description In the order they ended */
                        attempts: {
                            delivery_id: string;
                            /** @description From 1, for each delivery */
                            number: number;
                            /**
                             * Format: date-time
                             * @description When it ended
                             */
                            at: string;
                            /** @description delivered, deferred, rerouted, bounced, expired; `mixed` when the recipients fared differently */
                            outcome: string;
                            lane?: string;
                            relay?: string;
                            rule?: string;
                            mx_host?: string;
                            mx_address?: string;
                            tls_version?: string;
                            tls_cipher?: string;
                            worker?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            next_at?: string;
                            /** @description The mail may have arrived already: a worker died before the answer */
                            uncertain?: boolean;
                            /** @description Empty once the transcript is no longer kept */
                            steps: {
                                step: string;
                                /** @description What was sent or done */
                                command: string;
                                /** @description An SMTP reply */
                                reply?: {
                                    code: number;
                                    enhanced_code?: string;
                                    /** @description Lines joined with \n */
                                    text: string;
                                };
                                detail?: string;
                                /**
                                 * Format: date-time
                                 * @description When it began
                                 */
                                started_at: string;
                                duration_ms: number;
                            }[];
                        }[];
                        /** @description In the order they happened */
                        records: {
                            id: string;
                            kind: string;
                            /**
                             * Format: date-time
                             * @description When it happened
                             */
                            at: string;
                            message_id: string;
                            delivery_id?: string;
                            sender: string;
                            /** @description Those it speaks of */
                            recipients: string[];
                            domain?: string;
                            lane?: string;
                            next_lane?: string;
                            attempt?: number;
                            relay?: string;
                            rule?: string;
                            step?: string;
                            /** @description An SMTP reply */
                            reply?: {
                                code: number;
                                enhanced_code?: string;
                                /** @description Lines joined with \n */
                                text: string;
                            };
                            enhanced_code?: string;
                            /** @description Whose word it was: of what a person did */
                            by?: string;
                            detail?: string;
                            /**
                             * Format: date-time
                             * @description When the next attempt is due
                             */
                            next_at?: string;
                            mx_host?: string;
                            mx_address?: string;
                            tls_version?: string;
                            tls_cipher?: string;
                            worker?: string;
                            client_address?: string;
                            client_name?: string;
                            username?: string;
                            size_bytes?: number;
                            message_id_header?: string;
                            subject?: string;
                            uncertain?: boolean;
                            /** @description The message that reports this to the sender */
                            report_id?: string;
                            /** @description Why the sender is not told although a report is due */
                            report_withheld?: string;
                            /** @description received: this message is a report about that one */
                            report_of?: string;
                            since_received_ms?: number;
                        }[];
                        /** @description What could not be asked just now, so that something may be missing here */
                        unavailable: ("archive" | "live")[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getMessagesByIdRaw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message id as it stands in the 250 reply */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getMessagesByIdWaiting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message id as it stands in the 250 reply */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message_id: string;
                        /** @description Those that are open; none: the message is finished */
                        deliveries: {
                            delivery_id: string;
                            lane: string;
                            domain: string;
                            /** @description The first ten that are open */
                            recipients: string[];
                            recipient_count: number;
                            /**
                             * @description The one thing that holds it now; docs/waiting.md explains each
                             * @enum {unknown}
                             */
                            cause: "suspended" | "outage" | "no_worker" | "relay_off" | "site_limit" | "burst_pause" | "connection_limit" | "workers_busy" | "turn" | "sending" | "answering" | "uncertain" | "retry" | "look_again" | "body_missing" | "no_way" | "held" | "wish" | "uncommitted" | "worker_died" | "moving" | "job_missing";
                            /** @description One or two sentences for a person */
                            summary: string;
                            /**
                             * Format: date-time
                             * @description Since when
                             */
                            since?: string;
                            /**
                             * Format: date-time
                             * @description When it ends; none: nobody knows
                             */
                            until?: string;
                            /** @description The setting that made it so */
                            set_by?: {
                                /** @enum {unknown} */
                                section: "domainRules" | "relays";
                                /** @description The rule's domain pattern, or the relay's id */
                                key: string;
                                field: string;
                                value?: unknown;
                                /** @description Nobody set it: the value is the one Postlane comes with */
                                is_default?: boolean;
                            };
                            /** @description Who has it in hand */
                            worker?: string;
                            /** @description The lane it is on its way from */
                            other_lane?: string;
                            /** @description Its place in the lane */
                            place?: {
                                /** @description 1: the next; none: beyond `counted` */
                                at?: number;
                                /** @description Deliveries that are due, or of those that wait for a later time all */
                                of: number;
                                /** @description Places are counted up to this */
                                counted: number;
                            };
                            /** @description An estimate; none while something without a known end stands in the way */
                            estimate?: {
                                /**
                                 * Format: date-time
                                 * @description When, if the server answers as it did lately, nothing fails and no other mail comes before
                                 */
                                at: string;
                                /** @description From now */
                                seconds: number;
                                /** @description How long a delivery keeps a connection busy */
                                service_ms: number;
                                /**
                                 * @description Where service_ms comes from: this lane lately, or nowhere
                                 * @enum {unknown}
                                 */
                                basis: "observed" | "assumed";
                                /** @description At work at once; a fraction: shared with other lanes of the site */
                                connections: number;
                            };
                            /** @description Made so far */
                            attempts: number;
                            /**
                             * Format: date-time
                             * @description When it is given up
                             */
                            expires_at?: string;
                            /** @description Why the last attempt did not do */
                            last_failure?: {
                                /**
                                 * Format: date-time
                                 * @description When
                                 */
                                at: string;
                                step?: string;
                                /** @description The server's reply */
                                reply?: string;
                                detail?: string;
                            };
                            connections: {
                                in_use: number;
                                limit: number;
                                holders: {
                                    worker: string;
                                    /**
                                     * Format: date-time
                                     * @description Since when it holds the connection
                                     */
                                    since?: string;
                                    /**
                                     * @description idle: it waits for mail with its connection open; opening: it connects, or ends
                                     * @enum {unknown}
                                     */
                                    doing?: "sending" | "idle" | "opening";
                                    /** @description Of a site: whose mail it sends */
                                    lane?: string;
                                }[];
                            };
                            /** @description The MX hosts that several domains share, and their connection limit */
                            site?: {
                                name: string;
                                in_use: number;
                                limit: number;
                                /** @description Lanes that have a connection or want one */
                                lanes: number;
                                /**
                                 * Format: date-time
                                 * @description Since when this lane waits for a connection
                                 */
                                in_line_since?: string;
                                holders: {
                                    worker: string;
                                    /**
                                     * Format: date-time
                                     * @description Since when it holds the connection
                                     */
                                    since?: string;
                                    /**
                                     * @description idle: it waits for mail with its connection open; opening: it connects, or ends
                                     * @enum {unknown}
                                     */
                                    doing?: "sending" | "idle" | "opening";
                                    /** @description Of a site: whose mail it sends */
                                    lane?: string;
                                }[];
                            };
                        }[];
                        /** @description False when more deliveries are open than are told */
                        complete: boolean;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getRecordsLive: {
        parameters: {
            query?: {
                /** @description Only this message */
                id?: string;
                kind?: "received" | "delivered" | "deferred" | "rerouted" | "bounced" | "expired" | "held" | "released" | "cancelled" | "suppressed";
                /** @description The reverse-path, whatever its case */
                sender?: string;
                /** @description A forward-path, whatever its case */
                recipient?: string;
                /** @description A recipient's domain */
                domain?: string;
                /** @description `direct:<domain>` or `relay:<relay id>` */
                lane?: string;
                /** @description Id of a relay */
                relay?: string;
                reply_code?: number;
            };
            header?: {
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events without end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When this was seen, by the clock of Redis
                         */
                        at: string;
                        /** @enum {unknown} */
                        status: "ready" | "not ready";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                detail?: string;
                            };
                        };
                        settings_version: number;
                        /** @description Room in the queue as the api sees it */
                        back_pressure: {
                            /**
                             * @description high: senders above their share are put off; full: all new mail is
                             * @enum {unknown}
                             */
                            level: "calm" | "high" | "full";
                            /** @description Deliveries that wait, as far as is known */
                            waiting: number;
                            /** @description general.backPressure.maxWaiting; 0 = no limit */
                            max_waiting: number;
                            /** @description Memory that the fullest node of Redis uses, of what it may use */
                            memory_percent?: number;
                            /** @description general.backPressure.maxMemoryPercent; 0 = no limit */
                            max_memory_percent: number;
                        };
                        /** @description Those alive */
                        workers: {
                            /** @description As the log names it */
                            worker: string;
                            /**
                             * Format: date-time
                             * @description Its last sign of life
                             */
                            seen_at: string;
                        }[];
                        /** @description Absent before the first walk */
                        lanes?: {
                            /**
                             * Format: date-time
                             * @description When the lanes were walked; a worker does so every 15 s
                             */
                            at: string;
                            /** @description Lanes that hold mail or had some in the last hour */
                            lanes: number;
                            /** @description Deliveries that are due */
                            waiting: number;
                            /** @description Deliveries that wait for a later time */
                            delayed: number;
                            /** @description Deliveries being sent */
                            active: number;
                            /** @description Connections in use */
                            sessions: number;
                            /** @description Lanes none of whose hosts could be reached */
                            lanes_in_outage: number;
                            /** @description Lanes in the pause after a burst */
                            lanes_paused: number;
                            /** @description Lanes that somebody suspended */
                            lanes_suspended: number;
                            /** @description The lanes with the most mail */
                            deepest: {
                                lane: string;
                                /** @description Deliveries due or delayed */
                                waiting: number;
                            }[];
                        };
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postMessagesByIdActions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A message id as it stands in the 250 reply */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description retry: due now · cancel: for good · hold: until released · release: try again what is held · move: to a relay · assume_delivered: what is held because it may have arrived
                     * @enum {unknown}
                     */
                    action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                    /** @description move: id of the relay */
                    relay?: string;
                    /** @description cancel: false: its sender gets no failure report, as for spam of a stolen login; true unless written */
                    tell_sender?: boolean;
                    /** @description Why; it stands in the message's story */
                    reason?: string;
                    /** @description Only say what would be done */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As the audit log and the message's records name it */
                        operation_id: string;
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        /** @description Those of the message that had not ended when it was asked */
                        deliveries: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                            domain: string;
                            recipients: string[];
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postMessagesActions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description retry: due now · cancel: for good · hold: until released · release: try again what is held · move: to a relay · assume_delivered: what is held because it may have arrived
                     * @enum {unknown}
                     */
                    action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                    /** @description move: id of the relay */
                    relay?: string;
                    /** @description cancel: false: its sender gets no failure report, as for spam of a stolen login; true unless written */
                    tell_sender?: boolean;
                    /** @description Why; it stands in the message's story */
                    reason?: string;
                    /** @description Only say what would be done */
                    dry_run?: boolean;
                    /** @description These messages */
                    ids?: string[];
                    /** @description What a search with this filter finds, as `GET /v1/messages` does. `recipient` and `domain` narrow it to their deliveries, `lane` and `relay` to what lies there now */
                    filter?: {
                        /** @description A message id as it stands in the 250 reply */
                        id?: string;
                        /** @description The Message-ID header, with or without its angle brackets */
                        message_id?: string;
                        /** @description The reverse-path, whatever its case */
                        sender?: string;
                        /** @description A forward-path, whatever its case */
                        recipient?: string;
                        /** @description A recipient's domain */
                        domain?: string;
                        /**
                         * @description What the log says of a recipient
                         * @enum {unknown}
                         */
                        outcome?: "queued" | "deferred" | "held" | "delivered" | "bounced" | "expired" | "cancelled" | "suppressed";
                        /** @description A lane some attempt was made on: `direct:<domain>` or `relay:<relay id>` */
                        lane?: string;
                        /** @description Id of a relay some attempt was made on */
                        relay?: string;
                        /** @description Code of a reply to any attempt */
                        reply_code?: number;
                        /** @description Part of the text of a reply or of a detail */
                        reply_text?: string;
                        /** @description true: only those of which an attempt ended between the final dot and the answer */
                        uncertain?: boolean;
                        /** @description Address of the client, or name of the user that handed it in */
                        client?: string;
                        /**
                         * Format: date-time
                         * @description A date and time such as 2026-03-10T12:00:00Z; received then or later
                         */
                        from?: string;
                        /**
                         * Format: date-time
                         * @description A date and time such as 2026-03-10T12:00:00Z; received before
                         */
                        to?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description interrupted: no api goes on with it at present; one that starts will
                         * @enum {unknown}
                         */
                        state: "running" | "finished" | "failed" | "interrupted";
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        relay?: string;
                        /** @description The lane it goes through */
                        lane?: string;
                        /** @description The search it goes through */
                        filter?: {
                            [key: string]: unknown;
                        };
                        reason: string;
                        by: string;
                        /** @description How many deliveries were there at the start, where that can be told */
                        expected?: number;
                        /** @description Deliveries gone through so far */
                        counted: number;
                        /** @description Done, or with dry_run: would be */
                        done: number;
                        /** @description Being sent just now; done then, unless delivered */
                        after_this_attempt: number;
                        /** @description Left as they are */
                        not_possible: number;
                        /** @description The most common reasons, with their number */
                        why_not: {
                            [key: string]: number;
                        };
                        /** @description The first ten deliveries */
                        sample: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        started_at: string;
                        /**
                         * Format: date-time
                         * @description When it went on last
                         */
                        updated_at: string;
                        /**
                         * Format: date-time
                         * @description When it ended
                         */
                        finished_at?: string;
                        /** @description failed: what it met */
                        error?: string;
                    };
                };
            };
            /** @description It goes on: ask `GET /v1/operations/{id}` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description interrupted: no api goes on with it at present; one that starts will
                         * @enum {unknown}
                         */
                        state: "running" | "finished" | "failed" | "interrupted";
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        relay?: string;
                        /** @description The lane it goes through */
                        lane?: string;
                        /** @description The search it goes through */
                        filter?: {
                            [key: string]: unknown;
                        };
                        reason: string;
                        by: string;
                        /** @description How many deliveries were there at the start, where that can be told */
                        expected?: number;
                        /** @description Deliveries gone through so far */
                        counted: number;
                        /** @description Done, or with dry_run: would be */
                        done: number;
                        /** @description Being sent just now; done then, unless delivered */
                        after_this_attempt: number;
                        /** @description Left as they are */
                        not_possible: number;
                        /** @description The most common reasons, with their number */
                        why_not: {
                            [key: string]: number;
                        };
                        /** @description The first ten deliveries */
                        sample: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        started_at: string;
                        /**
                         * Format: date-time
                         * @description When it went on last
                         */
                        updated_at: string;
                        /**
                         * Format: date-time
                         * @description When it ended
                         */
                        finished_at?: string;
                        /** @description failed: what it met */
                        error?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postLanesByLaneActions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `direct:<domain>` or `relay:<relay id>` */
                lane: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description retry: due now · cancel: for good · hold: until released · release: try again what is held · move: to a relay · assume_delivered: what is held because it may have arrived
                     * @enum {unknown}
                     */
                    action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                    /** @description move: id of the relay */
                    relay?: string;
                    /** @description cancel: false: its sender gets no failure report, as for spam of a stolen login; true unless written */
                    tell_sender?: boolean;
                    /** @description Why; it stands in the message's story */
                    reason?: string;
                    /** @description Only say what would be done */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description interrupted: no api goes on with it at present; one that starts will
                         * @enum {unknown}
                         */
                        state: "running" | "finished" | "failed" | "interrupted";
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        relay?: string;
                        /** @description The lane it goes through */
                        lane?: string;
                        /** @description The search it goes through */
                        filter?: {
                            [key: string]: unknown;
                        };
                        reason: string;
                        by: string;
                        /** @description How many deliveries were there at the start, where that can be told */
                        expected?: number;
                        /** @description Deliveries gone through so far */
                        counted: number;
                        /** @description Done, or with dry_run: would be */
                        done: number;
                        /** @description Being sent just now; done then, unless delivered */
                        after_this_attempt: number;
                        /** @description Left as they are */
                        not_possible: number;
                        /** @description The most common reasons, with their number */
                        why_not: {
                            [key: string]: number;
                        };
                        /** @description The first ten deliveries */
                        sample: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        started_at: string;
                        /**
                         * Format: date-time
                         * @description When it went on last
                         */
                        updated_at: string;
                        /**
                         * Format: date-time
                         * @description When it ended
                         */
                        finished_at?: string;
                        /** @description failed: what it met */
                        error?: string;
                    };
                };
            };
            /** @description It goes on: ask `GET /v1/operations/{id}` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description interrupted: no api goes on with it at present; one that starts will
                         * @enum {unknown}
                         */
                        state: "running" | "finished" | "failed" | "interrupted";
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        relay?: string;
                        /** @description The lane it goes through */
                        lane?: string;
                        /** @description The search it goes through */
                        filter?: {
                            [key: string]: unknown;
                        };
                        reason: string;
                        by: string;
                        /** @description How many deliveries were there at the start, where that can be told */
                        expected?: number;
                        /** @description Deliveries gone through so far */
                        counted: number;
                        /** @description Done, or with dry_run: would be */
                        done: number;
                        /** @description Being sent just now; done then, unless delivered */
                        after_this_attempt: number;
                        /** @description Left as they are */
                        not_possible: number;
                        /** @description The most common reasons, with their number */
                        why_not: {
                            [key: string]: number;
                        };
                        /** @description The first ten deliveries */
                        sample: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        started_at: string;
                        /**
                         * Format: date-time
                         * @description When it went on last
                         */
                        updated_at: string;
                        /**
                         * Format: date-time
                         * @description When it ended
                         */
                        finished_at?: string;
                        /** @description failed: what it met */
                        error?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getOperationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description interrupted: no api goes on with it at present; one that starts will
                         * @enum {unknown}
                         */
                        state: "running" | "finished" | "failed" | "interrupted";
                        /** @enum {unknown} */
                        action: "retry" | "cancel" | "hold" | "release" | "move" | "assume_delivered";
                        dry_run: boolean;
                        relay?: string;
                        /** @description The lane it goes through */
                        lane?: string;
                        /** @description The search it goes through */
                        filter?: {
                            [key: string]: unknown;
                        };
                        reason: string;
                        by: string;
                        /** @description How many deliveries were there at the start, where that can be told */
                        expected?: number;
                        /** @description Deliveries gone through so far */
                        counted: number;
                        /** @description Done, or with dry_run: would be */
                        done: number;
                        /** @description Being sent just now; done then, unless delivered */
                        after_this_attempt: number;
                        /** @description Left as they are */
                        not_possible: number;
                        /** @description The most common reasons, with their number */
                        why_not: {
                            [key: string]: number;
                        };
                        /** @description The first ten deliveries */
                        sample: {
                            delivery_id: string;
                            /**
                             * @description after_this_attempt: it is being sent; should that not deliver it, the order is carried out then
                             * @enum {unknown}
                             */
                            result: "done" | "after_this_attempt" | "not_possible";
                            /** @description Why not, or what was found */
                            detail?: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        started_at: string;
                        /**
                         * Format: date-time
                         * @description When it went on last
                         */
                        updated_at: string;
                        /**
                         * Format: date-time
                         * @description When it ended
                         */
                        finished_at?: string;
                        /** @description failed: what it met */
                        error?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSuspensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Oldest first */
                        items: {
                            /** @description Its target: `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>` */
                            id: string;
                            /** @enum {unknown} */
                            kind: "all" | "lane" | "domain" | "relay";
                            reason: string;
                            /** @description Who wanted it */
                            by: string;
                            /**
                             * Format: date-time
                             * @description When it began
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description Its end; none: until resumed
                             */
                            until?: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSuspensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What to stop: `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>`. A domain stops its own lane, and its mail waits aside in the lanes of relays */
                    target: string;
                    /** @description Why, for everybody who wonders */
                    reason: string;
                    /**
                     * Format: date-time
                     * @description When it ends by itself; without it, when somebody resumes it
                     */
                    until?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its target: `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>` */
                        id: string;
                        /** @enum {unknown} */
                        kind: "all" | "lane" | "domain" | "relay";
                        reason: string;
                        /** @description Who wanted it */
                        by: string;
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        since: string;
                        /**
                         * Format: date-time
                         * @description Its end; none: until resumed
                         */
                        until?: string;
                        /** @description Workers that have not said yet that they begin nothing there any more; usually none. Dead ones are named for some seconds */
                        unconfirmed_workers: string[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSuspensionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its target, such as `relay:<relay id>` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its target: `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>` */
                        id: string;
                        /** @enum {unknown} */
                        kind: "all" | "lane" | "domain" | "relay";
                        reason: string;
                        /** @description Who wanted it */
                        by: string;
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        since: string;
                        /**
                         * Format: date-time
                         * @description Its end; none: until resumed
                         */
                        until?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteSuspensionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its target, such as `relay:<relay id>` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its target: `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>` */
                        id: string;
                        /** @enum {unknown} */
                        kind: "all" | "lane" | "domain" | "relay";
                        reason: string;
                        /** @description Who wanted it */
                        by: string;
                        /**
                         * Format: date-time
                         * @description When it began
                         */
                        since: string;
                        /**
                         * Format: date-time
                         * @description Its end; none: until resumed
                         */
                        until?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                /** @description Who */
                actor?: string;
                /** @description What: the whole action, or its first words: `messages` finds `messages.cancel` */
                action?: string;
                /** @description To what */
                target?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; done then or later */
                from?: string;
                /** @description A date and time such as 2026-03-10T12:00:00Z; done before */
                to?: string;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first */
                        items: {
                            id: string;
                            /**
                             * Format: date-time
                             * @description When it was done
                             */
                            at: string;
                            /** @description Who did it */
                            actor: string;
                            /** @description What, such as `messages.cancel`, `suspension.added`, `settings.changed` */
                            action: string;
                            /** @description To what: a message, a lane, a path of the settings */
                            target?: string;
                            /** @description Where the request came from */
                            client_address?: string;
                            /** @description Reason, filter, counts */
                            detail: {
                                [key: string]: unknown;
                            };
                        }[];
                        /** @description Give it as `cursor` for the entries before these */
                        next_cursor?: string;
                        /** @description The database cannot be asked now: only what is on its way to it is here */
                        unavailable: "archive"[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSuppressions: {
        parameters: {
            query?: {
                /** @description What the address begins with, whatever its case */
                prefix?: string;
                /** @description Only the entry of this domain and those of its addresses */
                domain?: string;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description By domain, then by local part */
                        items: {
                            /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                            address: string;
                            /** @enum {unknown} */
                            source: "manual" | "hard_bounce";
                            reason: string;
                            /** @description The message that bounced */
                            message_id?: string;
                            /** @description What the server said of it */
                            reply?: string;
                            /** @description Who made the entry, or the worker that saw the bounce */
                            created_by: string;
                            /**
                             * Format: date-time
                             * @description When it was made
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description When it runs out; without it, it stays until it is removed
                             */
                            expires_at?: string;
                            /** @description Recipients it has kept out so far */
                            hits: number;
                        }[];
                        /** @description Give it as `cursor` for the following ones. A short page may have one as well */
                        next_cursor?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSuppressionsByAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        address: string;
                        /** @enum {unknown} */
                        source: "manual" | "hard_bounce";
                        reason: string;
                        /** @description The message that bounced */
                        message_id?: string;
                        /** @description What the server said of it */
                        reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        hits: number;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    putSuppressionsByAddress: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: "*";
            };
            path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A text of 1 to 500 characters without control characters */
                    reason?: string;
                    /**
                     * Format: date-time
                     * @description When it runs out, a time to come such as 2027-03-10T12:00:00Z
                     */
                    expires_at?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        address: string;
                        /** @enum {unknown} */
                        source: "manual" | "hard_bounce";
                        reason: string;
                        /** @description The message that bounced */
                        message_id?: string;
                        /** @description What the server said of it */
                        reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        hits: number;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain; in lower case */
                        address: string;
                        /** @enum {unknown} */
                        source: "manual" | "hard_bounce";
                        reason: string;
                        /** @description The message that bounced */
                        message_id?: string;
                        /** @description What the server said of it */
                        reply?: string;
                        /** @description Who made the entry, or the worker that saw the bounce */
                        created_by: string;
                        /**
                         * Format: date-time
                         * @description When it was made
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * @description When it runs out; without it, it stays until it is removed
                         */
                        expires_at?: string;
                        /** @description Recipients it has kept out so far */
                        hits: number;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    deleteSuppressionsByAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An address such as `ann@example.com`, or `@example.com` for every address of that domain */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken off */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postSuppressionsImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": unknown;
                "text/csv": unknown;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Entries that were read */
                        lines: number;
                        added: number;
                        replaced: number;
                        /** @description Lines that are no entry; all others were put on the list */
                        refused: number;
                        /** @description The first hundred refused lines, and why */
                        errors: {
                            /** @description From 1 */
                            line: number;
                            message: string;
                        }[];
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSuppressionsExport: {
        parameters: {
            query?: {
                format?: "ndjson" | "csv";
                /** @description Only this domain */
                domain?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One entry a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getRecovery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        state: "running" | "done" | "failed";
                        dry_run: boolean;
                        by: string;
                        /** Format: date-time */
                        started_at: string;
                        /** Format: date-time */
                        ended_at?: string;
                        /** @description Messages found in the spool so far */
                        looked_at: number;
                        /** @description Messages Redis had lost, queued again */
                        recovered: number;
                        /** @description Messages Redis still has */
                        known: number;
                        /** @description Messages that had ended: what the spool still held of them is removed */
                        finished: number;
                        /** @description Files that could not be used, the first hundred */
                        unreadable: string[];
                        /** @description Why it failed */
                        detail?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postRecovery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Only count; nothing is queued */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        state: "running" | "done" | "failed";
                        dry_run: boolean;
                        by: string;
                        /** Format: date-time */
                        started_at: string;
                        /** Format: date-time */
                        ended_at?: string;
                        /** @description Messages found in the spool so far */
                        looked_at: number;
                        /** @description Messages Redis had lost, queued again */
                        recovered: number;
                        /** @description Messages Redis still has */
                        known: number;
                        /** @description Messages that had ended: what the spool still held of them is removed */
                        finished: number;
                        /** @description Files that could not be used, the first hundred */
                        unreadable: string[];
                        /** @description Why it failed */
                        detail?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getWebhooksByKeyDeliveries: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first; about the last 1,000 are kept */
                        items: {
                            id: string;
                            /**
                             * Format: date-time
                             * @description When it was tried
                             */
                            at: string;
                            /** @description The header `webhook-id`, the same for every repeat */
                            event_id: string;
                            type: string;
                            message_id?: string;
                            /** @description From 1; 0: given up without being sent */
                            attempt: number;
                            /** @enum {unknown} */
                            outcome: "taken" | "failed" | "given_up";
                            /** @description HTTP status of the answer */
                            status?: number;
                            duration_ms: number;
                            error?: string;
                            /** @description The beginning of what the endpoint said */
                            answer?: string;
                            /**
                             * Format: date-time
                             * @description When it is tried again
                             */
                            next_at?: string;
                        }[];
                        /** @description Give it as `cursor` for the ones before these */
                        next_cursor?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooksByKeyTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event_id: string;
                        /** @description It answered 2xx */
                        ok: boolean;
                        status?: number;
                        duration_ms: number;
                        error?: string;
                        /** @description The beginning of what it said */
                        answer?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooksByKeyRedeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An event id from the list of deliveries, such as `evt_…` */
                    event_id?: string;
                    /**
                     * Format: date-time
                     * @description All events that were given up from then on
                     */
                    given_up_since?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Events that are sent now */
                        queued: number;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooksByKeyEnable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooksByKeyDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A name of lower-case letters, digits and hyphens, such as `shop` */
                        id: string;
                        /** @description Where events are sent: an https:// address */
                        url: string;
                        /** @description A disabled webhook gets nothing; events that waited for it wait on */
                        enabled: boolean;
                        /** @description Which events; empty = all */
                        events: ("message.accepted" | "message.delivered" | "message.deferred" | "message.rerouted" | "message.bounced" | "message.expired" | "message.held" | "message.released" | "message.cancelled" | "message.suppressed")[];
                        /** @description Only recipients of these domains: `example.com`, `*.example.com`; empty = all */
                        domains: string[];
                        /** @description Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all */
                        lanes: string[];
                        /** @description Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all */
                        senders: string[];
                        /** @description How long the endpoint may take to answer */
                        timeoutSeconds: number;
                        /** @description How long an event is tried again before it is given up */
                        retrySeconds: number;
                        /** @description Events sent to the endpoint at a time, over all api processes */
                        maxConnections: number;
                        /**
                         * Format: date-time
                         * @description Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)
                         */
                        previousSecretUntil?: string;
                        secretSet: boolean;
                        /** @description Names of the headers that are sent with every event */
                        headerNames: string[];
                        /** @description Why the webhook cannot be used now */
                        problem?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    postWebhooksByKeyRotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the webhook */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A secret of the form `whsec_` and 24 to 64 bytes in base64; without it one is made */
                    secret?: string;
                    /** @description How long the secret before signs as well [86400] */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Present when it was made here; shown only this once */
                        secret?: string;
                        /**
                         * Format: date-time
                         * @description Until then both secrets sign
                         */
                        previous_secret_until?: string;
                    };
                };
            };
            /** @description The request was refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description It failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
}

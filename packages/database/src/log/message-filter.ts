import type { RecipientState } from "./recipient-state.ts";

/** What a search asks for; everything given must hold. Addresses are compared without regard to case. */
export interface MessageFilter {
  readonly messageId?: string | undefined;
  /** The Message-ID header, with its angle brackets. */
  readonly messageIdHeader?: string | undefined;
  readonly sender?: string | undefined;
  /** Address of the client, or name of the user that handed it in. */
  readonly client?: string | undefined;
  /** Received at or after. */
  readonly from?: Date | undefined;
  /** Received before. */
  readonly to?: Date | undefined;
  /** These three must hold of one and the same recipient. */
  readonly recipient?: string | undefined;
  readonly domain?: string | undefined;
  readonly outcome?: RecipientState | undefined;
  /** These must hold of one and the same record: at any time of its life the message went over this lane, got this reply. */
  readonly lane?: string | undefined;
  readonly relayId?: string | undefined;
  readonly replyCode?: number | undefined;
  /** Part of the text of a reply or of the detail, without regard to case. */
  readonly replyText?: string | undefined;
  /** An attempt ended between the final dot and the answer. */
  readonly uncertain?: true | undefined;
}

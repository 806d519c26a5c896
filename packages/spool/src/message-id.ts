const MESSAGE_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * A message id becomes part of a file name and of a Redis key, so nothing else may pass: no dot, no slash, no brace.
 * @throws Error when it holds anything but letters, digits and hyphens.
 */
export function checkMessageId(messageId: string): string {
  if (!MESSAGE_ID.test(messageId)) throw new Error(`not a message id: ${JSON.stringify(messageId.slice(0, 80))}`);
  return messageId;
}

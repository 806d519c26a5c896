/** What stands in the way, in words for the user; shown without a stack. */
export class SetupError extends Error {}

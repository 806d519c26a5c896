/** Why Postlane does not run (any more), in words for the user; shown without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

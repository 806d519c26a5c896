/** Something the user can mend: told without a stack. */
export class GuardError extends Error {
  override readonly name = "GuardError";
}

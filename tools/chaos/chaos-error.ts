/** Something the user can mend: told without a stack. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}

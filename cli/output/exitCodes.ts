/** The exit codes of all commands. */
export const exitCodes = {
  ok: 0,
  /** An error. For `plan`, also if `up` would reject something. */
  error: 1,
  /**
   * Drift, declared objects that could not be checked, an exceeded limit, a key that is too old, or a rotation that is not complete. Pulumi uses the same code for changes where
   * none were expected.
   */
  changes: 7,
} as const;

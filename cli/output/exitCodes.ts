/** The exit codes of all commands. */
export const exitCodes = {
  ok: 0,
  /** An error. For `plan`, also something that `up` would refuse. */
  error: 1,
  /** Drift, or an exceeded limit. Pulumi uses the same code for changes where none were expected. */
  changes: 7,
} as const;

/** For the help of commands that read the organization. */
export const credentialsHelp =
  "The credential comes from the environment, as for `pulumi up`: see docs/authentication.md.";

/** The version that the Go modules in this folder pin, and that the official installer installs. */
export const pinnedVersion = "3.276.0";

/** The oldest version whose `pulumi import` uses the inputs and outputs of an import file as they are. */
export const oldestVersion = "3.254.0";

/** Whether a version, as a tool prints it (`v3.276.0`, `go1.25.11`), is at least `oldest` in the same major version. */
export function isAtLeast(printed: string, oldest: string): boolean {
  const [major = 0, minor = 0, patch = 0] = numbers(printed);
  const [oldestMajor = 0, oldestMinor = 0, oldestPatch = 0] = numbers(oldest);
  if (major !== oldestMajor) return false;
  return minor !== oldestMinor ? minor > oldestMinor : patch >= oldestPatch;
}

function numbers(version: string): number[] {
  return /\d+(?:\.\d+)*/.exec(version)?.[0].split(".").map(Number) ?? [];
}

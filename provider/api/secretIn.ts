import { hasSecret } from "./foreignText.ts";

/** The part of a key that the Console shows, such as `sk-ant-api03-R2D...igAA`. */
const shownHint = /sk-ant-\w+-\w{1,8}\.\.\.\w{1,8}(?!\w)/g;

/** What a value, or a part of it at any depth, looks like. Undefined if it is no secret. */
export function secretIn(value: unknown): string | undefined {
  if (typeof value === "string") {
    if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(value)) return "a private key";
    return hasSecret(value.replace(shownHint, "")) ? "an API key or a token" : undefined;
  }
  const parts = Array.isArray(value)
    ? value
    : typeof value === "object" && value !== null
      ? Object.entries(value).flat()
      : [];
  for (const part of parts) {
    const found = secretIn(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

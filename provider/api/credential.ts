import type { Advice } from "./attempt.ts";

/** Something that can ask the API. Printing it prints where it came from, never what it is. */
export interface Credential {
  /** Where it came from, for errors: `ANTHROPIC_ADMIN_KEY`. */
  readonly source: string;
  /** The secret to send now. */
  token(): Promise<string>;
  /** The API did not accept this token. Answers whether another, fresher one can be had by asking again. */
  refused?(token: string): boolean;
  /** What to do when the API refuses it; absent: what is to be done about an Admin API key. */
  readonly todo?: Advice;
}

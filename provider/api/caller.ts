import { setMaxListeners } from "node:events";
import { UserError } from "../errors.ts";

/** The process that waits for the client. After it ends, nothing records the result of a write. */
export interface Caller {
  /** Aborted once the caller has ended. */
  readonly ended: AbortSignal;
  /** Whether the caller is running at this moment; `ended` is aborted when it is not. */
  isRunning(): Promise<boolean>;
}

/** A caller that never ends, for a client whose own process waits. */
export function endless(): Caller {
  const { signal: ended } = new AbortController();
  setMaxListeners(0, ended);
  return { ended, isRunning: () => Promise.resolve(true) };
}

/** The error of a request that is not sent because the caller ended. */
export function callerEnded(doing: string): UserError {
  return new UserError(
    `cannot ${doing}: the \`pulumi\` command that started this process has ended. Run it again; it checks what exists before it writes.`,
  );
}

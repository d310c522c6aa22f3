// First: whatever is loaded after it may break in a Node.js that is too old.
import "./nodeVersion.ts";

import type { dynamic } from "@pulumi/pulumi";
import { ApiError, RefusedError } from "./api/errors.ts";
import { logText } from "./api/foreignText.ts";
import { HalfMade } from "./lifecycle.ts";
import { kindNamed } from "./registry.ts";
import type { Resource } from "./resource.ts";
import { Session } from "./session.ts";
import { version } from "./version.ts";

// This is where Pulumi's provider process arrives, by the text that is stored with each resource:
// `require("pulumi-anthropic/handlers").provider("Workspace")`. The name of the export, of the function and of every
// kind is a contract with every state file ever written.

let session: Session | undefined;

/** The operations of one kind, for Pulumi's provider process. */
export function provider(kind: string): dynamic.ResourceProvider {
  const resource = kindNamed(kind);
  if (resource === undefined) {
    throw new Error(
      `pulumi-anthropic ${version} has no kind ${kind}: the state was written by another version. Install the version that wrote it, or a newer one.`,
    );
  }
  return operations(
    resource,
    () => {
      session ??= new Session(() => undefined, process.env, write);
      return session;
    },
    (read) => {
      // All kinds of one process have the same configuration; the throttle must not exist twice.
      session ??= new Session(read, process.env, write);
    },
  );
}

/** The operations of one kind in a given session. */
export function operations(
  resource: Resource,
  current: () => Session,
  configure: (read: (key: string) => string | undefined) => void,
): dynamic.ResourceProvider {
  return {
    // Synchronous, and cannot throw: Pulumi would report it once, and work on with the provider unconfigured.
    configure: (request) => {
      configure((key) => {
        const value: unknown = request.config.get(key);
        return value === undefined || value === null ? undefined : String(value);
      });
      return Promise.resolve();
    },
    check: (olds, news) =>
      guarded("check", (session) => {
        const { inputs, failures } = resource.check(session, olds, news);
        // With a property named, Pulumi prints its value, which may be a secret; the reasons name it themselves.
        return {
          inputs,
          failures: failures.map(({ reason }) => ({ property: "", reason: logText(reason) })),
        };
      }),
    diff: async (id, olds, news) => {
      const answer = await guarded("diff", (session) => resource.diff(session, id, olds, news), id);
      const { changes, ...rest } = answer;
      return changes === undefined ? rest : { changes, ...rest };
    },
    create: (news) => guarded("create", (session) => resource.create(session, news)),
    read: (id, olds) => guarded("read", (session) => resource.read(session, id, olds ?? {}), id),
    update: (id, olds, news) => guarded("update", (session) => resource.update(session, id, olds, news), id),
    delete: (id, olds) => guarded("delete", (session) => resource.delete(session, id, olds), id),
  };

  async function guarded<T>(
    operation: string,
    run: (session: Session) => T | Promise<T>,
    id = "",
  ): Promise<T> {
    const session = current();
    try {
      return await run(session);
    } catch (error) {
      if (error instanceof HalfMade) throw error;
      if (error instanceof ApiError || error instanceof RefusedError) {
        throw new Told(logText(session.briefly(error.message)), `${resource.kind} ${id}`.trim());
      }
      const cause = error instanceof Error ? error : new Error(String(error));
      cause.message = `${resource.kind} ${operation} failed in a way that pulumi-anthropic ${version} did not foresee: ${logText(cause.message)}. This is a mistake in the package; nothing more was written for this resource.`;
      throw cause;
    }
  }
}

/**
 * What check, diff, read and delete throw, Pulumi prints twice: the message with the resource, and once more, as text
 * and stack, with the whole program. The second time a pointer will do.
 */
class Told extends Error {
  readonly #where: string;

  constructor(message: string, where: string) {
    super(message);
    this.stack = "see its error.";
    this.#where = where;
  }

  override toString(): string {
    return this.#where;
  }
}

function write(line: string): void {
  // Pulumi shows what a provider process writes here as information.
  console.error(line);
}

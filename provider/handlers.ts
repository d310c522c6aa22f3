// First, since the other imports fail on a runtime that is not supported.
import "./settings/runtime.ts";

import type { dynamic } from "@pulumi/pulumi";
import { ApiError } from "./api/apiError.ts";
import { logText } from "./api/foreignText.ts";
import { UserError } from "./errors.ts";
import { Engine, engineAddress } from "./kernel/engine.ts";
import { type Notice, noticeLine } from "./kernel/notices.ts";
import { nameIn } from "./kernel/origin.ts";
import { PartialWriteError } from "./kernel/partialWriteError.ts";
import type { Resource } from "./kernel/resource.ts";
import { withSecretOutputs } from "./kernel/secretValues.ts";
import { Session } from "./kernel/session.ts";
import { kernelKeys } from "./kernel/stateKeys.ts";
import type { Properties } from "./kernel/values.ts";
import { kindNamed } from "./registry.ts";
import type { ReadSetting } from "./settings/config.ts";
import { stateReader } from "./stackState.ts";
import { version } from "./version.ts";

// The entry of Pulumi's provider process. The code that is stored with each resource calls it:
// `require("pulumi-anthropic/handlers").provider("Workspace")`. The names of the export, of the function and of the resource
// types are in every state file and can never change.

let session: Session | undefined;

/** The operations of a resource type, for Pulumi's provider process. */
export function provider(kind: string): dynamic.ResourceProvider {
  const resource = kindNamed(kind);
  if (resource === undefined) {
    throw new Error(
      `pulumi-anthropic ${version} has no resource type ${kind}: the state was written by another version. Install the version that wrote it, or a newer one.`,
    );
  }
  return operations(
    resource,
    () => {
      session ??= newSession(() => undefined);
      return session;
    },
    (read) => {
      // All resource types of a process share its configuration and its throttle.
      session ??= newSession(read);
    },
  );
}

function newSession(read: ReadSetting): Session {
  const address = engineAddress(process.argv);
  const engine = address === undefined ? undefined : new Engine(address);
  const readState = engine === undefined ? undefined : stateReader(process.env, engine.ended);
  const session = new Session(read, process.env, show, 1, engine, readState);
  // Nothing else ends this process when the engine is killed.
  engine?.ended.addEventListener("abort", async () => {
    await session.settled();
    process.exit(1);
  });
  return session;
}

/** The operations of a resource type in a given session. */
export function operations(
  resource: Resource,
  current: () => Session,
  configure: (read: (key: string) => string | undefined) => void,
): dynamic.ResourceProvider {
  return {
    // Synchronous, and never throws: Pulumi would report the error once and continue with an unconfigured provider.
    configure: (request) => {
      configure((key) => {
        const value: unknown = request.config.get(key);
        return value === undefined || value === null ? undefined : String(value);
      });
      return Promise.resolve();
    },
    check: (olds, news) =>
      guarded("check", [olds, news], async (session) => {
        const { inputs, failures } = resource.check(session, olds, news);
        if (failures.length === 0) failures.push(...(await resource.verify(session, olds, inputs)));
        if (failures.length > 0) failed(session, "check", news);
        // Pulumi prints the value of a property that is named here, which may be a secret. The reasons name the property.
        return {
          inputs,
          failures: failures.map(({ reason }) => ({
            property: "",
            reason: logText(session.secrets.redact(reason)),
          })),
        };
      }),
    diff: async (id, olds, news) => {
      const run = (session: Session) => resource.diff(session, id, olds, news);
      const result = await registering("diff", [olds, news], run, id);
      const { changes, ...rest } = result;
      return changes === undefined ? rest : { changes, ...rest };
    },
    create: async (news) => {
      const { id, outs } = await registering("create", [news], (session) => resource.create(session, news));
      return { id, outs: stored(outs) };
    },
    read: async (id, olds = {}) => {
      const run = (session: Session) => resource.read(session, id, olds);
      // The read of `.get()` registers a resource and has no full state; that of a refresh has one.
      const { props, ...rest } =
        olds[kernelKeys.schema] === undefined
          ? await registering("read", [olds], run, id)
          : await guarded("read", [olds], run, id);
      return { ...rest, props: stored(props) };
    },
    update: async (id, olds, news) => {
      const run = (session: Session) => resource.update(session, id, olds, news);
      const { outs } = await registering("update", [olds, news], run, id);
      return { outs: stored(outs) };
    },
    delete: (id, olds) =>
      guarded(
        "delete",
        [olds],
        (session) => {
          refuseAfterFailure(session, `${resource.kind} ${id}`);
          return resource.delete(session, id, olds);
        },
        id,
      ),
  };

  /** Runs an operation that registers a resource. When it fails, resources that depend on its outputs are not declared. */
  async function registering<T>(
    operation: string,
    properties: readonly Properties[],
    run: (session: Session) => Promise<T>,
    id?: string,
  ): Promise<T> {
    const latest = properties.at(-1) ?? {};
    return guarded(
      operation,
      properties,
      async (session) => {
        try {
          const result = await run(session);
          session.ownership.registrationSucceeded(() => registration(operation, latest, id));
          return result;
        } catch (error) {
          failed(session, operation, latest, id);
          throw error;
        }
      },
      id,
    );
  }

  function failed(session: Session, operation: string, news: Properties, id?: string): void {
    const origin = news[kernelKeys.origin];
    const name = `${resource.kind} ${typeof origin === "string" ? nameIn(origin) : ""}`.trim();
    session.ownership.registrationFailed(registration(operation, news, id), name);
  }

  /** Identifies a call of the engine. When the engine repeats a call, the result is the same. */
  function registration(operation: string, news: Properties, id: string | undefined): string {
    return JSON.stringify([resource.kind, operation, id, news]);
  }

  /** The outputs for the state. */
  function stored(outs: Properties): Properties {
    return withSecretOutputs(resource.derived, outs);
  }

  /** Runs an operation. `properties` are those of the resource, the newest last. */
  async function guarded<T>(
    operation: string,
    properties: readonly Properties[],
    run: (session: Session) => T | Promise<T>,
    id = "",
  ): Promise<T> {
    const session = current();
    for (const each of properties) session.secrets.learn(each);
    try {
      return await run(session);
    } catch (error) {
      if (error instanceof PartialWriteError && error.hasOutputs) {
        const message = session.secrets.redact(error.message);
        throw new PartialWriteError(message, error.id, error.observed, stored(error.properties));
      }
      if (error instanceof ApiError || error instanceof UserError) {
        // The ID can be an email address that the program keeps secret.
        const { [kernelKeys.origin]: origin } = properties.at(-1) ?? {};
        const name = typeof origin === "string" ? nameIn(origin) : session.secrets.redact(id);
        throw new ReportedError(
          logText(session.shortened(error)),
          `${resource.kind} ${logText(name)}`.trim(),
        );
      }
      const cause = error instanceof Error ? error : new Error(String(error));
      cause.message = `Internal error in pulumi-anthropic ${version}: ${resource.kind} ${operation} failed: ${logText(session.secrets.redact(cause.message))}. Nothing more was written for this resource. Please report the error.`;
      cause.stack = session.secrets.redact(cause.stack ?? "");
      throw cause;
    }
  }
}

/**
 * With `--continue-on-error`, the program continues after a failed registration, with unknown outputs. The engine would
 * then delete resources that the program did not declare because of the failure.
 */
function refuseAfterFailure({ ownership }: Session, what: string): void {
  const earlier = ownership.failedRegistration;
  if (earlier === undefined) return;
  throw new UserError(
    `cannot delete ${what}: ${earlier} failed earlier in this run, so the program may have declared only a part of its resources. ` +
      "Nothing was changed. Fix that error and run `pulumi up` again.",
  );
}

/**
 * Pulumi prints an error of check, diff, read or delete twice: the message for the resource, and the text and stack for the
 * program. The second one refers to the first.
 */
class ReportedError extends Error {
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

function show(notice: Notice): void {
  // Pulumi shows the standard error of a provider process as information.
  console.error(noticeLine(notice));
}

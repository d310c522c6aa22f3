import type { Dispatcher } from "undici";
import { UserError } from "../errors.ts";
import type { ConnectionLimits } from "./dispatcher.ts";
import { logText } from "./foreignText.ts";
import type { Route } from "./route.ts";

/** Returns the connections, and loads the HTTP client at the first call. */
export type Connections = () => Promise<Dispatcher>;

const load = () => import("./dispatcher.ts");

/**
 * Connections along a route. The HTTP client is loaded when they are first used: loading it takes a fifth of the startup time of
 * a program or a provider process, and most previews send no request. If it cannot be loaded, the next use tries again.
 */
export function connectionsAlong(
  route: Route,
  limits: ConnectionLimits,
  loadClient: () => Promise<Pick<Awaited<ReturnType<typeof load>>, "dispatcherAlong">> = load,
): Connections {
  let dispatcher: Promise<Dispatcher> | undefined;
  return () => {
    dispatcher ??= loadClient().then(
      ({ dispatcherAlong }) => dispatcherAlong(route, limits),
      (error: unknown) => {
        dispatcher = undefined;
        const reason = logText(error instanceof Error ? error.message : String(error));
        throw new UserError(
          `cannot load the HTTP client of pulumi-anthropic: ${reason}. Nothing was sent. Install the dependencies of the program, and run again.`,
        );
      },
    );
    return dispatcher;
  };
}

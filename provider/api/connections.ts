import type { Dispatcher } from "undici";
import type { ConnectionLimits } from "./dispatcher.ts";
import type { Route } from "./route.ts";

/** Returns the connections, and loads the HTTP client at the first call. */
export type Connections = () => Promise<Dispatcher>;

/**
 * Connections along a route. The HTTP client is loaded when they are first used: loading it takes a fifth of the startup time of
 * a program or a provider process, and most previews send no request.
 */
export function connectionsAlong(route: Route, limits: ConnectionLimits): Connections {
  let dispatcher: Promise<Dispatcher> | undefined;
  return () => {
    dispatcher ??= import("./dispatcher.ts").then(({ dispatcherAlong }) => dispatcherAlong(route, limits));
    return dispatcher;
  };
}

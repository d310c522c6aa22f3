import type { IncomingHttpHeaders } from "node:http";
import { jsonOf } from "../bodies.ts";
import { ConsoleError } from "../console/definition.ts";
import type { EmulatedOrganization, Emulator } from "../definition.ts";
import { ErrorResponse } from "../errors.ts";
import { SeedError } from "../seed.ts";
import { ValidationError } from "../validation.ts";
import { controlRoutes } from "./routes.ts";

/** A control request whose body was read. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer | ErrorResponse;
}

export function isControl(path: string): boolean {
  return path === "/_emulator" || path.startsWith("/_emulator/");
}

/**
 * The control routes: the TypeScript API of the emulator as JSON over HTTP. They need no credentials and are not part of
 * the Admin API. `?organization=ID` selects an organization other than the first.
 */
export class Control {
  readonly #emulator: Emulator;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  handle(request: ControlRequest): { status: number; body: unknown } {
    try {
      return { status: 200, body: this.#handle(request) ?? { done: true } };
    } catch (problem) {
      if (problem instanceof ErrorResponse)
        return { status: problem.status, body: { error: problem.message } };
      const expected =
        problem instanceof ValidationError ||
        problem instanceof SeedError ||
        problem instanceof ConsoleError ||
        problem instanceof TypeError ||
        problem instanceof RangeError;
      if (expected) return { status: 400, body: { error: problem.message } };
      throw problem;
    }
  }

  #handle({ method, path, search, headers, bytes }: ControlRequest): unknown {
    if (headers["x-api-key"] !== undefined || headers.authorization !== undefined) {
      throw new ErrorResponse(400, "Control routes need no credentials. Omit x-api-key and authorization.");
    }
    if (bytes instanceof ErrorResponse) throw bytes;
    const route = controlRoutes.find((one) => one.method === method && one.path === path);
    if (route === undefined) {
      throw new ErrorResponse(404, `There is no route ${method} ${path}. GET /_emulator lists the routes.`);
    }
    const body =
      route.example === undefined
        ? undefined
        : jsonOf(bytes, { type: headers["content-type"], encoding: headers["content-encoding"] });
    return route.handle({ emulator: this.#emulator, organization: this.#organization(search) }, body);
  }

  #organization(search: URLSearchParams): EmulatedOrganization {
    const id = search.get("organization");
    const { organizations } = this.#emulator;
    const found =
      id === null ? organizations[0] : organizations.find((organization) => organization.id === id);
    if (found === undefined)
      throw new ErrorResponse(
        404,
        `There is no organization "${id}". GET /_emulator/organizations lists them.`,
      );
    return found;
  }
}

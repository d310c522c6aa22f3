import type { IncomingHttpHeaders } from "node:http";
import type { Assumptions } from "./assumptions.ts";
import { admit, type Caller, type Credentials } from "./authentication.ts";
import { jsonOf, textOf } from "./bodies.ts";
import { ErrorResponse, invalid, notFound } from "./errors.ts";
import { Query } from "./query.ts";
import { printable } from "./requestLog.ts";
import { routes } from "./routes/index.ts";
import { type TokenExchange, tokenPath } from "./routes/oauth.ts";
import { type Call, checkIds, type Match, Router, versions } from "./routing.ts";
import type { Throttle } from "./throttle.ts";
import { check, ValidationError } from "./validation.ts";

/** A request to the Admin API whose body was read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer | ErrorResponse;
}

/** The emulated API without HTTP. */
export class Api {
  readonly #router = new Router(routes);
  readonly #credentials: Credentials;
  readonly #exchange: TokenExchange;
  readonly #assumptions: Assumptions;
  readonly #warn: (line: string) => void;

  constructor(
    credentials: Credentials,
    exchange: TokenExchange,
    assumptions: Assumptions,
    warn: (line: string) => void,
  ) {
    this.#credentials = credentials;
    this.#exchange = exchange;
    this.#assumptions = assumptions;
    this.#warn = warn;
  }

  /** The caller, by the credential in the headers. */
  caller(request: ApiRequest): Caller | ErrorResponse {
    return this.#credentials.caller(request.headers);
  }

  /** Carries a request out and returns the response. It is synchronous, so requests never interleave. */
  handle(request: ApiRequest): object | ErrorResponse {
    try {
      return this.#handle(request);
    } catch (problem) {
      if (problem instanceof ErrorResponse) return problem;
      if (problem instanceof ValidationError) return invalid(problem.message);
      throw problem;
    }
  }

  #handle(request: ApiRequest): object {
    if (request.bytes instanceof ErrorResponse) throw request.bytes;
    if (request.method === "POST" && request.path === tokenPath) {
      return this.#exchange.handle(request.headers, request.bytes);
    }
    const match = this.#router.match(request.method, request.path);
    const caller = this.caller(request);
    if (caller instanceof ErrorResponse) throw caller;
    admit(caller, request, this.#assumptions);
    throttle(caller, match);
    const version = versionOf(request.headers);
    if (match === undefined) {
      this.#warn(`Admin API emulator: there is no route ${request.method} ${printable(request.path)} (404)`);
      throw notFound(`Not found: ${request.method} ${request.path}`);
    }
    checkIds(match, this.#assumptions);
    const query = new Query(request.search);
    checkQuery(query, match, this.#assumptions);
    const body = bodyOf(request.bytes, request.headers, match);
    const call: Call = {
      state: caller.tenant.state,
      assumptions: this.#assumptions,
      query,
      version,
      betas: betasOf(request.headers),
      credential: caller.kind,
      scopes: caller.scopes,
      id: (name) => match.ids.get(name) ?? "",
      body: (schema) => check(schema, body),
    };
    return match.route.handle(call);
  }
}

function throttle({ tenant }: Caller, match: Match | undefined): void {
  const { countedAsInvite, countedAsSpendLimit } = match?.route ?? {};
  if (countedAsInvite) admitted(tenant.inviteCreations, "invites per hour");
  else admitted(tenant.requests, "Admin API requests per minute");
  if (countedAsSpendLimit) admitted(tenant.spendLimitRequests, "spend limit requests per minute");
}

function admitted(throttle: Throttle | undefined, what: string): void {
  const wait = throttle?.admit();
  if (wait === undefined) return;
  throw new ErrorResponse(429, `This organization has reached its limit of ${what}`, {
    headers: { "retry-after": String(wait) },
  });
}

function versionOf(headers: IncomingHttpHeaders): (typeof versions)[number] {
  const given = headers["anthropic-version"];
  if (given === undefined) throw invalid("anthropic-version: header is required");
  const version = versions.find((known) => known === given);
  if (version === undefined) throw invalid(`anthropic-version: '${String(given)}' is not a valid version`);
  return version;
}

/** A comma list, or a repeated header, which Node.js joins to one. */
function betasOf(headers: IncomingHttpHeaders): ReadonlySet<string> {
  const given = headers["anthropic-beta"] ?? "";
  return new Set(
    String(given)
      .split(",")
      .map((beta) => beta.trim()),
  );
}

function checkQuery(query: Query, match: Match, assumptions: Assumptions): void {
  if (assumptions.unknownQuery === "ignore") return;
  const known: readonly string[] = match.route.query ?? [];
  // Old versions of the official SDK send `beta=true` with every request.
  const unknown = query.names().find((name) => name !== "beta" && !known.includes(name));
  if (unknown !== undefined) throw invalid(`${unknown}: Extra inputs are not permitted`);
}

function bodyOf(bytes: Buffer, headers: IncomingHttpHeaders, { route }: Match): unknown {
  if (route.takes === "json") {
    return jsonOf(bytes, { type: headers["content-type"], encoding: headers["content-encoding"] });
  }
  if (route.method === "POST" && !/^(\s*\{\s*\})?\s*$/.test(textOf(bytes, headers["content-encoding"]))) {
    throw invalid("body: Extra inputs are not permitted");
  }
  return undefined;
}

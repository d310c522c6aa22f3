import { UserError } from "../errors.ts";

/** The sources of the base URL. */
export interface AddressSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `anthropic:baseUrl` of the stack. */
  readonly configured?: string | undefined;
}

const defaultUrl = "https://api.anthropic.com";
const variable = "ANTHROPIC_ADMIN_BASE_URL";

/**
 * The base URL, to which the key is sent. Only the environment may set a host that is not Anthropic's, including
 * localhost: a pull request can change stack configuration, and any local process can listen on a port. ANTHROPIC_BASE_URL
 * is not read, since on many machines it is a gateway for inference.
 */
export function resolveBaseUrl(source: AddressSource): URL {
  const fromEnvironment = source.env[variable]?.trim() ?? "";
  const configured = source.configured?.trim() ?? "";
  if (fromEnvironment !== "") return check(fromEnvironment, variable, true);
  if (configured !== "") return check(configured, "`anthropic:baseUrl`", false);
  return new URL(defaultUrl);
}

function check(text: string, origin: string, anyHost: boolean): URL {
  const rejected = (why: string, todo: string): UserError =>
    new UserError(`cannot use the base URL in ${origin}: ${why}.`, todo);

  // Errors do not show the URL, since it can contain a password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw rejected("it is not an https URL", `Set it to ${defaultUrl}.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw rejected("it contains a user name or password", "Remove them; the key is the only credential.");
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) {
    throw rejected("it has a query or a fragment", `Set it to ${defaultUrl}.`);
  }
  const loopback = isLoopback(url.hostname);
  if (url.protocol === "http:" && !loopback) {
    throw rejected(
      `it would send the key to ${url.hostname} unencrypted`,
      "Use https. Only localhost can be used with http.",
    );
  }
  const anthropics = url.hostname === "anthropic.com" || url.hostname.endsWith(".anthropic.com");
  if (!anthropics && !anyHost) {
    throw rejected(
      `${url.hostname} is not an Anthropic host, and stack configuration cannot send the key elsewhere`,
      `If this is intended, set the environment variable ${variable}.`,
    );
  }
  const prefix = url.pathname.replace(/\/+$/, "");
  // A gateway can serve the API under a path. But if the path repeats the API's own, every response is "not found", which
  // must not look like an organization without objects.
  if (prefix !== "" && (anthropics || /\/(v1|organizations)(\/|$)/.test(prefix))) {
    throw rejected(
      `it has the path ${JSON.stringify(prefix)}`,
      "Remove the path; the provider adds the path of the API.",
    );
  }
  url.pathname = prefix;
  return url;
}

/** Whether a host is the local machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

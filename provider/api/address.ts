import { UserError } from "../errors.ts";

/** Where the base URL may come from. */
export interface AddressSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `anthropic:baseUrl` of the stack. */
  readonly configured?: string | undefined;
}

const standard = "https://api.anthropic.com";
const variable = "ANTHROPIC_ADMIN_BASE_URL";

/**
 * The address that gets the key. Only the person at the machine, through the environment, may send it to a host that
 * is not Anthropic's: stack configuration is in the repository, where a pull request can change it. This machine is no
 * exception, because any process can listen on a port. ANTHROPIC_BASE_URL is not read: on many machines it is a gateway
 * for inference.
 */
export function resolveBaseUrl(source: AddressSource): URL {
  const fromEnvironment = source.env[variable]?.trim() ?? "";
  const configured = source.configured?.trim() ?? "";
  if (fromEnvironment !== "") return check(fromEnvironment, variable, true);
  if (configured !== "") return check(configured, "`anthropic:baseUrl`", false);
  return new URL(standard);
}

function check(text: string, origin: string, anyHost: boolean): URL {
  const refuse = (why: string, todo: string): UserError =>
    new UserError(`The base URL in ${origin} is refused: ${why}.`, todo);

  // The text itself is not repeated: it may hold a password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw refuse("it is not an https URL", `Write it as ${standard}.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse("it holds a user name or a password", "Take them out: the key is the only credential.");
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) {
    throw refuse("it has a query or a fragment", `Write it as ${standard}.`);
  }
  const loopback = isLoopback(url.hostname);
  if (url.protocol === "http:" && !loopback) {
    throw refuse(
      `${url.hostname} would get the key unencrypted`,
      "Use https; http is only for this machine (localhost).",
    );
  }
  const anthropics = url.hostname === "anthropic.com" || url.hostname.endsWith(".anthropic.com");
  if (!anthropics && !anyHost) {
    throw refuse(
      `${url.hostname} is not Anthropic's, and stack configuration may not send the key elsewhere`,
      `If this is meant, set the environment variable ${variable}.`,
    );
  }
  const prefix = url.pathname.replace(/\/+$/, "");
  // A gateway may keep the API under a path. But with the API's own path repeated, everything would answer "not
  // found", which must not be mistaken for an organization that lost everything.
  if (prefix !== "" && (anthropics || /\/(v1|organizations)(\/|$)/.test(prefix))) {
    throw refuse(
      `its path ${JSON.stringify(prefix)} does not belong there`,
      "Leave out the path: it is added.",
    );
  }
  url.pathname = prefix;
  return url;
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

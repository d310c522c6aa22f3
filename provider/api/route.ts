import { BlockList, isIP } from "node:net";
import { UserError } from "../errors.ts";
import { isLoopback } from "./address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How requests reach a host, as the environment configures it. */
export interface Route {
  /** The proxy that they are sent through. */
  readonly proxy?: ProxyServer | undefined;
  /** The variable that excludes the host from the proxy. */
  readonly excludedBy?: string | undefined;
  /** The file of further certificate authorities, which Node.js reads when it starts. */
  readonly authorities?: string | undefined;
}

/** An HTTP proxy. Printing it shows neither its user name nor its password. */
export class ProxyServer {
  /** The variable that names it. */
  readonly variable: string;
  /** Its address, without the user name and the password: `http://proxy.example.com:3128`. */
  readonly address: string;
  readonly hasCredentials: boolean;
  readonly #url: URL;

  constructor(variable: string, url: URL) {
    this.variable = variable;
    this.address = url.origin;
    this.hasCredentials = url.username !== "" || url.password !== "";
    this.#url = url;
  }

  /** Its URL, with the user name and the password. */
  get secretUrl(): string {
    return this.#url.href;
  }
}

const excluding = ["no_proxy", "NO_PROXY"];
// HTTP_PROXY comes last, as in npm and in the `fetch` of Node.js: the API has only https addresses, and a machine with one
// proxy often has only this variable.
const proxying = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/**
 * The route to a host. The local machine never needs a proxy, and is the only host with plain http: a proxy would receive
 * the key unencrypted. Throws a `UserError` if the proxy is invalid.
 */
export function routeTo(target: URL, env: Environment): Route {
  const authorities = found(env, ["NODE_EXTRA_CA_CERTS"])?.value;
  if (target.protocol !== "https:" || isLoopback(target.hostname)) return { authorities };
  const named = found(env, proxying);
  if (named === undefined) return { authorities };
  const exclusion = found(env, excluding);
  if (exclusion !== undefined && isExcluded(target, exclusion.value)) {
    return { excludedBy: exclusion.variable, authorities };
  }
  return { proxy: proxyIn(named.variable, named.value), authorities };
}

/** The first of these variables that is not empty. */
function found(
  env: Environment,
  variables: readonly string[],
): { variable: string; value: string } | undefined {
  for (const variable of variables) {
    const value = env[variable]?.trim() ?? "";
    if (value !== "") return { variable, value };
  }
  return undefined;
}

/** Errors do not show the value, since it can contain a password. */
function proxyIn(variable: string, value: string): ProxyServer {
  const rejected = (why: string, todo: string): UserError =>
    new UserError(`cannot use the proxy in ${variable}: ${why}.`, todo);
  // curl accepts an address without a scheme.
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol.startsWith("socks") === true) {
    throw rejected(
      "it is a SOCKS proxy",
      "Set it to an HTTP proxy, such as http://proxy.example.com:3128, or unset it.",
    );
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw rejected(
      "it is not a valid http or https URL",
      "Set it to an address such as http://proxy.example.com:3128, or unset it.",
    );
  }
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    throw rejected(
      "its user name or password contains a `%` that does not begin an escape",
      "Write `%25` instead of `%`.",
    );
  }
  return new ProxyServer(variable, url);
}

/**
 * Whether NO_PROXY names a host. Its entries are separated by commas or spaces: `*`, a domain (`example.com` and
 * `.example.com`, which include subdomains, and `*.example.com`, which is only those), an IP address, or a range of them
 * (`10.0.0.0/8`, `10.0.0.1-10.0.0.9`). Each can end with a port.
 */
function isExcluded(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const port = target.port === "" ? "443" : target.port;
  return list.split(/[\s,]+/).some((entry) => {
    // Without brackets, an IPv6 address has no port.
    const [, inBrackets, plain, entryPort = port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
    const name = (inBrackets ?? plain ?? entry).replace(/\.$/, "").toLowerCase();
    if (name === "" || entryPort !== port) return false;
    return name === "*" || (isIP(host) === 0 ? isInDomain(host, name) : isInRange(host, name));
  });
}

function isInDomain(host: string, name: string): boolean {
  const domain = name.replace(/^\*?\./, "");
  return host.endsWith(`.${domain}`) || (host === domain && !name.startsWith("*"));
}

function isInRange(host: string, name: string): boolean {
  const [first = "", rest] = name.split(/[/-]/);
  const family = isIP(first) === 6 ? "ipv6" : "ipv4";
  const range = new BlockList();
  try {
    if (rest === undefined) range.addAddress(first, family);
    else if (name.includes("/")) range.addSubnet(first, Number(rest), family);
    else range.addRange(first, rest, family);
  } catch {
    return false;
  }
  return range.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

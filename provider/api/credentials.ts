import { NoCredentialError, UserError } from "../errors.ts";
import { resolveBaseUrl } from "./address.ts";
import { type Credential, isAdminSecret, Unprintable } from "./credential.ts";
import { federation, unusedFederation } from "./federation.ts";

/** Where a credential may come from. */
export interface CredentialSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The one environment variable that an explicit Provider names. No other source is then looked at. */
  readonly keyVariable?: string | undefined;
  /** `anthropic:adminKey` of the stack, a secret. */
  readonly adminKey?: string | undefined;
  /** Where the API is, for a credential that is got there; absent: where the environment says. */
  readonly baseUrl?: URL | undefined;
}

class FixedCredential extends Unprintable implements Credential {
  readonly source: string;
  readonly #secret: string;

  constructor(source: string, secret: string) {
    super();
    this.source = source;
    this.#secret = secret;
  }

  token(): Promise<string> {
    return Promise.resolve(this.#secret);
  }
}

const configName = "the secret configuration `anthropic:adminKey`";
const whereKeysAreMade =
  "An admin of the organization makes an Admin API key in the Console (https://platform.claude.com/settings/admin-keys)";

/** The credential to use; throws in the user's words when there is none, or only one of the wrong kind. */
export function resolveCredential(source: CredentialSource): Credential {
  if (source.keyVariable !== undefined) return fromNamedVariable(source.env, source.keyVariable);
  // The order is a promise to users. What comes from the environment wins over what the stack stores, since it is
  // the person at the machine, or the CI job, who speaks there.
  const credential =
    fromAdminVariables(source.env) ??
    federation(source.env, source.baseUrl ?? resolveBaseUrl({ env: source.env })) ??
    fromAuthToken(source.env) ??
    fromConfiguration(source.adminKey);
  if (credential === undefined) throw noCredential(source.env);
  return credential;
}

function fromNamedVariable(env: CredentialSource["env"], variable: string): Credential {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    // Not repeated: whoever confuses the two has put the key itself here.
    throw new UserError(
      "The Provider's key variable is not the name of an environment variable.",
      "Give the name of the variable that holds the key, never the key itself.",
    );
  }
  if (!mayHoldKey(env, variable)) {
    throw new UserError(
      `The Provider names the environment variable ${variable} for its key, which is not allowed: a program or a stack's configuration can only name variables with ANTHROPIC in their name, so that it cannot send other secrets to the API.`,
      `Rename the variable, or list it in ${allowedVariables} in the environment.`,
    );
  }
  const key = env[variable]?.trim() ?? "";
  if (key === "") {
    throw new NoCredentialError(
      `The environment variable ${variable}, which the Provider names for its key, is not set.`,
      "Set it to an Admin API key of that Provider's organization.",
    );
  }
  return accepted(variable, key);
}

const allowedVariables = "ANTHROPIC_ALLOWED_KEY_VARIABLES";

/**
 * Whether a Provider or a stack may name this variable. A pull request can change both, but not the environment, which has
 * the list of further variables.
 */
function mayHoldKey(env: CredentialSource["env"], variable: string): boolean {
  const listed = (env[allowedVariables] ?? "").split(",").map((name) => name.trim());
  return variable !== allowedVariables && (/ANTHROPIC/i.test(variable) || listed.includes(variable));
}

function fromAdminVariables(env: CredentialSource["env"]): Credential | undefined {
  const first = env["ANTHROPIC_ADMIN_KEY"]?.trim() ?? "";
  const second = env["ANTHROPIC_ADMIN_API_KEY"]?.trim() ?? "";
  if (first !== "" && second !== "" && first !== second) {
    throw new UserError(
      "ANTHROPIC_ADMIN_KEY and ANTHROPIC_ADMIN_API_KEY are both set, to different keys, so it is not clear which organization is meant.",
      "Unset one of them.",
    );
  }
  if (first !== "") return accepted("ANTHROPIC_ADMIN_KEY", first);
  if (second !== "") return accepted("ANTHROPIC_ADMIN_API_KEY", second);
  return undefined;
}

function fromAuthToken(env: CredentialSource["env"]): Credential | undefined {
  const token = env["ANTHROPIC_AUTH_TOKEN"]?.trim() ?? "";
  // Laptops carry other tokens here, for gateways: those are nobody's business and must not be sent.
  return token.startsWith("sk-ant-oat01-") ? accepted("ANTHROPIC_AUTH_TOKEN", token) : undefined;
}

function fromConfiguration(adminKey: string | undefined): Credential | undefined {
  const key = adminKey?.trim() ?? "";
  return key === "" ? undefined : accepted(configName, key);
}

function noCredential(env: CredentialSource["env"]): NoCredentialError {
  const notes = unusedFederation(env);
  if ((env["ANTHROPIC_AUTH_TOKEN"]?.trim() ?? "") !== "") {
    notes.push("ANTHROPIC_AUTH_TOKEN is set, but not to an sk-ant-oat01- token, so it was not used.");
  }
  if (env["ANTHROPIC_API_KEY"]?.trim().startsWith("sk-ant-admin01-") === true) {
    notes.push(
      "ANTHROPIC_API_KEY holds an Admin API key, but is not read here: set ANTHROPIC_ADMIN_KEY to it.",
    );
  }
  return new NoCredentialError(
    "There is no key for the Admin API.",
    [
      "Set the environment variable ANTHROPIC_ADMIN_KEY to an Admin API key (sk-ant-admin01-...).",
      ...notes,
      `${whereKeysAreMade}.`,
    ].join(" "),
  );
}

function accepted(source: string, key: string): Credential {
  // What an Authorization header can carry; everything else is an accident of copying.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(key)) {
    throw new UserError(
      `The key in ${source} contains quotes, spaces, line breaks or other characters that no key has.`,
      "Set it again, without them.",
    );
  }
  const wrong = wrongKind(key);
  if (wrong !== undefined) {
    throw new UserError(`The key in ${source} is ${wrong}.`, `${whereKeysAreMade}.`);
  }
  return new FixedCredential(source, key);
}

/** Describes a key whose form the Admin API does not accept. The description never contains the value. */
function wrongKind(key: string): string | undefined {
  if (isAdminSecret(key)) return undefined;
  if (key.startsWith("sk-ant-api03-")) {
    // The API takes personal and service-account keys that are bound to no workspace, but nothing tells them from the
    // far more common workspace keys before a write fails half-way. So none of them is taken.
    return "an ordinary API key (sk-ant-api03-...), with which an organization cannot be administered; an Admin API key begins with sk-ant-admin01-";
  }
  if (key.startsWith("sk-ant-api01-")) {
    return "a key of a Claude Enterprise organization (sk-ant-api01-...), which has no workspaces and no API keys; this needs an Admin API key (sk-ant-admin01-...) of a Console organization";
  }
  if (key.startsWith("sk-ant-sid"))
    return "a session of claude.ai, not an Admin API key (sk-ant-admin01-...)";
  if (key.startsWith("sk-ant-"))
    return "not of a kind that the Admin API takes; an Admin API key begins with sk-ant-admin01-";
  if (key.startsWith("sk-")) return "a key of another service, not one of Anthropic's (sk-ant-admin01-...)";
  if (key.startsWith("eyJ")) return "a JSON web token, not an Admin API key (sk-ant-admin01-...)";
  return "not an Anthropic key, so it was not sent; an Admin API key begins with sk-ant-admin01-";
}

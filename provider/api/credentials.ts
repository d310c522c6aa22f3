import { NoCredentialError, UserError } from "../errors.ts";
import { resolveBaseUrl } from "./address.ts";
import { type Credential, type CredentialKind, isAdminSecret, Unprintable } from "./credential.ts";
import { enterpriseKeyPrefix } from "./enterpriseKeys.ts";
import { federation, unusedFederation } from "./federation.ts";

/** The sources of a credential. */
export interface CredentialSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The environment variable that an explicit Provider names. If set, no other source is used. */
  readonly keyVariable?: string | undefined;
  /** `anthropic:adminKey` of the stack. */
  readonly adminKey?: string | undefined;
  /** The base URL of the API, for token exchanges. Default: the one of the environment. */
  readonly baseUrl?: URL | undefined;
}

class FixedCredential extends Unprintable implements Credential {
  readonly source: string;
  readonly kind: CredentialKind;
  readonly #secret: string;

  constructor(source: string, secret: string) {
    super();
    this.source = source;
    this.kind = kindOf(secret);
    this.#secret = secret;
  }

  token(): Promise<string> {
    return Promise.resolve(this.#secret);
  }
}

function kindOf(secret: string): CredentialKind {
  if (secret.startsWith(enterpriseKeyPrefix)) return "enterpriseKey";
  return secret.startsWith("sk-ant-admin") ? "adminKey" : "oauthToken";
}

const configName = "the secret configuration `anthropic:adminKey`";
const howToCreateKey =
  "An admin of the organization creates Admin API keys in the Console (https://platform.claude.com/settings/admin-keys)";

/** The credential to use. Throws a `UserError` if there is none or its form is wrong. */
export function resolveCredential(source: CredentialSource): Credential {
  if (source.keyVariable !== undefined) return fromNamedVariable(source.env, source.keyVariable);
  // Users rely on this order. The environment precedes the stack, since the user or the CI job sets it.
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
    // The value is not shown, since it can be the key itself.
    throw new UserError(
      "`adminKeyVariable` is not the name of an environment variable.",
      "Set it to the name of the variable that holds the key, never to the key itself.",
    );
  }
  if (!mayHoldKey(env, variable)) {
    throw new UserError(
      `\`adminKeyVariable\` cannot be ${variable}: the name must contain ANTHROPIC, so that a program cannot send other secrets to the API.`,
      `Rename the variable, or list it in ${allowedVariables} in the environment.`,
    );
  }
  const key = env[variable]?.trim() ?? "";
  if (key === "") {
    throw new NoCredentialError(
      `The environment variable ${variable}, which \`adminKeyVariable\` names, is not set.`,
      "Set it to an Admin API key of the organization.",
    );
  }
  return accepted(variable, key);
}

const allowedVariables = "ANTHROPIC_ALLOWED_KEY_VARIABLES";

/**
 * Whether a Provider or a stack may name this variable. A pull request can change both, but not the list of further
 * variables in the environment.
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
      "ANTHROPIC_ADMIN_KEY and ANTHROPIC_ADMIN_API_KEY are set to different keys.",
      "Unset one of them.",
    );
  }
  if (first !== "") return accepted("ANTHROPIC_ADMIN_KEY", first);
  if (second !== "") return accepted("ANTHROPIC_ADMIN_API_KEY", second);
  return undefined;
}

function fromAuthToken(env: CredentialSource["env"]): Credential | undefined {
  const token = env["ANTHROPIC_AUTH_TOKEN"]?.trim() ?? "";
  // Other tokens in this variable are for gateways and must not be sent.
  return token.startsWith("sk-ant-oat01-") ? accepted("ANTHROPIC_AUTH_TOKEN", token) : undefined;
}

function fromConfiguration(adminKey: string | undefined): Credential | undefined {
  const key = adminKey?.trim() ?? "";
  return key === "" ? undefined : accepted(configName, key);
}

function noCredential(env: CredentialSource["env"]): NoCredentialError {
  const notes = unusedFederation(env);
  if ((env["ANTHROPIC_AUTH_TOKEN"]?.trim() ?? "") !== "") {
    notes.push("ANTHROPIC_AUTH_TOKEN was not used, because it is not an sk-ant-oat01- token.");
  }
  if (env["ANTHROPIC_API_KEY"]?.trim().startsWith("sk-ant-admin01-") === true) {
    notes.push(
      "ANTHROPIC_API_KEY is not read, but contains an Admin API key: set ANTHROPIC_ADMIN_KEY to it.",
    );
  }
  return new NoCredentialError(
    "There is no key for the Admin API.",
    [
      "Set the environment variable ANTHROPIC_ADMIN_KEY to an Admin API key (sk-ant-admin01-...), or to a key of a Claude Enterprise organization (sk-ant-api01-...).",
      ...notes,
      `${howToCreateKey}.`,
    ].join(" "),
  );
}

function accepted(source: string, key: string): Credential {
  // The characters of a bearer token. Others are copied by mistake.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(key)) {
    throw new UserError(
      `The key in ${source} contains quotes, spaces, line breaks or other characters that are not part of a key.`,
      "Set it again without them.",
    );
  }
  const wrong = wrongKind(key);
  if (wrong !== undefined) {
    throw new UserError(`The key in ${source} is ${wrong}.`, `${howToCreateKey}.`);
  }
  return new FixedCredential(source, key);
}

/** Describes a key whose form the Admin API does not accept. The description never contains the value. */
function wrongKind(key: string): string | undefined {
  if (isAdminSecret(key)) return undefined;
  if (key.startsWith("sk-ant-api03-")) {
    // The API accepts personal and service account keys without a workspace, but their form is that of the more common
    // workspace keys, with which a later write would fail. So all of them are rejected.
    return "an ordinary API key (sk-ant-api03-...), which cannot administer an organization; an Admin API key begins with sk-ant-admin01-";
  }
  if (key.startsWith("sk-ant-sid"))
    return "a session key of claude.ai, not an Admin API key (sk-ant-admin01-...)";
  if (key.startsWith("sk-ant-"))
    return "not of a type that the Admin API accepts; an Admin API key begins with sk-ant-admin01-";
  if (key.startsWith("sk-")) return "a key of another service, not an Admin API key (sk-ant-admin01-...)";
  if (key.startsWith("eyJ")) return "a JSON web token, not an Admin API key (sk-ant-admin01-...)";
  return "not an Anthropic key, so it was not sent; an Admin API key begins with sk-ant-admin01-";
}

import { isUnknown } from "../../provider/kernel/unknown.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";

/** Replaces a secret in all output, as in the output of Pulumi. */
export const secret = "[secret]";

/** The properties of a resource as a state stores them, decoded. */
export interface StoredProperties {
  /** Plain values. A property that cannot be read, in whole or in part, is absent. */
  readonly values: Properties;
  /** Paths of the secret values, readable or not: `name`, `tags.team`, `members.email` for entries of a list. */
  readonly secrets: readonly string[];
  /** Names of the properties that are absent because a part of them is encrypted, unknown or a file. */
  readonly unreadable: readonly string[];
}

// The signatures of values that JSON cannot express: sdk/go/common/resource/sig and pkg/resource/stack/deployment.go of
// Pulumi.
const signature = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  reference: "5cf8f73096256a8f31e491e813e4eb8e",
  byteString: "803fd3297a5875dc03ca845dda5d2a98",
} as const;

/** What to do about `unreadable` properties. */
export const decryptAdvice =
  "Set PULUMI_CONFIG_PASSPHRASE, or provide the access to the stack's secrets provider that `pulumi up` uses.";

/** Decodes the properties of one resource. Accepts every value that Pulumi can write. */
export function readProperties(stored: Properties | null | undefined): StoredProperties {
  const secrets = new Set<string>();
  const values: Properties = {};
  const unreadable: string[] = [];
  for (const [name, value] of Object.entries(stored ?? {})) {
    const decoded = decode(value, name, secrets);
    if (holdsUnreadable(decoded)) unreadable.push(name);
    else Object.defineProperty(values, name, { value: decoded, ...plainProperty });
  }
  return { values, secrets: [...secrets], unreadable };
}

/** Whether a value holds a secret that is still encrypted. */
export function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  if (!isRecord(value)) return false;
  if (value[signature] === signatures.secret) return typeof value["plaintext"] !== "string";
  return Object.values(value).some(isEncrypted);
}

/** Whether a property is secret, is a part of a secret, or has a secret part. */
export function isSecretPath(secrets: readonly string[], path: string): boolean {
  return secrets.some((each) => each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`));
}

/** Replaces an unreadable value during decoding, so that the property that contains it is omitted. */
const unreadableValue = Symbol("unreadable");

// An assignment to `__proto__` would set the prototype.
const plainProperty = { configurable: true, enumerable: true, writable: true } as const;

function decode(value: unknown, path: string, secrets: Set<string>): unknown {
  if (isUnknownText(value)) return unreadableValue;
  if (Array.isArray(value)) return value.map((each) => decode(each, path, secrets));
  if (!isRecord(value)) return value;
  switch (value[signature]) {
    case undefined:
      return decodeMap(value, path, secrets);
    case signatures.secret:
      secrets.add(path);
      return decodePlaintext(value, path, secrets);
    case signatures.output:
      if (value["secret"] === true) secrets.add(path);
      return "value" in value ? decode(value["value"], path, secrets) : unreadableValue;
    case signatures.reference:
      return value["id"] === undefined || value["id"] === ""
        ? value["urn"]
        : decode(value["id"], path, secrets);
    case signatures.byteString:
      return Buffer.from(String(value["value"]), "base64").toString();
    default:
      // Assets, archives, numbers that are not finite: no resource type of this package has them.
      return unreadableValue;
  }
}

function decodeMap(map: Properties, path: string, secrets: Set<string>): Properties {
  const decoded: Properties = {};
  for (const [key, value] of Object.entries(map)) {
    Object.defineProperty(decoded, key, {
      value: decode(value, `${path}.${key}`, secrets),
      ...plainProperty,
    });
  }
  return decoded;
}

function decodePlaintext({ plaintext }: Properties, path: string, secrets: Set<string>): unknown {
  if (typeof plaintext !== "string") return unreadableValue;
  try {
    return decode(JSON.parse(plaintext), path, secrets);
  } catch {
    return unreadableValue;
  }
}

function isUnknownText(value: unknown): boolean {
  return typeof value === "string" && isUnknown(value);
}

function holdsUnreadable(value: unknown): boolean {
  if (value === unreadableValue) return true;
  if (Array.isArray(value)) return value.some(holdsUnreadable);
  return isRecord(value) && Object.values(value).some(holdsUnreadable);
}

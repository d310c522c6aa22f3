import { kernelKeys } from "./stateKeys.ts";
import { isRecord, own, type Properties } from "./values.ts";

/**
 * Properties whose values are words that many messages contain, such as the role `user`. Hiding them would make messages
 * unreadable and protect nothing.
 */
const words = new Set([
  "role",
  "status",
  "scope",
  "period",
  "invite",
  "groupType",
  "onDelete",
  "onArchived",
  "dataResidency",
]);

/** The shortest value that is hidden. Shorter ones occur by chance in every message. */
const shortest = 3;

/** The secret values of the resources of one process, which no message and no log shows. */
export class SecretValues {
  readonly #patterns = new Map<string, RegExp>();

  /** Remembers the values of the secret inputs in the properties of a resource. */
  learn(properties: Properties): void {
    for (const keys of secretPaths(properties)) {
      let value: unknown = properties;
      for (const key of keys) value = isRecord(value) ? own(value, key) : undefined;
      // The keys of tags are free, so they say nothing about the value.
      this.hide(value, keys[0] === "tags" ? "tags" : keys.at(-1));
    }
  }

  /** Remembers the strings in a value that is secret as a whole. */
  hide(value: unknown, name?: string): void {
    if (name !== undefined && words.has(name)) return;
    if (Array.isArray(value)) {
      for (const entry of value) this.hide(entry);
    } else if (isRecord(value)) {
      for (const [key, entry] of Object.entries(value)) this.hide(entry, name === "tags" ? name : key);
    } else if (typeof value === "string" && value.trim().length >= shortest && !this.#patterns.has(value)) {
      this.#patterns.set(value, patternOf(value));
    }
  }

  /** The text without the secret values, in any letter case and spacing. */
  redact(text: string): string {
    let result = text;
    for (const pattern of this.#patterns.values()) result = result.replace(pattern, "[secret]");
    return result;
  }
}

/** The key and the value with which Pulumi marks a secret in the properties that a provider returns. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Marks the outputs that contain values of secret inputs with other names. `derived` has the names of these inputs by output.
 * Pulumi itself marks the outputs that have the names of secret inputs.
 */
export function withSecretOutputs(
  derived: Readonly<Record<string, readonly string[]>>,
  outputs: Properties,
): Properties {
  const secret = new Set(secretPaths(outputs).map(([name = ""]) => name));
  const result = { ...outputs };
  for (const [name, inputs] of Object.entries(derived)) {
    const value = outputs[name];
    if (value === undefined || secret.has(name) || !inputs.some((input) => secret.has(input))) continue;
    result[name] = { [signatureKey]: secretSignature, value };
  }
  return result;
}

/** Whether the program declares an input as secret that is not recorded as secret in the state. */
export function becameSecret(olds: Properties, news: Properties): boolean {
  const recorded = new Set(secretPaths(olds).map(String));
  return secretPaths(news).some((path) => !recorded.has(String(path)));
}

function secretPaths(properties: Properties): string[][] {
  const pointers = properties[kernelKeys.secrets];
  if (!Array.isArray(pointers)) return [];
  return pointers
    .filter((pointer) => typeof pointer === "string" && pointer.startsWith("/"))
    .map((pointer: string) =>
      pointer
        .slice(1)
        .split("/")
        .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")),
    );
}

/** Matches the value as a message can have it: whole, also with the escapes of JSON and with other spaces. */
function patternOf(value: string): RegExp {
  const forms = [value, JSON.stringify(value).slice(1, -1)].flatMap((form) => [
    form.normalize("NFC"),
    form.normalize("NFD"),
  ]);
  const alternatives = [...new Set(forms)].map((form) => {
    const text = form.trim();
    const words = text.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const start = /^[\p{L}\p{N}]/u.test(text) ? "(?<![\\p{L}\\p{N}])" : "";
    const end = /[\p{L}\p{N}]$/u.test(text) ? "(?![\\p{L}\\p{N}])" : "";
    return `${start}${words.join("\\s+")}${end}`;
  });
  return new RegExp(alternatives.join("|"), "giu");
}

import { isSecretPath, secret } from "../states/propertyValues.ts";
import type { Difference } from "./difference.ts";
import type { Subject } from "./subject.ts";

/**
 * Redacts the secret properties of a resource in findings about it. The actual values are redacted, too, because they are often
 * the same or an earlier secret.
 */
export class SecretProperties {
  readonly #paths: readonly string[];
  readonly #prefix: string;

  /** `prefix` is the path of the object's properties in the resource: `members.` for an entry of a list. */
  constructor(paths: readonly string[], prefix = "") {
    this.#paths = paths;
    this.#prefix = prefix;
  }

  has(property: string): boolean {
    return isSecretPath(this.#paths, `${this.#prefix}${property}`);
  }

  value(property: string, value: unknown): unknown {
    return this.has(property) ? secret : value;
  }

  differences(differences: readonly Difference[]): Difference[] {
    return differences.map((difference) => {
      if (!this.has(difference.property)) return difference;
      const sides = Object.keys(difference).filter((key) => key !== "property");
      return { property: difference.property, ...Object.fromEntries(sides.map((side) => [side, secret])) };
    });
  }

  /** The ID stays: Pulumi itself stores and prints it in plaintext. */
  subject(subject: Subject): Subject {
    const { kind, name, user } = subject;
    if (user === undefined) {
      const isNamed = ["Workspace", "ApiKey", "ServiceAccount"].includes(kind);
      return isNamed && this.has("name") ? { ...subject, name: secret } : subject;
    }
    if (user.email === undefined || !this.has("email")) return subject;
    const { email, ...rest } = user;
    return { ...subject, user: rest, name: name === email ? (rest.userId ?? secret) : name };
  }
}

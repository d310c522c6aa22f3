import { isRecord } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/email.ts";

/** An email address within a text. An apostrophe is a part of it between letters only: elsewhere it is a quote. */
const address =
  /(?:[^\s@,;:<>()[\]{}/"'`|]|(?<=[\p{L}\p{N}])'(?=[\p{L}\p{N}]))+@[^\s@,;:<>()[\]{}/"'`|]+\.[\p{L}\p{N}-]+/giu;

/** The content of a quotation: a name, or a URN that ends with one. */
const quotation = /(?<=["'`])(urn:[^"'`]*::)?([^"'`]+)(?=["'`])/g;

const hidden = "(hidden)";

/** Whether a resource type is about one user, so that its resources are often named after one. */
export function isAboutUser(kind: string): boolean {
  return ["Member", "Invite", "WorkspaceMember"].includes(kind);
}

/** Leaves out email addresses, names of users, and names of resources that are about a user. */
export class Redactor {
  readonly #aliases: Map<string, string>;
  readonly #resources: ReadonlySet<string>;
  #numbered = 0;

  /**
   * Emails with an ID in `ids` are replaced by it, and others by a number. `resources` are names of resources that are about
   * a user, which sentences may contain.
   */
  constructor({
    ids = [],
    resources = [],
  }: {
    readonly ids?: Iterable<readonly [email: string, id: string]>;
    readonly resources?: Iterable<string>;
  }) {
    this.#aliases = new Map([...ids].map(([email, id]) => [normalEmail(email), id]));
    this.#resources = new Set(resources);
  }

  text(text: string): string {
    // The sentences of Pulumi quote the name of a resource, or begin with it.
    const end = text.indexOf(": ");
    const isPrefixed = end > 0 && this.#resources.has(text.slice(0, end));
    return (isPrefixed ? `${hidden}${text.slice(end)}` : text)
      .replace(quotation, (whole, urn = "", name = "") =>
        this.#resources.has(name) ? `${urn}${hidden}` : whole,
      )
      .replace(address, (email) => this.#alias(email));
  }

  /** A report, or a part of it. Its entries have the user in `user`, the resource type in `kind`. */
  report<T>(report: T): T {
    return this.#value(report) as T;
  }

  #alias(email: string): string {
    const known = this.#aliases.get(normalEmail(email));
    if (known !== undefined) return known;
    this.#numbered += 1;
    const alias = `user-${this.#numbered}`;
    this.#aliases.set(normalEmail(email), alias);
    return alias;
  }

  #value(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(each));
    return isRecord(value) ? this.#entry(value) : value;
  }

  #entry(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { kind, user, resource, declarations, differences } = entry;
    const shown = Object.entries(entry).map(([key, value]) => [key, this.#value(value)]);
    return {
      ...Object.fromEntries(shown),
      ...(typeof kind === "string" && isAboutUser(kind) && resource !== undefined
        ? { resource: hidden }
        : {}),
      ...(isRecord(user) ? { user: user["userId"] === undefined ? {} : { userId: user["userId"] } } : {}),
      ...(isRecord(user) && Array.isArray(declarations)
        ? { declarations: declarations.map((each) => ({ ...this.report(each), resource: hidden })) }
        : {}),
      ...(isRecord(user) && Array.isArray(differences)
        ? { differences: differences.map((each) => this.#difference(each)) }
        : {}),
    };
  }

  /** A difference of an entry that is about a user. */
  #difference(difference: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { property, ...values } = difference;
    if (property !== "name" && property !== "email") return this.report(difference);
    return { property, ...mapStrings(values, () => hidden) };
  }
}

/** A document with every string in it changed. */
export function mapStrings<T>(document: T, change: (text: string) => string): T {
  const map = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(map);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part)]));
  };
  return map(document) as T;
}

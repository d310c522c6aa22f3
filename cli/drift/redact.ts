import { normalEmail } from "../../provider/people.ts";
import { isRecord } from "../../provider/values.ts";
import type { Organization } from "../organization.ts";
import type { Finding } from "./finding.ts";
import type { Report } from "./report.ts";

const address = /[^\s@,;:<>()[\]{}/"'`|]+@[^\s@,;:<>()[\]{}/"'`|]+\.[\p{L}\p{N}-]+/giu;
const hidden = "(hidden)";

/** Takes addresses and names of people out of texts; people are called by their ids instead. */
export class Redactor {
  readonly #aliases = new Map<string, string>();

  constructor({ users, invites }: Pick<Organization, "users" | "invites">) {
    for (const { id, email } of invites) this.#aliases.set(normalEmail(email), id);
    for (const { id, email } of users) this.#aliases.set(normalEmail(email), id);
  }

  /** What a person is called instead. */
  alias(email: string): string {
    const known = this.#aliases.get(normalEmail(email));
    if (known !== undefined) return known;
    const alias = `person-${this.#aliases.size + 1}`;
    this.#aliases.set(normalEmail(email), alias);
    return alias;
  }

  text(text: string): string {
    return text.replace(address, (email) => this.alias(email));
  }

  report(report: Report): Report {
    const findings = report.findings.map((finding) => this.#finding(finding));
    return { ...report, notes: report.notes.map((note) => this.text(note)), findings, redacted: true };
  }

  #finding(finding: Finding): Finding {
    const aboutSomebody = finding.person !== undefined;
    const person =
      finding.person === undefined
        ? {}
        : { person: finding.person.userId === undefined ? {} : { userId: finding.person.userId } };
    return {
      ...finding,
      id: this.text(finding.id),
      name: this.text(finding.name),
      ...(finding.workspace === undefined
        ? {}
        : { workspace: { ...finding.workspace, name: this.text(finding.workspace.name) } }),
      ...person,
      // People's resources are called after them.
      declarations: finding.declarations.map(({ resource, values, ...declaration }) => ({
        ...declaration,
        resource: aboutSomebody ? hidden : this.text(resource),
        ...(values === undefined ? {} : { values: this.#record(values) }),
      })),
      differences: finding.differences.map((difference) =>
        aboutSomebody && difference.property === "name"
          ? { property: "name", before: hidden, live: hidden }
          : { ...difference, ...this.#record(difference) },
      ),
      detail: aboutSomebody ? this.#detail(finding) : this.text(finding.detail),
    };
  }

  /** Sentences name resources and people's names, too. */
  #detail({ detail, declarations, differences }: Finding): string {
    let text = this.text(detail);
    for (const { resource } of declarations) text = text.replaceAll(`(${resource}`, `(${hidden}`);
    for (const { property, before, live } of differences) {
      if (property !== "name") continue;
      for (const value of [before, live]) {
        if (typeof value === "string")
          text = text.replaceAll(value, hidden).replaceAll(JSON.stringify(value), hidden);
      }
    }
    return text;
  }

  #record(record: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, this.#value(value)]));
  }

  #value(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(each));
    return isRecord(value) ? this.#record(value) : value;
  }
}

import { isRecord } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/people.ts";
import type { Organization } from "../organization/readOrganization.ts";
import { address, hidden } from "../output/redact.ts";
import type { Difference } from "./difference.ts";
import { inWords } from "./differences.ts";
import type { Finding } from "./finding.ts";
import type { Report } from "./report.ts";

/** Properties of people that say who they are. */
const telling: readonly string[] = ["name", "email"];

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
    for (const { user } of report.findings) {
      const { email, userId } = user ?? {};
      if (email !== undefined && userId !== undefined) this.#aliases.set(normalEmail(email), userId);
    }
    const findings = report.findings.map((finding) => this.finding(finding));
    return { ...report, notes: report.notes.map((note) => this.text(note)), findings, redacted: true };
  }

  finding(finding: Finding): Finding {
    const { user, workspace, declarations, differences, category, detail } = finding;
    const isPerson = user !== undefined;
    const shown = differences.map((difference) =>
      isPerson && telling.includes(difference.property) ? hiding(difference) : this.#difference(difference),
    );
    return {
      ...finding,
      id: this.text(finding.id),
      name: this.text(finding.name),
      ...(workspace === undefined ? {} : { workspace: { ...workspace, name: this.text(workspace.name) } }),
      ...(user === undefined ? {} : { user: user.userId === undefined ? {} : { userId: user.userId } }),
      // People's resources are called after them.
      declarations: declarations.map(({ resource, values, ...declaration }) => ({
        ...declaration,
        resource: isPerson ? hidden : this.text(resource),
        ...(values === undefined ? {} : { values: this.#record(values) }),
      })),
      differences: shown,
      detail:
        shown.length > 0 && (category === "changed" || category === "since")
          ? inWords(shown)
          : this.text(isPerson ? unnamed(detail, declarations) : detail),
    };
  }

  #difference(difference: Difference): Difference {
    return { ...difference, ...this.#record(difference) };
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

/** A sentence without the names of resources, which stand at the beginning of brackets. */
function unnamed(text: string, declarations: Finding["declarations"]): string {
  // One name may be how another one begins.
  const names = declarations.map(({ resource }) => resource).sort((one, other) => other.length - one.length);
  return names.reduce((left, name) => left.replaceAll(`(${name}`, `(${hidden}`), text);
}

function hiding(difference: Difference): Difference {
  const values = Object.keys(difference).filter((key) => key !== "property");
  return { property: difference.property, ...Object.fromEntries(values.map((key) => [key, hidden])) };
}

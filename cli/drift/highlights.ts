import type { Redactor } from "../output/redact.ts";
import { type Category, categories } from "./categories.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { redactedFinding } from "./redact.ts";

/** The findings about a cell, a row or a column of an access matrix: the most urgent category, and all sentences. */
export interface Highlight {
  readonly category: Category;
  readonly details: readonly string[];
}

/** Collects the findings about each part of an access matrix, by any key. */
export class Highlights {
  readonly #redactor: Redactor | undefined;
  readonly #highlights = new Map<string, Highlight>();

  constructor(redactor: Redactor | undefined) {
    this.#redactor = redactor;
  }

  add(key: string, finding: Finding): void {
    const { category } = finding;
    const { detail } = this.#redactor === undefined ? finding : redactedFinding(finding, this.#redactor);
    const before = this.#highlights.get(key);
    const isLessUrgent = before !== undefined && rank(before.category) <= rank(category);
    this.#highlights.set(key, {
      category: isLessUrgent ? before.category : category,
      details: [...(before?.details ?? []), `${category}: ${detail}`],
    });
  }

  get(key: string): Highlight | undefined {
    return this.#highlights.get(key);
  }
}

/** The key of a user: the ID, or the email of one who is not in the organization. */
export function userKey(context: DriftContext, user: NonNullable<Finding["user"]>): string | undefined {
  return context.userOf(user)?.id ?? user.email ?? user.userId;
}

function rank(category: Category): number {
  return categories.indexOf(category);
}

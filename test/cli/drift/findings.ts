import type { Finding } from "../../../cli/drift/finding.ts";
import { countsOf, type Report } from "../../../cli/drift/report.ts";

/** A finding about a workspace, unless `changes` say otherwise. */
export function findingWith(changes: Partial<Finding> = {}): Finding {
  return {
    category: "changed",
    kind: "Workspace",
    id: "wrkspc_1",
    name: "Research",
    declarations: [{ stack: "dev", resource: "research" }],
    differences: [],
    detail: "the next `up` updates the resource",
    ...changes,
  };
}

export function reportWith(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  return {
    version: 1,
    organization: { id: "org-1" },
    readAt: "2026-11-29T10:00:00.000Z",
    stacks: ["dev"],
    failOn: ["changed"],
    drift: findings.some(({ category }) => category === "changed"),
    counts: countsOf(findings),
    ignored: 0,
    incomplete: false,
    redacted: false,
    notes: [],
    unread: [],
    findings: [...findings],
    ...changes,
  };
}

import type { Action } from "../../../cli/plan/actions.ts";
import { type Report, reportOf } from "../../../cli/plan/report.ts";

/** The report of an `up` with these actions. */
export function report(actions: readonly Action[], more: Partial<Report> = {}): Report {
  const nothing = { refusals: [], limits: [], notes: [], otherProviders: 0, failed: false };
  return reportOf({
    command: "pulumi up",
    stack: "lab/dev",
    organizations: ["org-1"],
    actions,
    ...nothing,
    ...more,
  });
}

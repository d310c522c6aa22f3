import type { Redactor } from "../output/redact.ts";
import type { DriftContext } from "./context.ts";
import { type GroupMatrix, groupMatrixOf } from "./groupMatrix.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import type { Report } from "./report.ts";

/** Who has access to what, with the findings about it. */
export interface Access {
  /** Undefined for a Claude Enterprise organization, which cannot have workspaces. */
  readonly workspaces: Matrix | undefined;
  /** Undefined for an organization without RBAC groups. */
  readonly groups: GroupMatrix | undefined;
}

/** The access matrices of an organization. */
export function accessOf(context: DriftContext, report: Report, redactor: Redactor | undefined): Access {
  return {
    workspaces: context.organization.isEnterprise ? undefined : matrixOf(context, report, redactor),
    groups: groupMatrixOf(context, report, redactor),
  };
}

import { path, type Query } from "../../provider/api/path.ts";
import { analyticsBeta } from "../../provider/api/reports/analytics.ts";
import { bucketLength, dateText, floorTo, timeText } from "../../provider/api/reports/span.ts";

/** A family of endpoints, and the request that checks whether the credential can read it. */
export interface Family {
  readonly name: string;
  readonly path: string;
  readonly query?: Query;
  readonly betas?: readonly string[];
  /** The restriction, if not every credential of a Console organization has access. Shown when the API rejects the request. */
  readonly only?: string;
}

const first: Query = { limit: 1 };
const day = bucketLength["1d"];

const oauth = "needs an OAuth token with the scope `org:admin`, such as one from federation";
const enterprise = "only in Claude Enterprise organizations";
const earlyAccess = "in early access for Console organizations";

/** The families that are not part of a workspace, except the organization itself. Each request has the smallest page size. */
export function families(now: Date): readonly Family[] {
  const today = floorTo(now.getTime(), day);
  const yesterday = { starting_at: timeText(today - day), ending_at: timeText(today), limit: 1 };
  const analytics = [analyticsBeta];
  return [
    { name: "users", path: "/v1/organizations/users", query: first },
    { name: "invitations", path: "/v1/organizations/invites", query: first },
    { name: "workspaces", path: "/v1/organizations/workspaces", query: first },
    { name: "API keys", path: "/v1/organizations/api_keys", query: first },
    { name: "rate limits", path: "/v1/organizations/rate_limits", query: first },
    {
      name: "spend limits",
      path: "/v1/organizations/spend_limits",
      query: first,
      betas: ["spend-limit-reads-2026-09-26"],
      only: earlyAccess,
    },
    {
      name: "effective spend limits",
      path: "/v1/organizations/spend_limits/effective",
      query: first,
      only: enterprise,
    },
    {
      name: "requests for higher spend limits",
      path: "/v1/organizations/spend_limit_increase_requests",
      query: first,
      only: earlyAccess,
    },
    {
      name: "usage report",
      path: "/v1/organizations/usage_report/messages",
      query: { ...yesterday, bucket_width: "1d" },
    },
    { name: "cost report", path: "/v1/organizations/cost_report", query: yesterday },
    {
      name: "Claude Code report",
      path: "/v1/organizations/usage_report/claude_code",
      query: { starting_at: dateText(today - day), limit: 1 },
    },
    {
      name: "usage analytics",
      path: "/v1/organizations/analytics/usage",
      query: yesterday,
      betas: analytics,
    },
    {
      name: "cost analytics",
      path: "/v1/organizations/analytics/cost",
      query: yesterday,
      betas: analytics,
    },
    { name: "external keys", path: "/v1/organizations/external_keys", query: first },
    { name: "Compliance Settings", path: "/v1/organizations/compliance_settings" },
    { name: "RBAC groups", path: "/v1/organizations/rbac_groups", query: first, only: enterprise },
    { name: "RBAC roles", path: "/v1/organizations/rbac_roles", query: first, only: enterprise },
    { name: "service accounts", path: "/v1/organizations/service_accounts", query: first, only: oauth },
    { name: "federation issuers", path: "/v1/organizations/federation_issuers", query: first, only: oauth },
    { name: "federation rules", path: "/v1/organizations/federation_rules", query: first, only: oauth },
  ];
}

/** The families that are part of a workspace. */
export function workspaceFamilies(id: string): readonly Family[] {
  return [
    { name: "workspace members", path: path`/v1/organizations/workspaces/${id}/members`, query: first },
    {
      name: "workspace rate limits",
      path: path`/v1/organizations/workspaces/${id}/rate_limits`,
      query: first,
    },
    {
      name: "workspace service accounts",
      path: path`/v1/organizations/workspaces/${id}/service_accounts`,
      query: first,
      only: oauth,
    },
  ];
}

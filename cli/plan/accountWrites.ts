import type { Properties } from "../../provider/kernel/values.ts";
import { counted, quoted } from "../output/phrases.ts";
import type { ActionDetails } from "./actions.ts";
import type { Write } from "./copy.ts";
import { differencesOf, listed } from "./differences.ts";
import { type View, where } from "./view.ts";

/** Properties of a service account that every write changes. */
const recorded: ReadonlySet<string> = new Set(["updatedAt"]);

/** What a write of service accounts or of their memberships amounts to. */
export function accountDetails(
  { method, path, body }: Write & { readonly body: Properties },
  before: View,
  after: View,
): ActionDetails {
  const [collection, id = "", inside, accountId = ""] = path;
  if (collection === "service_accounts") {
    if (id === "") {
      const name = String(body["name"]);
      return { type: "createsAccount", serviceAccount: { name }, text: quoted(name) };
    }
    const { account, shown } = before.account(id);
    if (inside === "archive") {
      const count = before.workspacesOf(id);
      const memberships = count === 0 ? "" : `, and with it ${counted(count, ["membership", "memberships"])}`;
      return { type: "archivesAccount", serviceAccount: account, text: `${shown} (${id})${memberships}` };
    }
    const differences = differencesOf(before.accountProperties(id), after.accountProperties(id)).filter(
      ({ property }) => !recorded.has(property),
    );
    const text = `the service account ${shown}: ${listed(differences)}`;
    return { type: "updates", serviceAccount: account, differences, text };
  }
  const of = method === "DELETE" ? accountId : String(body["service_account_id"]);
  const { account, shown } = before.account(of);
  const was = before.accountRoleIn(id, of);
  const named = `service account ${shown} in ${before.workspaceName(id)}`;
  const about = { serviceAccount: account, ...where(before, id) };
  if (method === "DELETE") {
    const role = was ?? "unknown";
    return {
      type: "removesMember",
      ...about,
      role,
      text: `${named}, as ${role}${after.rulesWithout(id, of)}`,
    };
  }
  const role = String(body["workspace_role"]);
  if (was === undefined) return { type: "addsMember", ...about, role, text: `${named}, as ${role}` };
  const differences = [{ property: "role", before: was, after: role }];
  return { type: "updates", ...about, role, differences, text: `${named}, from ${was} to ${role}` };
}

import type { Properties } from "../../../provider/kernel/values.ts";
import { type OrganizationSetup, organization } from "./organization.ts";

/** An organization with a service account, three workspaces and an issuer, whose processes have a workload's OAuth token. */
export async function organizationWithFederation(setup: OrganizationSetup = {}) {
  const [a, b, c] = ["wrkspc_01A", "wrkspc_01B", "wrkspc_01C"] as const;
  const workspaces = [a, b, c].map((id) => ({ id, name: id.slice(-1) }));
  const context = await organization({ token: "oauth", seed: { version: 1, workspaces }, ...setup });
  const { console } = context;
  const account = console.createServiceAccount({ name: "deployer" }).id;
  const issuer = console.createFederationIssuer({ name: "ci", issuerUrl: "https://ci.example.com" }).id;
  const rule: Properties = {
    name: "deploy",
    issuer,
    serviceAccount: account,
    match: { subjectPrefix: "job:*" },
    oauthScope: "workspace:developer",
    workspaces: [a],
    appliesToAllWorkspaces: false,
  };
  const ruleNow = (id: string) => {
    const found = context.state().federation_rules.find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  return { ...context, a, b, c, account, issuer, rule, ruleNow };
}

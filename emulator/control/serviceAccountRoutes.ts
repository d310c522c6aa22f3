import {
  serviceAccountDescription,
  serviceAccountMemberRole,
  serviceAccountName,
  serviceAccountRole,
} from "../schemas/serviceAccounts.ts";
import { defined, fields, text } from "../validation.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const account = "ci-deploy";
const workspace = "Production";
const changes = { description: serviceAccountDescription.optional(), role: serviceAccountRole.optional() };

/** The routes for the actions with service accounts. */
export const serviceAccountRoutes: readonly ControlRoute[] = [
  action(
    "createServiceAccount",
    "Create a service account.",
    {
      schema: fields({ name: serviceAccountName, ...changes }),
      example: { name: account, description: "Deploys from CI" },
    },
    (console, { name, ...rest }) => console.createServiceAccount({ name, ...defined(rest) }),
  ),
  action(
    "updateServiceAccount",
    "Change the given properties of a service account.",
    { schema: fields({ account: word, ...changes }), example: { account, role: "admin" } },
    (console, { account: reference, ...rest }) => console.updateServiceAccount(reference, defined(rest)),
  ),
  action(
    "archiveServiceAccount",
    "Archive a service account, which is final.",
    { schema: fields({ account: word }), example: { account } },
    (console, given) => console.archiveServiceAccount(given.account),
  ),
  action(
    "setServiceAccountMember",
    "Add a service account to a workspace, or change its role there.",
    {
      schema: fields({ workspace: word, account: word, role: serviceAccountMemberRole }),
      example: { workspace, account, role: "workspace_developer" },
    },
    (console, given) => console.setServiceAccountMember(given.workspace, given.account, given.role),
  ),
  action(
    "removeServiceAccountMember",
    "Remove a service account from a workspace.",
    { schema: fields({ workspace: word, account: word }), example: { workspace, account } },
    (console, given) => console.removeServiceAccountMember(given.workspace, given.account),
  ),
];

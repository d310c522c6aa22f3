import { z } from "zod";
import { keyUse } from "../schemas/keyUse.ts";
import { assignableWorkspaceRoles, organizationRoles } from "../schemas/roles.ts";
import { defined, email, fields, map, moment, oneOf, text } from "../validation.ts";
import { inferenceGeo, inferenceGeos } from "../workspaceRules.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const role = oneOf(...organizationRoles);
const workspaceRole = oneOf(...assignableWorkspaceRoles);

const properties = {
  tags: map(z.string()).optional(),
  displayColor: z.string().optional(),
  dataResidency: fields({
    allowed_inference_geos: inferenceGeos.optional(),
    default_inference_geo: inferenceGeo.optional(),
  }).optional(),
  externalKeyId: word.optional(),
  userProfileId: word.optional(),
};

const rateLimits = map(z.nullable(z.int().min(0)));

const user = "ann@example.com";
const workspace = "Production";
const id = "apikey_01a";

/** One route per action of the Console. */
export const consoleRoutes: readonly ControlRoute[] = [
  action(
    "createWorkspace",
    "Create a workspace.",
    {
      schema: fields({ name: word, ...properties }),
      example: { name: workspace, tags: { team: "platform" } },
    },
    (console, { name, dataResidency, ...rest }) =>
      console.createWorkspace({ name, ...defined(rest), dataResidency: defined(dataResidency ?? {}) }),
  ),
  action(
    "updateWorkspace",
    "Change the given properties of a workspace.",
    {
      schema: fields({ workspace: word, name: word.optional(), ...properties }),
      example: { workspace, name: "Live" },
    },
    (console, { workspace: reference, dataResidency, ...rest }) =>
      console.updateWorkspace(reference, { ...defined(rest), dataResidency: defined(dataResidency ?? {}) }),
  ),
  action(
    "archiveWorkspace",
    "Archive a workspace and its API keys.",
    { schema: fields({ workspace: word }), example: { workspace } },
    (console, given) => console.archiveWorkspace(given.workspace),
  ),
  action(
    "addUser",
    "Add a user without an invitation, as single sign-on does.",
    {
      schema: fields({ email, name: word.optional(), role: role.optional() }),
      example: { email: user, role: "developer" },
    },
    (console, { email: address, ...rest }) => console.addUser({ email: address, ...defined(rest) }),
  ),
  action(
    "setUserRole",
    "Change a user's role in the organization.",
    { schema: fields({ user: word, role }), example: { user, role: "admin" } },
    (console, given) => console.setUserRole(given.user, given.role),
  ),
  action(
    "setUserEmail",
    "Change a user's email address. The user's ID stays the same.",
    { schema: fields({ user: word, email }), example: { user, email: "ann.b@example.com" } },
    (console, given) => console.setUserEmail(given.user, given.email),
  ),
  action(
    "removeUser",
    "Remove a user from the organization. Admins can be removed too.",
    { schema: fields({ user: word }), example: { user } },
    (console, given) => console.removeUser(given.user),
  ),
  action(
    "invite",
    "Send an invitation.",
    { schema: fields({ email, role }), example: { email: user, role: "user" } },
    (console, given) => console.invite(given.email, given.role),
  ),
  action(
    "acceptInvite",
    "Accept an invitation as the invited user.",
    { schema: fields({ invite: word, name: word.optional() }), example: { invite: user } },
    (console, { invite, name }) => console.acceptInvite(invite, name),
  ),
  action(
    "deleteInvite",
    "Delete a pending invitation.",
    { schema: fields({ invite: word }), example: { invite: user } },
    (console, { invite }) => console.deleteInvite(invite),
  ),
  action(
    "addMember",
    "Add a user to a workspace.",
    {
      schema: fields({ workspace: word, user: word, role: workspaceRole }),
      example: { workspace, user, role: "workspace_user" },
    },
    (console, given) => console.addMember(given.workspace, given.user, given.role),
  ),
  action(
    "setMemberRole",
    "Change a user's role in a workspace.",
    {
      schema: fields({ workspace: word, user: word, role: workspaceRole }),
      example: { workspace, user, role: "workspace_admin" },
    },
    (console, given) => console.setMemberRole(given.workspace, given.user, given.role),
  ),
  action(
    "removeMember",
    "Remove a user from a workspace.",
    { schema: fields({ workspace: word, user: word }), example: { workspace, user } },
    (console, given) => console.removeMember(given.workspace, given.user),
  ),
  action(
    "createApiKey",
    "Create an API key.",
    {
      schema: fields({
        name: word,
        workspaceId: word.optional(),
        createdBy: word.optional(),
        expiresAt: moment.optional(),
        status: oneOf("active", "inactive", "archived", "expired").optional(),
        personal: z.boolean().optional(),
      }),
      example: { name: "ci", workspaceId: workspace, createdBy: user },
    },
    (console, { name, ...rest }) => console.createApiKey({ name, ...defined(rest) }),
  ),
  action(
    "renameApiKey",
    "Rename an API key of any status.",
    { schema: fields({ id: word, name: word }), example: { id, name: "ci-main" } },
    (console, given) => console.renameApiKey(given.id, given.name),
  ),
  action(
    "setApiKeyStatus",
    "Activate, deactivate or archive an API key.",
    {
      schema: fields({ id: word, status: oneOf("active", "inactive", "archived") }),
      example: { id, status: "inactive" },
    },
    (console, given) => console.setApiKeyStatus(given.id, given.status),
  ),
  action(
    "useApiKey",
    "Record an inference request with an API key, for the usage reports.",
    {
      schema: fields({ id: word, at: moment.optional(), ...keyUse }),
      example: { id, model: "claude-opus-5-5", outputTokens: 2000 },
    },
    (console, { id: key, at, ...use }) => console.useApiKey(key, at, use),
  ),
  action(
    "setRateLimits",
    "Change the organization's rate limits of one group. `null` removes a limit.",
    {
      schema: fields({ group: word, limits: rateLimits }),
      example: { group: "claude-opus-5-5", limits: { requests_per_minute: 2000 } },
    },
    (console, given) => console.setRateLimits(given.group, given.limits),
  ),
  action(
    "setWorkspaceRateLimits",
    "Override a workspace's rate limits of one group. `null` clears an override.",
    {
      schema: fields({ workspace: word, group: word, limits: rateLimits }),
      example: { workspace, group: "batch", limits: { requests_per_minute: 100 } },
    },
    (console, given) => console.setWorkspaceRateLimits(given.workspace, given.group, given.limits),
  ),
];

import type { settingNames } from "../../provider/settings/config.ts";
import { code, fence, page, table } from "./markdown.ts";

interface Setting {
  /** The environment variable that overrides the setting for one run. */
  readonly variable?: string;
  readonly fallback: string;
  readonly meaning: string;
}

const settings: Readonly<Record<(typeof settingNames)[number], Setting>> = {
  organizationId: {
    fallback: "",
    meaning:
      "The ID of the organization, a UUID. A key of another organization is rejected before the first write. Required for a `Provider`",
  },
  requestsPerMinute: {
    variable: "ANTHROPIC_REQUESTS_PER_MINUTE",
    fallback: "80",
    meaning:
      "Maximum requests per minute. The Admin API allows 100 for the organization; the rest is for other clients",
  },
  maxArchives: {
    variable: "ANTHROPIC_MAX_ARCHIVES",
    fallback: "3",
    meaning: "Maximum objects archived per run: workspaces, service accounts, federation issuers and rules",
  },
  maxRemovals: {
    variable: "ANTHROPIC_MAX_REMOVALS",
    fallback: "25",
    meaning:
      "Maximum removals per run: users removed or demoted, memberships in workspaces and RBAC groups, RBAC groups by their members, external keys, and workspaces of federation rules. Deleted invitations, and memberships that end with their workspace, do not count",
  },
  maxInvitations: {
    variable: "ANTHROPIC_MAX_INVITATIONS",
    fallback: "50",
    meaning: "Maximum invitations sent per run",
  },
  allowEmpty: {
    variable: "ANTHROPIC_ALLOW_EMPTY",
    fallback: "`false`",
    meaning: "Whether a `WorkspaceMembers` list that has members may become empty",
  },
  invite: {
    fallback: "`send`",
    meaning:
      "`send` an invitation to a declared user who is not in the organization, or `never`: wait until the user joins by SSO or SCIM",
  },
  emailDomains: {
    fallback: "any",
    meaning: "Allowed domains of email addresses, such as `example.com,example.org`. Checked at preview",
  },
  ownerTag: {
    fallback: "none",
    meaning:
      "Key of a tag that marks each workspace with `project/stack`. Another stack then does not change, adopt or archive it",
  },
  auditLog: {
    variable: "ANTHROPIC_AUDIT_LOG",
    fallback: "none",
    meaning:
      "File that gets two lines of JSON per write: the intent before it, the outcome after it. In the stack's configuration, it must be in the project folder and must not be a symbolic link",
  },
  baseUrl: {
    variable: "ANTHROPIC_ADMIN_BASE_URL",
    fallback: "`https://api.anthropic.com`",
    meaning: "Base URL of the Admin API. Any other host, including this machine, must come from the variable",
  },
  adminKey: {
    variable: "ANTHROPIC_ADMIN_KEY",
    fallback: "",
    meaning: "The Admin API key, as a secret. See [Authentication](../authentication.md)",
  },
  adminKeyVariable: {
    fallback: "",
    meaning:
      "Name of the only environment variable that the key is read from. It must contain `ANTHROPIC` or be listed in `ANTHROPIC_ALLOWED_KEY_VARIABLES`. Required for a `Provider`",
  },
};

export function settingsPage(): string {
  return page(
    "# Settings",
    "Set them in the stack's configuration, or as arguments of a [`Provider`](Provider.md) (without the prefix; `adminKey` is not an " +
      "argument). An environment variable overrides the setting for one run. A setting that is not in this table is rejected at preview.",
    fence("sh", "pulumi config set anthropic:maxArchives 10\nANTHROPIC_MAX_ARCHIVES=60 pulumi destroy"),
    table(
      ["Setting", "Variable", "Default", "Meaning"],
      Object.entries(settings).map(([name, { variable, fallback, meaning }]) => [
        code(`anthropic:${name}`),
        variable === undefined ? "" : code(variable),
        fallback,
        `${meaning}.`,
      ]),
    ),
    "Federation and other sources of the key have variables of their own: see [Authentication](../authentication.md).",
  );
}

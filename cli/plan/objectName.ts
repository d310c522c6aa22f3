import type { Properties } from "../../provider/kernel/values.ts";
import { quoted } from "../output/phrases.ts";
import type { Copy } from "./copy.ts";

/** The name of an object of the organization, for messages. */
export function objectName(kind: string, id: string, outputs: Properties, copy: Copy | undefined): string {
  const text = (name: string) => (typeof outputs[name] === "string" ? outputs[name] : undefined);
  const workspace = text("workspace") ?? id.split("/")[0] ?? id;
  const workspaceName = copy?.workspaceName(workspace) ?? workspace;
  const user = text("email") ?? text("userId");
  switch (kind) {
    case "WorkspaceMember":
      return `${user ?? id.split("/").at(-1)} in ${workspaceName}`;
    case "WorkspaceServiceAccount": {
      const account = text("serviceAccount") ?? id.split("/").at(-1) ?? id;
      return `service account ${copy?.serviceAccountName(account) ?? account} in ${workspaceName}`;
    }
    case "WorkspaceRateLimit":
      return `${text("model") ?? text("groupType") ?? id.split("/").at(-1)} in ${workspaceName}`;
    case "SpendLimit": {
      const scope = text("scope");
      const of = scope === "workspace" ? workspaceName : scope === "user" ? user : "the organization";
      return `${text("period") ?? "monthly"} spend limit of ${of ?? id}`;
    }
    case "ExternalKey": {
      const name = text("displayName");
      return name === undefined ? id : `${quoted(name)} (${id})`;
    }
    case "ComplianceSettings":
      return "the Compliance Settings";
    case "RbacGroupMembers":
      return copy?.groupName(id) ?? id;
    case "WorkspaceMembers":
      return workspaceName;
    case "Member":
    case "Invite":
      return user ?? id;
    default: {
      const name = text("name");
      return name === undefined ? id : `${quoted(name)} (${id})`;
    }
  }
}

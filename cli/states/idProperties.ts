import type { Properties } from "../../provider/kernel/values.ts";

/** The identifying properties that an ID contains. Pulumi never encrypts an ID, so these are known without decryption. */
export function propertiesInId(kind: string, id: string): Properties {
  switch (kind) {
    case "Member":
      return user(id);
    case "WorkspaceMember": {
      const [workspace = "", name = ""] = id.split("/");
      return { workspace, ...user(name) };
    }
    case "WorkspaceMembers":
      return { workspace: id };
    case "WorkspaceServiceAccount": {
      const [workspace = "", serviceAccount = ""] = id.split("/");
      return { workspace, serviceAccount };
    }
    case "WorkspaceRateLimit": {
      const [workspace = "", groupId = ""] = id.split("/");
      return { workspace, groupId };
    }
    case "RbacGroupMembers":
      return { group: id };
    case "ApiKey":
      return { apiKeyId: id };
    default:
      return {};
  }
}

function user(name: string): Properties {
  return name.startsWith("user_") && !name.includes("@") ? { userId: name } : { email: name };
}

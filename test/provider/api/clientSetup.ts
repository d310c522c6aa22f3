import type { Client } from "../../../provider/api/client.ts";
import { OrganizationWire } from "../../../provider/api/objects.ts";

export const me = "/v1/organizations/me";

export const workspaces = "/v1/organizations/workspaces";

export function readMe(client: Client) {
  return client.request({
    method: "GET",
    path: me,
    schema: OrganizationWire,
    doing: "read the organization",
  });
}

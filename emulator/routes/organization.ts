import type { OrganizationJson } from "../json.ts";
import type { Route } from "../routing.ts";

export const organizationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/me",
    handle: ({ state }): OrganizationJson => ({ id: state.id, name: state.name, type: "organization" }),
  },
];

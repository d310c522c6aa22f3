import { describe, expect, it } from "vitest";
import { routes } from "../../emulator/routes/index.ts";
import { outOfScope } from "./outOfScope.ts";
import { endpointsOf, sdkEndpoints, unnamed } from "./sdkEndpoints.ts";

const served = routes.map(({ method, path }) => unnamed(`${method} ${path}`));
const listed = Object.keys(outOfScope);
const published = sdkEndpoints();

/** The endpoints of the SDK that are neither served nor in the list. */
function unaccounted(list: readonly string[]): string[] {
  const known = new Set([...served, ...list.map(unnamed)]);
  return published.filter((endpoint) => !known.has(unnamed(endpoint)));
}

describe("every endpoint of the official SDK's Admin API", () => {
  it("every endpoint of the official SDK is served by the emulator or listed in outOfScope.ts", () => {
    expect(unaccounted(listed)).toEqual([]);
  });

  it("every endpoint of the official SDK is reported when it is removed from outOfScope.ts", () => {
    for (const endpoint of listed) {
      expect(unaccounted(listed.filter((other) => other !== endpoint))).toEqual([endpoint]);
    }
  });
});

describe("outOfScope.ts", () => {
  it("lists only endpoints that the SDK has", () => {
    expect(listed.filter((endpoint) => !published.includes(endpoint))).toEqual([]);
  });

  it("lists no endpoint that the emulator serves", () => {
    expect(listed.filter((endpoint) => served.includes(unnamed(endpoint)))).toEqual([]);
  });
});

describe("endpointsOf", () => {
  it("reads methods and paths from the code of a resource", () => {
    const source = `
      class Members {
        retrieve(userID, { workspace_id }) {
          return this._client.get(path \`/v1/workspaces/\${workspace_id}/members/\${userID}\`, {});
        }
        list(query) { return this._client.getAPIList("/v1/members?beta=true", Page, { query }); }
        remove(rbacGroupID) { return this._client.delete(path \`/v1/rbac_groups/\${rbacGroupID}\`); }
        replace() { return this._client.put(\`/v1/settings\`); }
        helper() { return this.other.get("/v1/ignored"); }
      }`;
    expect(endpointsOf(source)).toEqual([
      "GET /v1/workspaces/{workspace_id}/members/{user_id}",
      "GET /v1/members",
      "DELETE /v1/rbac_groups/{rbac_group_id}",
      "PUT /v1/settings",
    ]);
  });

  it("rejects a request that it cannot read", () => {
    expect(() => endpointsOf("this._client.get(url)")).toThrow("cannot read the request in source.mjs");
    expect(() => endpointsOf('this._client.send("/v1/users")')).toThrow("cannot read the request");
  });
});

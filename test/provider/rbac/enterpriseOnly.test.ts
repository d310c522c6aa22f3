import { expect, it } from "vitest";
import { mustHaveRbac } from "../../../provider/rbac/enterpriseOnly.ts";
import { enterpriseOrganization, organization } from "../harness/index.ts";

const doing = "list the RBAC groups";

it("an Admin API key is rejected with the key to use, before any request", async () => {
  const { process, requests } = await organization();
  expect(() => mustHaveRbac(process(), doing)).toThrow(
    /^cannot list the RBAC groups: only Claude Enterprise organizations have them, but the credential from ANTHROPIC_ADMIN_KEY is an Admin API key of a Console organization\. Use a key \(sk-ant-api01-\.\.\.\) of a Claude Enterprise organization\.$/,
  );
  expect(requests()).toEqual([]);
});

it("a key of a Claude Enterprise organization, an OAuth token and no credential are not rejected", async () => {
  const enterprise = await enterpriseOrganization();
  const token = await organization({ token: "oauth" });
  for (const session of [
    enterprise.process(),
    token.process(),
    enterprise.process({}, { ANTHROPIC_ADMIN_KEY: undefined }),
  ]) {
    expect(() => mustHaveRbac(session, doing)).not.toThrow();
  }
});

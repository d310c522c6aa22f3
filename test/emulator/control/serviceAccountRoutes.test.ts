import { expect, it } from "vitest";
import { problem, startControl } from "./setup.ts";

it("the control routes of service accounts carry out every action", async () => {
  const { emulator, ask, organization } = await startControl();
  const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
  const account = "deploy";
  const workspace = "Research";
  expect(await act("createServiceAccount", { name: account })).toMatchObject({ name: account });
  expect(await act("updateServiceAccount", { account, role: "admin" })).toMatchObject({
    organization_role: "admin",
  });
  const role = "workspace_developer";
  expect(await act("setServiceAccountMember", { workspace, account, role })).toMatchObject({
    workspace_role: role,
  });
  expect(await act("removeServiceAccountMember", { workspace, account })).toEqual({ done: true });
  expect(await act("archiveServiceAccount", { account })).toMatchObject({ archived_at: expect.any(String) });
  expect(organization.state().service_accounts).toHaveLength(1);
  expect(await problem(emulator, "POST /_emulator/console/createServiceAccount", { name: "Deploy" })).toEqual(
    [400, expect.stringContaining("name: String should match pattern")],
  );
});

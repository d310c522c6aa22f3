import { expect, test } from "vitest";
import { serviceAccount as ServiceAccount } from "../../../../provider/resources/serviceAccount/plan.ts";
import { workspaceServiceAccount as WorkspaceServiceAccount } from "../../../../provider/resources/workspaceServiceAccount/plan.ts";
import type { ResourceState } from "../../harness/index.ts";
import { create, drift, organization } from "../../harness/index.ts";

test("a refresh of 100 service accounts in 100 workspaces sends one list per kind of object and workspace", async () => {
  const { console, process, requests } = await organization({ token: "oauth" });
  const session = process({ maxArchives: "0" });
  const states: ResourceState[] = [];
  for (let index = 0; index < 100; index += 1) {
    const workspace = console.createWorkspace({ name: `w${index}` }).id;
    const account = await create(session, ServiceAccount, {
      name: `a${index}`,
      __origin: `acme/dev::a${index}`,
    });
    const args = {
      workspace,
      serviceAccount: account.id,
      role: "workspace_user",
      __origin: `acme/dev::m${index}`,
    };
    states.push(account, await create(process(), WorkspaceServiceAccount, args));
  }
  requests();
  const later = process();
  expect(new Set(await Promise.all(states.map((state) => drift(later, state))))).toEqual(
    new Set(["nothing"]),
  );
  const sent = requests().map((line) => line.replace(/wrkspc_\w+/, "ID").replace(/\?.*/, ""));
  const counts = Object.fromEntries(
    [...new Set(sent)].map((line) => [line, sent.filter((other) => other === line).length]),
  );
  expect(counts).toEqual({
    "GET /service_accounts": 1,
    "GET /workspaces": 1,
    "GET /workspaces/ID/service_accounts": 100,
  });
});

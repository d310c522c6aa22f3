import { expect, it } from "vitest";
import { readKeyLists } from "../../../cli/keys/readKeys.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { agedOrganization, seedKey } from "./agedOrganization.ts";

it("reads no keys before the organization of the credential is accepted", async () => {
  const { io, requests } = await agedOrganization([seedKey("it", "2026-01-01T00:00:00Z")]);
  const session = () => sessionFor(io, () => undefined);
  const refused = readKeyLists(io, session(), (organization) => {
    throw new Error(`not ${organization}`);
  });
  await expect(refused).rejects.toThrow(/^not [0-9a-f-]{36}$/);
  expect(requests()).toEqual(["GET workspaces"]);
  const { keys, users, workspaces } = await readKeyLists(io, session());
  expect([keys.length, users.length, workspaces.length]).toEqual([1, 2, 3]);
});

import { describe, expect, it } from "vitest";
import { creatorIds, userIdsOf } from "../../../cli/keys/creators.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { stateOf } from "../workdir.ts";
import { agedOrganization } from "./agedOrganization.ts";

async function known() {
  const organization = await agedOrganization([]);
  const { client, cache } = sessionFor(organization.io, () => undefined);
  const users = await cache.users(OrganizationCache.anyAge);
  organization.requests();
  const state = stateOf([
    {
      kind: "Member",
      name: "cy",
      id: "cy@example.com",
      outputs: { email: "cy@example.com", userId: "user_01cy", status: "removed" },
    },
    {
      kind: "WorkspaceMembers",
      name: "all",
      id: "wrkspc_01",
      outputs: { memberStatuses: [{ email: "di@example.com", userId: "user_01di" }] },
    },
  ]);
  const states = [parseState(JSON.stringify(state), "dev")];
  return { organization, client, users, states };
}

describe("userIdsOf", () => {
  it("finds users in the organization, and then in the states, without a request", async () => {
    const { organization, client, users, states } = await known();
    const find = (value: string) => userIdsOf(organization.io, client, value, { users, states });
    expect(await find(" Ada@example.com ")).toEqual(["user_01ada"]);
    expect(await find("cy@example.com")).toEqual(["user_01cy"]);
    expect(await find("di@example.com")).toEqual(["user_01di"]);
    expect(await find("user_01unknown")).toEqual(["user_01unknown"]);
    expect(organization.requests()).toEqual([]);
  });

  it("returns no ID for an unknown user, even without the Analytics API", async () => {
    const { organization, client, users } = await known();
    const find = () => userIdsOf(organization.io, client, "ed@example.com", { users, states: [] });
    expect(await find()).toEqual([]);
    expect(organization.requests()).toHaveLength(Math.ceil(324 / 31));
    organization.emulator.organization().settings.hipaa_readiness = true;
    expect(await find()).toEqual([]);
    expect(organization.requests()).toHaveLength(1);
  });
});

describe("creatorIds", () => {
  it("rejects an email address that several users have in different letter case", async () => {
    const { organization, client, users } = await known();
    const [ada] = users.filter(({ id }) => id === "user_01ada");
    if (ada === undefined) throw new Error("Ada is not there.");
    const both = [...users, { ...ada, id: "user_01other", email: "ADA@example.com" }];
    const ids = creatorIds(organization.io, client, "deactivate keys", ["ada@example.com"], {
      users: both,
      states: [],
    });
    await expect(ids).rejects.toThrow(
      "cannot find user ada@example.com: 2 users have this email address (ada@example.com is user_01ada, ADA@example.com is user_01other). Use the ID of the user instead",
    );
  });

  it("names an invisible or look-alike character, instead of suggesting an address that looks the same", async () => {
    const { organization, client, users } = await known();
    organization.emulator.organization().settings.hipaa_readiness = true;
    const ids = (value: string) =>
      creatorIds(organization.io, client, "list keys", [value], { users, states: [] });
    await expect(ids("ada\u200b@example.com")).rejects.toThrow(
      "The email address must not contain U+200B (character 4), which is invisible or looks like a space. Type the email address again.",
    );
    await expect(ids("\u0430da@example.com")).rejects.toThrow("U+0430 (character 1), which looks like `a`.");
    await expect(ids("adda@example.com")).rejects.toThrow('Did you mean "ada@example.com"?');
  });

  it("rejects a former address of a user who is in the organization with another one", async () => {
    const { organization, client, users } = await known();
    const outputs = { email: "ada.old@example.com", userId: "user_01ada", status: "active" };
    const state = stateOf([{ kind: "Member", name: "ada", id: "ada.old@example.com", outputs }]);
    const states = [parseState(JSON.stringify(state), "dev")];
    const ids = (values: string[]) => creatorIds(organization.io, client, "list", values, { users, states });
    await expect(ids(["Ada.Old@example.com"])).rejects.toThrow(
      'cannot list: "Ada.Old@example.com" is a former address of user_01ada, whose address is ada@example.com now. Another user may have had it as well. Pass the current address or the ID of the user.',
    );
    expect(await ids(["user_01ada", "ada@example.com"])).toEqual(new Set(["user_01ada"]));
  });
});

it("creatorIds returns undefined without values, so that keys of all creators match", async () => {
  const { organization, client, users } = await known();
  expect(await creatorIds(organization.io, client, "list", undefined, { users, states: [] })).toBeUndefined();
});

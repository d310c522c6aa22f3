import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const invites = "/v1/organizations/invites";

async function inviting(email: unknown = "ann@example.com", more: object = {}) {
  const emulator = await emulate();
  const create = (body: object = {}) =>
    send(emulator, `POST ${invites}`, { body: { email, role: "developer", ...more, ...body } });
  return { emulator, create, people: emulator.organization().console };
}

describe("a new invitation", () => {
  it("is mailed once and lives 21 days", async () => {
    const { emulator, create } = await inviting("Ann@Example.com");
    const { body } = await create();
    const id = part(body, "id");
    expect(body).toEqual({
      id: expect.stringMatching(/^invite_01[A-Za-z0-9]{22}$/),
      type: "invite",
      email: "Ann@Example.com",
      role: "developer",
      status: "pending",
      invited_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      expires_at: expect.any(String),
      accepted_at: null,
      rbac_group_ids: [],
    });
    expect(emulator.sentInvitations).toEqual([
      {
        to: "Ann@Example.com",
        inviteId: id,
        at: expect.any(Date),
        organizationId: emulator.organization().id,
      },
    ]);
    const status = async () => part((await send(emulator, `GET ${invites}/${id}`)).body, "status");
    emulator.clock.advance({ days: 20, hours: 23, minutes: 59 });
    expect(await status()).toBe("pending");
    emulator.clock.advance({ minutes: 1 });
    expect(await status()).toBe("expired");
  });

  it("is refused without mail when it is not well formed", async () => {
    const { emulator, create } = await inviting();
    const wrong = [
      { email: "ann" },
      { email: "ann@example" },
      { email: "" },
      { email: null },
      { role: "admin" },
      { role: "managed" },
      { role: undefined },
      { rbac_group_ids: ["rbac_group_01a"] },
      { rbac_group_ids: Array.from({ length: 101 }, () => "x") },
      { rbac_group_ids: null },
      { expires_at: "2030-01-01T00:00:00Z" },
    ];
    for (const body of wrong)
      expect(errorOf(await create(body))).toMatchObject({ status: 400, code: undefined });
    expect(emulator.sentInvitations).toEqual([]);
    expect((await create({ rbac_group_ids: [] })).status).toBe(200);
  });

  it("is blocked by a pending one, not by an expired, deleted or accepted one", async () => {
    const { emulator, create, people } = await inviting();
    const first = part((await create()).body, "id");
    expect(errorOf(await create({ email: "ANN@example.com" }))).toMatchObject({
      status: 400,
      code: "invite_already_exists",
      message: expect.stringContaining(String(first)),
    });
    emulator.clock.advance({ days: 21 });
    expect((await create()).status).toBe(200);
    people.deleteInvite("ann@example.com");
    expect((await create()).status).toBe(200);
    const ann = people.acceptInvite("ann@example.com");
    expect(errorOf(await create())).toMatchObject({
      code: "already_member",
      message: expect.stringContaining(ann.id),
    });
    people.removeUser("ann@example.com");
    expect((await create()).status).toBe(200);
    expect(emulator.sentInvitations).toHaveLength(4);
  });

  it("counts toward the member limit while it is pending", async () => {
    const { emulator, create } = await inviting();
    emulator.organization().settings.member_limit = 2;
    expect((await create()).status).toBe(200);
    expect(errorOf(await create({ email: "bob@example.com" })).code).toBe("org_member_limit_exceeded");
    emulator.clock.advance({ days: 21 });
    expect((await create({ email: "bob@example.com" })).status).toBe(200);
  });
});

describe("an accepted invitation", () => {
  it("makes a user with its role", async () => {
    const { emulator, create, people } = await inviting("ann.lee@example.com");
    const id = part((await create()).body, "id");
    const ann = people.acceptInvite(String(id));
    expect(ann).toMatchObject({
      email: "ann.lee@example.com",
      role: "developer",
      name: "Ann Lee",
      type: "user",
    });
    expect((await send(emulator, `GET /v1/organizations/users/${ann.id}`)).body).toEqual(ann);
    expect((await send(emulator, `GET ${invites}/${id}`)).body).toMatchObject({
      status: "accepted",
      accepted_at: ann.added_at,
    });
  });
});

describe("the list of invitations", () => {
  it("has all but the deleted ones, newest first", async () => {
    const emulator = await emulate({ seed: "sample" });
    const emails = async (query: string) => column(await send(emulator, `GET ${invites}?${query}`), "email");
    expect(await emails("")).toEqual([
      "julien.moreau@example.com",
      "hana.sato@example.com",
      "mei.chen@example.com",
      "rafael.costa@example.com",
    ]);
    expect(await emails("statuses[]=expired&statuses[]=accepted")).toEqual([
      "mei.chen@example.com",
      "rafael.costa@example.com",
    ]);
    expect(await emails("email=Hana.Sato%2Bnew@example.com")).toEqual(["hana.sato@example.com"]);
    expect(await emails("roles[]=claude_code_user")).toEqual(["julien.moreau@example.com"]);
    expect((await send(emulator, `GET ${invites}?statuses[]=deleted`)).status).toBe(400);
  });
});

describe("a deletion", () => {
  it("is for pending invitations only", async () => {
    const emulator = await emulate({ seed: "sample" });
    const byStatus = (status: string) =>
      emulator
        .organization()
        .state()
        .invites.find((invite) => invite.status === status)?.id;
    for (const status of ["accepted", "expired"]) {
      const response = await send(emulator, `DELETE ${invites}/${byStatus(status)}`);
      expect(errorOf(response)).toMatchObject({ status: 400, message: expect.stringContaining(status) });
    }
    expect((await send(emulator, `DELETE ${invites}/invite_01unknown`)).status).toBe(404);
  });

  it("leaves what the assumptions say", async () => {
    const { emulator, create } = await inviting();
    const id = part((await create()).body, "id");
    expect((await send(emulator, `DELETE ${invites}/${id}`)).body).toEqual({ id, type: "invite_deleted" });
    const read = () => send(emulator, `GET ${invites}/${id}`);
    expect((await read()).body).toMatchObject({ id, status: "deleted" });
    emulator.assumptions.deletedInviteGet = 404;
    expect((await read()).status).toBe(404);
    const again = () => send(emulator, `DELETE ${invites}/${id}`);
    expect((await again()).status).toBe(404);
    emulator.assumptions.deletedInviteDelete = 400;
    expect((await again()).status).toBe(400);
    emulator.assumptions.deletedInviteDelete = "allow";
    expect((await again()).status).toBe(200);
  });
});

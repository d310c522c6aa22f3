import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const invites = "/v1/organizations/invites";

async function start(email: unknown = "ann@example.com", more: object = {}) {
  const emulator = await emulate();
  const create = (body: object = {}) =>
    send(emulator, `POST ${invites}`, { body: { email, role: "developer", ...more, ...body } });
  return { emulator, create, actions: emulator.organization().console };
}

describe("a new invitation", () => {
  it("a new invitation is sent once and expires after 21 days", async () => {
    const { emulator, create } = await start("Ann@Example.com");
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

  it("a new invitation is rejected and not sent if a field is invalid", async () => {
    const { emulator, create } = await start();
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

  it("a new invitation is rejected if one is pending, but not if one is expired, deleted or accepted", async () => {
    const { emulator, create, actions } = await start();
    const first = part((await create()).body, "id");
    expect(errorOf(await create({ email: "ANN@example.com" }))).toMatchObject({
      status: 400,
      code: "invite_already_exists",
      message: expect.stringContaining(String(first)),
    });
    emulator.clock.advance({ days: 21 });
    expect((await create()).status).toBe(200);
    actions.deleteInvite("ann@example.com");
    expect((await create()).status).toBe(200);
    const ann = actions.acceptInvite("ann@example.com");
    expect(errorOf(await create())).toMatchObject({
      code: "already_member",
      message: expect.stringContaining(ann.id),
    });
    actions.removeUser("ann@example.com");
    expect((await create()).status).toBe(200);
    expect(emulator.sentInvitations).toHaveLength(4);
  });

  it("counts toward the member limit while it is pending", async () => {
    const { emulator, create } = await start();
    emulator.organization().settings.member_limit = 2;
    expect((await create()).status).toBe(200);
    expect(errorOf(await create({ email: "bob@example.com" })).code).toBe("org_member_limit_exceeded");
    emulator.clock.advance({ days: 21 });
    expect((await create({ email: "bob@example.com" })).status).toBe(200);
  });
});

describe("an accepted invitation", () => {
  it("creates a user with its role", async () => {
    const { emulator, create, actions } = await start("ann.lee@example.com");
    const id = part((await create()).body, "id");
    const ann = actions.acceptInvite(String(id));
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

it("the list of invitations has every invitation except deleted ones, newest first", async () => {
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

describe("deleting an invitation", () => {
  it("deletes an invitation only while it is pending", async () => {
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

  it("affects later requests as the assumptions say", async () => {
    const { emulator, create } = await start();
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

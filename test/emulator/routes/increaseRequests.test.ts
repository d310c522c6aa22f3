import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const path = "/v1/organizations/spend_limit_increase_requests";

async function start(settings: object = { organization_type: "claude_enterprise" }) {
  const emulator = await emulate({
    seed: {
      version: 1,
      settings,
      users: [
        { email: "admin@example.com", role: "admin" },
        { id: "user_eva", email: "eva@example.com", name: "Eva" },
        { id: "user_tom", email: "tom@example.com" },
      ],
    },
  });
  const { console: actions } = emulator.organization();
  const list = (query = "") => send(emulator, `GET ${path}${query}`);
  const decide = (id: string, decision: "approve" | "deny", body: object) =>
    send(emulator, `POST ${path}/${id}/${decision}`, { body });
  return { emulator, actions, list, decide };
}

describe("increase requests", () => {
  it("lists increase requests newest first with the user's current limit, and filters them", async () => {
    const { emulator, actions, list } = await start();
    actions.setSpendLimit({ type: "organization" }, "2000");
    const first = actions.requestSpendLimitIncrease("eva@example.com");
    const second = actions.requestSpendLimitIncrease("tom@example.com", "daily");
    const requests = await list();
    expect(column(requests, "id")).toEqual([second.id, first.id]);
    expect(part(requests.body, "data")).toMatchObject([
      { period: "daily", spend_summary: null },
      {
        type: "spend_limit_increase_request",
        status: "pending",
        resolved_at: null,
        resolved_by: null,
        actor: { type: "user_actor", user_id: "user_eva", email_address: "eva@example.com", name: "Eva" },
        spend_summary: { amount: "2000", period: "monthly", source: { type: "organization" } },
      },
    ]);
    expect(column(await list("?actor_ids[]=user_eva"), "id")).toEqual([first.id]);
    actions.denySpendLimitIncrease(first.id);
    expect(column(await list("?status[]=pending"), "id")).toEqual([second.id]);
    expect(column(await list("?status[]=pending&status[]=denied"), "id")).toHaveLength(2);
    expect((await list("?status[]=open")).status).toBe(400);
    const one = await send(emulator, `GET ${path}/${first.id}`);
    expect(one.body).toMatchObject({
      status: "denied",
      spend_summary: null,
      resolved_by: { type: "user_actor", email_address: "admin@example.com" },
    });
    expect((await send(emulator, `GET ${path}/slir_01none`)).status).toBe(404);
    expect((await send(emulator, `GET ${path}/spl_01none`)).status).toBe(400);
  });

  it("does not list increase requests of a removed user", async () => {
    const { actions, list } = await start();
    actions.requestSpendLimitIncrease("eva@example.com");
    actions.removeUser("eva@example.com");
    expect(column(await list(), "id")).toEqual([]);
  });

  it("approving an increase request sets the user's limit", async () => {
    const { emulator, actions, decide } = await start();
    const { id } = actions.requestSpendLimitIncrease("eva@example.com", "weekly");
    const approved = await decide(id, "approve", { amount: "7500", suppress_notification: true });
    expect(approved.body).toMatchObject({
      status: "approved",
      resolved_at: expect.any(String),
      resolved_by: { type: "scoped_api_key_actor" },
      spend_limit: { amount: "7500", period: "weekly", scope: { type: "user", user_id: "user_eva" } },
      spend_summary: null,
    });
    expect(emulator.organization().state().spend_limits).toMatchObject([{ amount: "7500" }]);
    expect((await decide(id, "approve", { amount: "1" })).status).toBe(400);
    expect((await decide(id, "deny", {})).status).toBe(400);
  });

  it("an increase request can be approved for another period, and needs an amount", async () => {
    const { emulator, actions, decide } = await start();
    const { id } = actions.requestSpendLimitIncrease("eva@example.com", "weekly");
    for (const body of [{}, { amount: null }, { amount: 5 }, { amount: "5", note: "x" }]) {
      expect((await decide(id, "approve", body)).status).toBe(400);
    }
    expect((await decide(id, "approve", { amount: "5", period: "daily" })).status).toBe(200);
    expect(emulator.organization().state().spend_limits).toMatchObject([{ period: "daily" }]);
  });

  it("an increase request can be denied twice, which sets no limit", async () => {
    const { emulator, actions, decide } = await start();
    const { id } = actions.requestSpendLimitIncrease("eva@example.com");
    const denied = await decide(id, "deny", {});
    expect(denied.body).toMatchObject({ status: "denied" });
    emulator.clock.advance({ hours: 1 });
    expect((await decide(id, "deny", { suppress_notification: false })).body).toEqual(denied.body);
    expect((await decide(id, "approve", { amount: "5" })).status).toBe(400);
    expect(emulator.organization().state().spend_limits).toEqual([]);
  });

  it("increase requests of a Console organization are an empty list, or an error depending on the assumption", async () => {
    const { emulator, list } = await start({});
    expect((await list()).body).toEqual({ data: [], next_page: null });
    emulator.assumptions.consoleIncreaseRequests = 400;
    expect(errorOf(await list())).toMatchObject({ status: 400, code: "organization_type_not_supported" });
  });
});

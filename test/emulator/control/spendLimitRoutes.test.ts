import { expect, it } from "vitest";
import { part } from "../setup.ts";
import { problem, startControl } from "./setup.ts";

it("the control routes of spend limits carry out every action", async () => {
  const { emulator, ask, organization } = await startControl();
  const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
  const scope = { type: "workspace", workspace_id: "Research" };
  const limit = await act("setSpendLimit", { scope, amount: "100" });
  expect(limit).toMatchObject({ amount: "100", scope: { type: "workspace" } });
  expect(await act("setExtraUsage", { enabled: false })).toEqual({ done: true });
  expect(await act("deleteSpendLimit", { id: part(limit, "id") })).toEqual({ done: true });
  await ask("POST /_emulator/settings", { organization_type: "claude_enterprise" });
  const user = "mei.chen@example.com";
  const first = await act("requestSpendLimitIncrease", { user, period: "weekly" });
  expect(await act("approveSpendLimitIncrease", { id: part(first, "id"), amount: "7" })).toMatchObject({
    amount: "7",
    period: "weekly",
  });
  const second = await act("requestSpendLimitIncrease", { user });
  expect(await act("denySpendLimitIncrease", { id: part(second, "id") })).toMatchObject({
    status: "denied",
  });
  expect(organization.state().spend_limit_increase_requests).toHaveLength(2);
  expect(await problem(emulator, "POST /_emulator/console/setSpendLimit", { scope, amount: "1.5" })).toEqual([
    400,
    expect.stringContaining("amount: Input should be a non-negative integer"),
  ]);
});

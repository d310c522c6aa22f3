import { expect, test } from "vitest";
import {
  getSpendLimitIncreaseRequests,
  getSpendLimitIncreaseRequestsOutput,
} from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

async function setUp() {
  const context = await reader();
  context.emulator.organization().settings.organization_type = "claude_enterprise";
  return { ...context, alice: context.console.addUser({ email: "Alice@Example.com", name: "Alice" }) };
}

test("getSpendLimitIncreaseRequests lists requests with the limit that applies, newest first", async () => {
  const { emulator, console, alice } = await setUp();
  console.setSpendLimit({ type: "organization" }, "2500");
  const first = console.requestSpendLimitIncrease(alice.id);
  const second = console.requestSpendLimitIncrease(alice.id, "weekly");
  console.approveSpendLimitIncrease(second.id, "9900");
  const [approved, pending, ...others] = await getSpendLimitIncreaseRequests();
  expect(others).toEqual([]);
  expect(pending).toEqual({
    id: first.id,
    status: "pending",
    user: { userId: alice.id, email: "alice@example.com", name: "Alice", apiKeyId: undefined },
    period: "monthly",
    createdAt: first.created_at,
    resolvedAt: undefined,
    resolvedBy: undefined,
    limit: expect.objectContaining({ amount: "25", spent: "0", source: "organization" }),
  });
  expect(approved).toMatchObject({
    status: "approved",
    resolvedAt: expect.any(String),
    resolvedBy: { email: emulator.organization().state().users[0]?.email },
    limit: undefined,
  });
  expect(await settled(getSpendLimitIncreaseRequestsOutput({ status: "pending" }))).toHaveLength(1);
  expect(await getSpendLimitIncreaseRequests({ status: "denied" })).toEqual([]);
  expect(await getSpendLimitIncreaseRequests({ userIds: [alice.id] })).toHaveLength(2);
});

test("getSpendLimitIncreaseRequests survives both responses for a Console organization", async () => {
  const { emulator } = await reader();
  expect(await getSpendLimitIncreaseRequests()).toEqual([]);
  emulator.assumptions.consoleIncreaseRequests = 400;
  expect(await failure(getSpendLimitIncreaseRequests())).toMatch(
    /^cannot list the spend limit increase requests: the API rejected it \(400 .*Only organizations of the other type/,
  );
});

test("getSpendLimitIncreaseRequests rejects invalid arguments without a request", async () => {
  const { requests } = await setUp();
  const wrong = { status: "open" } as unknown as { status: "pending" };
  expect(await failure(getSpendLimitIncreaseRequests(wrong))).toBe(
    "cannot call getSpendLimitIncreaseRequests: `status` must be `pending`, `approved` or `denied`.",
  );
  expect(requests()).toEqual([]);
});

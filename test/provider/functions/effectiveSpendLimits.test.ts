import { expect, test } from "vitest";
import { getEffectiveSpendLimits, getEffectiveSpendLimitsOutput } from "../../../provider/index.ts";
import { failure, reader, settled, unknown } from "./reader.ts";

const enterprise = { organization_type: "claude_enterprise" } as const;

test("getEffectiveSpendLimits lists the limit that applies to each user, with exact amounts in currency units", async () => {
  const { emulator, console, requests } = await reader({ now: new Date("2026-09-16T12:00:00Z") });
  Object.assign(emulator.organization().settings, enterprise);
  const admin = emulator.organization().state().users[0];
  const alice = console.addUser({ email: "Alice@Example.com", name: "Alice" });
  console.setSpendLimit({ type: "organization" }, "200050");
  const own = console.setSpendLimit({ type: "user", user_id: alice.id }, null, "weekly");
  const key = console.createApiKey({ name: "k", personal: true, createdBy: alice.id });
  console.useApiKey(key.id, undefined, { model: "claude-opus-5-5", outputTokens: 100_000 });

  const rows = await getEffectiveSpendLimits();
  expect(rows.map(({ user, period, source }) => [user.email, period, source])).toEqual([
    ["alice@example.com", "weekly", "user"],
    ["alice@example.com", "monthly", "organization"],
    [admin?.email, "monthly", "organization"],
  ]);
  const cents = emulator.organization().cost(new Date("2026-09-01T00:00:00Z"), emulator.clock.now());
  expect(rows[0]).toEqual({
    user: { userId: alice.id, email: "alice@example.com", name: "Alice", apiKeyId: undefined },
    period: "weekly",
    amount: undefined,
    spent: String(Number(cents) / 100),
    currency: "USD",
    source: "user",
    spendLimitId: own.id,
  });
  expect(rows[1]?.amount).toBe("2000.5");
  expect(requests()).toEqual(["GET /spend_limits/effective"]);

  expect(await getEffectiveSpendLimits({ periods: ["weekly"] })).toHaveLength(1);
  expect(await settled(getEffectiveSpendLimitsOutput({ userIds: [alice.id] }))).toHaveLength(2);
});

test("getEffectiveSpendLimits requests at most 100 users at once, and reads every page", async () => {
  const { emulator, console, requests } = await reader();
  Object.assign(emulator.organization().settings, enterprise);
  console.setSpendLimit({ type: "organization" }, "5");
  const ids = Array.from(
    { length: 230 },
    (_, index) => console.addUser({ email: `u${index}@example.com` }).id,
  );
  const rows = await getEffectiveSpendLimits({ userIds: [...ids, ...ids] });
  expect(new Set(rows.map(({ user }) => user.userId))).toEqual(new Set(ids));
  expect(rows).toHaveLength(230);
  expect(requests()).toHaveLength(3);
});

test("getEffectiveSpendLimits fails in a Console organization, and rejects invalid arguments without a request", async () => {
  const { requests } = await reader();
  expect(await failure(getEffectiveSpendLimits())).toMatch(
    /^cannot list the effective spend limits: the API rejected it \(400 .*Only organizations of the other type/,
  );
  requests();
  const wrong = { periods: ["yearly"] } as unknown as { periods: ["daily"] };
  expect(await failure(getEffectiveSpendLimits(wrong))).toContain("must be `daily`, `weekly` or `monthly`");
  expect(await failure(getEffectiveSpendLimits({ userIds: [] }))).toContain("`userIds` must not be empty");
  expect(await failure(getEffectiveSpendLimits({ userIds: ["alice"] }))).toContain("begins with `user_`");
  expect(requests()).toEqual([]);
});

test("getEffectiveSpendLimitsOutput is unknown while its arguments are", async () => {
  await reader({ preview: true });
  expect(await settled(getEffectiveSpendLimitsOutput({ userIds: [unknown<string>()] }))).toBe("unknown");
});

import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { spendLimit as SpendLimit } from "../../../../provider/resources/spendLimit/plan.ts";
import { alice, failures, organization } from "../../harness/index.ts";

const whole = { scope: "workspace", workspace: "wrkspc_1", amount: "500" };
const user = { scope: "user", email: alice, amount: "500" };
const amountForm =
  '`amount`: must be a decimal string in currency units, such as `"500"` or `"499.50"`, without a sign, a currency or separators.';

describe("SpendLimit check", () => {
  const offline = async () => (await organization()).process({}, { ANTHROPIC_ADMIN_KEY: undefined });
  const reasons = async (args: Properties, olds: Properties = {}) =>
    failures(await offline(), SpendLimit, args, olds);

  test.each([
    ["500", "500"],
    ["500.00", "500"],
    [" 0499.50 ", "499.5"],
    ["0", "0"],
    ["0.1", "0.1"],
    ["123456789012.99", "123456789012.99"],
  ])("normalizes the amount %j to %j", async (amount, normal) => {
    const { inputs } = SpendLimit.check(await offline(), {}, { ...whole, amount });
    expect(inputs["amount"]).toBe(normal);
  });

  test.each([
    "",
    "-1",
    "+5",
    "1e3",
    "$500",
    "500 USD",
    "1,000",
    "1_000",
    "NaN",
    "Infinity",
    ".5",
    "5.",
    "0x10",
  ])("rejects the amount %j", async (amount) => {
    expect(await reasons({ ...whole, amount })).toEqual([amountForm]);
  });

  test("rejects numbers, which may not be exact", async () => {
    expect(await reasons({ ...whole, amount: 0.1 + 0.2 })).toEqual([
      '`amount`: must be a string such as `"500"`, since a number may not be exact.',
    ]);
  });

  test.each<[Properties, string]>([
    [{ amount: "5" }, "`scope` is required."],
    [{ ...whole, amount: undefined }, "`amount` is required."],
    [{ scope: "team", amount: "5" }, "`scope`: must be `organization`, `workspace` or `user`."],
    [{ scope: "rbac_group", amount: "5" }, `\`scope\`: ${row("setInheritedSpendLimit")}`],
    [{ scope: "usage_tier", amount: "5" }, `\`scope\`: ${row("changeUsageTier")}`],
    [{ scope: "workspace", amount: "5" }, 'Set `workspace` with `scope: "workspace"`.'],
    [{ scope: "user", amount: "5" }, 'Set `email` or `userId` with `scope: "user"`.'],
    [{ ...user, userId: "user_1" }, 'Set `email` or `userId`, not both, with `scope: "user"`.'],
    [
      { ...whole, scope: "organization" },
      '`workspace` cannot be set with `scope: "organization"`. Remove it, or set `scope: "workspace"`.',
    ],
    [
      { ...whole, email: alice },
      '`email` cannot be set with `scope: "workspace"`. Remove it, or set `scope: "user"`.',
    ],
    [
      { ...whole, period: "daily" },
      '`period` must be `monthly` with `scope: "workspace"`: only limits of users can have other periods.',
    ],
    [{ ...whole, period: "yearly" }, "`period`: must be `daily`, `weekly` or `monthly`."],
    [
      { ...whole, amount: "unlimited" },
      '`amount` cannot be `unlimited` with `scope: "workspace"`. Remove the resource instead: only limits of users can be unlimited.',
    ],
    [{ ...whole, onDelete: "delete" }, "`onDelete`: must be `retain` or `remove`."],
    [
      { ...whole, adopt: "wrkspc_1" },
      '"wrkspc_1" is not the ID of a SpendLimit. Use an ID such as `spl_...`, or the email address or ID of a user, a slash and the period, such as `alice@example.com/monthly`.',
    ],
  ])("rejects %j", async (args, reason) => {
    expect(await reasons(args)).toEqual([reason]);
  });

  test("accepts unlimited and every period for a user, and unknown values", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (const period of ["daily", "weekly", "monthly"]) {
      expect(await reasons({ ...user, amount: "unlimited", period })).toEqual([]);
    }
    expect(await reasons({ ...whole, workspace: unknown, amount: unknown })).toEqual([]);
    expect(await reasons({ ...user, email: unknown })).toEqual([]);
    // An output may turn out to be undefined.
    expect(await reasons({ ...user, userId: unknown })).toEqual([]);
    expect(await reasons({ ...user, email: unknown, userId: unknown })).toEqual([]);
  });

  test.each<[string, Properties, Properties]>([
    ["loses its workspace", whole, { scope: "workspace", amount: "500" }],
    ["loses its email", user, { scope: "user", amount: "500" }],
    ["gets a second user", user, { ...user, userId: "user_1" }],
    ["keeps a user in another scope", user, { ...user, scope: "organization" }],
    ["keeps a period in another scope", { ...user, period: "daily" }, { ...whole, period: "daily" }],
    [
      "keeps `unlimited` in another scope",
      { ...user, amount: "unlimited" },
      { ...whole, amount: "unlimited" },
    ],
  ])("rejects an existing limit that %s", async (_, before, after) => {
    expect(await reasons(after, before)).toHaveLength(1);
  });

  test("accepts the current amount of the organization's limit, which `ignoreChanges` passes", async () => {
    const args = { scope: "organization", amount: "unlimited" };
    expect(await reasons(args, args)).toEqual([]);
  });

  test("rejects a second resource for the same scope and period, also when only one names the period", async () => {
    const session = await offline();
    const declare = (name: string, args: Properties) =>
      SpendLimit.check(session, {}, { __origin: `acme/dev::${name}`, ...args }).failures;
    expect(declare("one", whole)).toEqual([]);
    expect(declare("all", { scope: "organization", amount: "5" })).toEqual([]);
    expect(declare("weekly", { ...user, period: "weekly" })).toEqual([]);
    expect(declare("daily", { ...user, period: "daily" })).toEqual([]);
    expect(declare("two", { ...whole, amount: "6", period: "monthly" })).toEqual([
      {
        property: "",
        reason:
          "SpendLimit wrkspc_1 (monthly) is already declared by another resource of this program, `one`. Remove one of the two resources; the object is not changed.",
      },
    ]);
    expect(declare("again", { scope: "organization", amount: "5" })).toHaveLength(1);
  });

  test("accepts the API's own ID and that of a limit that was pending", () => {
    expect(SpendLimit.parseId(" spl_01 ")).toBe("spl_01");
    expect(SpendLimit.parseId("Alice@Example.com/weekly")).toBe("alice@example.com/weekly");
    expect(SpendLimit.parseId("user_1/daily")).toBe("user_1/daily");
    for (const id of [
      "",
      "spl_",
      "organization",
      "spl_1/monthly",
      "a@b.cd",
      "a@b.cd/yearly",
      "user_1/daily/x",
    ]) {
      expect(() => SpendLimit.parseId(id)).toThrow("is not the ID of a SpendLimit");
    }
  });
});

import { describe, expect, test } from "vitest";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { organization } from "../harness/index.ts";

function offline(notices: string[] = []): Session {
  return new Session(
    () => undefined,
    {},
    (notice) => notices.push(noticeLine(notice)),
  );
}

describe("operation", () => {
  test("an operation has the stack and the resource name of its properties", () => {
    const { name, stack, formerStack } = operation(offline(), { __origin: "acme/dev::research" });
    expect({ name, stack, formerStack }).toEqual({
      name: "research",
      stack: "acme/dev",
      formerStack: "acme/dev",
    });
  });

  test("an operation has the former stack of a moved resource", () => {
    const now = operation(offline(), { __origin: "acme/prod::a" }, { __origin: "acme/dev::b" });
    expect([now.name, now.stack, now.formerStack]).toEqual(["a", "acme/prod", "acme/dev"]);
  });

  test("accepts a resource name with colons", () => {
    expect(operation(offline(), { __origin: "acme/dev::team::research" }).name).toBe("team::research");
  });

  test("accepts properties without an origin", () => {
    for (const origin of [undefined, 4, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
      const now = operation(offline(), { __origin: origin });
      expect([typeof now.stack, now.name === undefined || now.name === ""]).toEqual(["string", true]);
    }
  });

  test("adds the resource name to its notices", () => {
    const notices: string[] = [];
    operation(offline(notices), { __origin: "acme/dev::research" }).notify("retained", "Left as it is.");
    operation(offline(notices), {}).notify("retained", "Left as it is.");
    expect(notices).toEqual(["research: Left as it is.", "Left as it is."]);
  });

  test("shares client and lists with the other operations of its process", async () => {
    const { process } = await organization();
    const session = process();
    const [one, other] = [operation(session, {}), operation(session, {})];
    expect(one.client).toBe(other.client);
    expect(one.cache).toBe(other.cache);
  });

  test("an operation needs no credential or settings before its first request", () => {
    const session = new Session(
      () => "nonsense!",
      {},
      () => undefined,
    );
    const now = operation(session, {});
    expect(() => now.client).toThrow(/^anthropic:\w+ must be .*, not "nonsense!"/);
  });

  test("begins before all lists that it requests", async () => {
    const { process, requests } = await organization();
    const session = process();
    await session.cache.users(0);
    const now = operation(session, {});
    await now.cache.users(now.began);
    await now.cache.users(now.began);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });
});

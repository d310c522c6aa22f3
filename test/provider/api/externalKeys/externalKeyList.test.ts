import { expect, it } from "vitest";
import { organization, paths } from "../../harness/index.ts";

it("the list of external keys is complete, and asks for no page size, whose maximum is not known", async () => {
  const external_keys = Array.from({ length: 45 }, (_, index) => ({ id: `ekey_01${index}` }));
  const { process, emulator } = await organization({ seed: { version: 1, external_keys } });
  const { cache } = process();
  expect(await cache.externalKeys.all(0)).toHaveLength(45);
  expect(emulator.requests.map(({ query }) => query.replace(/=.*/, ""))).toEqual(["", "page", "page"]);
  await cache.externalKeys.all(0);
  expect(emulator.requests).toHaveLength(3);
  cache.externalKeys.drop("ekey_017");
  expect(await cache.externalKeys.all(0)).toHaveLength(44);
});

it("a response about another external key is an error", async () => {
  const { process, emulator } = await organization({
    seed: { version: 1, external_keys: [{ id: "ekey_1" }] },
  });
  const { cache } = process();
  const [key] = await cache.externalKeys.all(0);
  emulator.faults.add({
    kind: "status",
    status: 200,
    path: paths.externalKey,
    body: { ...key, id: "ekey_2" },
  });
  await expect(cache.externalKeys.confirm("ekey_1")).rejects.toThrow("the response is about ekey_2");
  expect(await cache.externalKeys.confirm("ekey_3")).toBeUndefined();
});

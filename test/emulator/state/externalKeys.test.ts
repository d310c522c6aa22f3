import { expect, it } from "vitest";
import { emulate } from "../setup.ts";

it("an external key is attached while a workspace refers to it, archived ones included", async () => {
  const emulator = await emulate({
    seed: { version: 1, external_keys: [{ id: "ekey_01a" }, { id: "ekey_01b" }] },
  });
  const organization = emulator.organization();
  organization.console.createWorkspace({ name: "Lab", externalKeyId: "ekey_01a" });
  organization.console.archiveWorkspace("Lab");
  expect(() => organization.console.deleteExternalKey("ekey_01a")).toThrow("A workspace uses");
  organization.console.deleteExternalKey("ekey_01b");
  expect(organization.state().external_keys.map(({ id }) => id)).toEqual(["ekey_01a"]);
});

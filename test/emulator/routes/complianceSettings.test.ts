import { describe, expect, it } from "vitest";
import { emulate, errorOf, part, send } from "../setup.ts";

const path = "/v1/organizations/compliance_settings";

describe("Compliance Settings", () => {
  it("Compliance Settings are changed with an object or a string", async () => {
    const emulator = await emulate();
    const set = (state: unknown) => send(emulator, `POST ${path}`, { body: { state } });
    expect((await set({ type: "enabled" })).body).toEqual({
      type: "compliance_settings",
      state: { type: "enabled" },
    });
    expect((await set("enabled")).status).toBe(200);
    expect(part((await set("disabled")).body, "state")).toEqual({ type: "disabled" });
    for (const state of ["on", { type: "on" }, null, { type: "enabled", more: 1 }]) {
      expect((await set(state)).status).toBe(400);
    }
  });

  it("Compliance Settings are those of the parent, if the organization has one", async () => {
    const emulator = await emulate({
      seed: { version: 1, settings: { parent_organization: { compliance_state: "enabled" } } },
    });
    const response = await send(emulator, `POST ${path}`, { body: { state: "disabled" } });
    expect(part(response.body, "state")).toEqual({ type: "enabled" });
    emulator.organization().console.setParentComplianceState("disabled");
    expect(part((await send(emulator, `GET ${path}`)).body, "state")).toEqual({ type: "disabled" });
  });

  it.each([401, 403, 404] as const)("respond with %s, depending on the assumption", async (status) => {
    const emulator = await emulate({ assumptions: { complianceSettings: status } });
    expect(errorOf(await send(emulator, `GET ${path}`)).status).toBe(status);
    const response = await send(emulator, `POST ${path}`, { body: { state: "enabled" } });
    expect(errorOf(response).status).toBe(status);
    expect(emulator.organization().state().compliance_settings.state.type).toBe("disabled");
  });
});

import { describe, expect, it } from "vitest";
import { emulate, part, send } from "../setup.ts";

const workspaces = "/v1/organizations/workspaces";

describe("Workspaces", () => {
  it("adds a workspace with defaults for omitted properties", async () => {
    const emulator = await emulate({ now: new Date("2030-01-01T00:00:00Z") });
    const { body } = await send(emulator, `POST ${workspaces}`, { body: { name: "Robots" } });
    expect(body).toEqual({
      id: expect.stringMatching(/^wrkspc_01[A-Za-z0-9]{22}$/),
      type: "workspace",
      name: "Robots",
      created_at: expect.stringMatching(/^2030-01-01T00:0\d:\d\d\.\d{6}Z$/),
      archived_at: null,
      display_color: "#6C5BB9",
      compartment_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      data_residency: {
        workspace_geo: "us",
        allowed_inference_geos: "unrestricted",
        default_inference_geo: "global",
      },
      external_key_id: null,
      tags: {},
      user_profile_id: null,
    });
    expect((await send(emulator, `GET ${workspaces}/${String(part(body, "id"))}`)).body).toEqual(body);
  });

  it("Workspaces has the default workspace of the seed", async () => {
    const id = "wrkspc_01default";
    const emulator = await emulate({ seed: { version: 1, default_workspace: { id, tags: { a: "b" } } } });
    expect((await send(emulator, `GET ${workspaces}/${id}`)).body).toMatchObject({
      id,
      name: "Default",
      tags: { a: "b" },
    });
  });
});

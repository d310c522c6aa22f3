import { describe, expect, it } from "vitest";
import { part, send } from "../setup.ts";
import { problem, startControl } from "./setup.ts";

describe("the control routes", () => {
  it("reject credentials and are not logged as requests", async () => {
    const { emulator } = await startControl();
    const rejected = await send(emulator, "GET /_emulator/state");
    expect([rejected.status, part(rejected.body, "error")]).toEqual([
      400,
      expect.stringContaining("need no credentials"),
    ]);
    expect(emulator.requests).toEqual([]);
  });

  it("select an organization by its ID", async () => {
    const { emulator, ask } = await startControl();
    const [one, two] = emulator.organizations;
    expect(await ask("GET /_emulator/organizations")).toEqual([
      { id: one?.id, name: "Example Robotics" },
      { id: two?.id, name: "Emulated Organization" },
    ]);
    await ask(`POST /_emulator/console/createWorkspace?organization=${two?.id}`, { name: "Theirs" });
    expect(two?.state().workspaces).toMatchObject([{ name: "Theirs" }]);
    expect(await problem(emulator, "GET /_emulator/state?organization=x")).toEqual([404, expect.any(String)]);
  });

  it("name the list of routes if a route does not exist", async () => {
    const { emulator } = await startControl();
    expect(await problem(emulator, "GET /_emulator/nothing")).toEqual([
      404,
      "There is no route GET /_emulator/nothing. GET /_emulator lists the routes.",
    ]);
  });
});

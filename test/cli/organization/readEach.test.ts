import { expect, it } from "vitest";
import { readEach } from "../../../cli/organization/readEach.ts";
import { WorkspaceWire } from "../../../provider/api/objects.ts";
import { newWorkdir } from "../workdir.ts";

const workspaces = Array.from({ length: 20 }, (_, index) =>
  WorkspaceWire.parse({
    type: "workspace",
    id: `wrkspc_${index}`,
    name: "",
    created_at: "2026-01-01T00:00:00Z",
    archived_at: null,
  }),
);

it("reads eight lists at a time, and prints the first and the last count", async () => {
  const { io, progress } = await newWorkdir();
  let running = 0;
  let most = 0;
  const lists = await readEach(io, workspaces, "the things", async (id) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return [id];
  });
  expect([...lists.keys()].toSorted()).toEqual(workspaces.map(({ id }) => id).toSorted());
  expect(lists.get("wrkspc_7")).toEqual(["wrkspc_7"]);
  expect(most).toBe(8);
  expect(progress).toEqual(["Reading the things: 0 of 20 ...", "Reading the things: 20 of 20 ..."]);
});

it("prints and reads nothing without workspaces, and fails with the first error", async () => {
  const { io, progress } = await newWorkdir();
  expect((await readEach(io, [], "the things", () => Promise.reject(new Error("no")))).size).toBe(0);
  expect(progress).toEqual([]);
  await expect(readEach(io, workspaces, "the things", () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Client } from "../../../provider/api/client.ts";
import { UserWire, WorkspaceWire } from "../../../provider/api/objects.ts";
import { pages } from "../../../provider/api/pages.ts";
import { clientOf, emulate, failure } from "./setup.ts";

const workspaces = "/v1/organizations/workspaces";

function list(client: Client, limit?: number) {
  return pages(client, {
    path: workspaces,
    query: { include_archived: true },
    item: WorkspaceWire,
    id: ({ id }) => id,
    doing: "list the workspaces",
    limit,
  });
}

async function withWorkspaces(count: number) {
  const emulator = await emulate();
  const { console } = emulator.organization();
  const names = Array.from({ length: count }, (_, index) => `Workspace ${index}`);
  for (const name of names) console.createWorkspace({ name });
  return { emulator, names, ...clientOf(emulator) };
}

const Thing = z.object({ id: z.string(), size: z.number().optional() });

/** A list whose pages are exactly these bodies. */
async function listOf(bodies: readonly unknown[], cursor: "id" | "opaque" = "id") {
  const emulator = await emulate();
  const { client } = clientOf(emulator);
  for (const body of bodies) emulator.faults.add({ kind: "status", status: 200, body });
  const result = pages(client, {
    path: "/v1/organizations/things",
    item: Thing,
    id: ({ id }) => id,
    doing: "list the things",
    cursor,
  });
  return { emulator, result };
}

describe("pages", () => {
  it("requests 1000 items per page", async () => {
    const { client, emulator } = await withWorkspaces(3);
    expect(await list(client)).toHaveLength(3);
    expect(emulator.requests).toHaveLength(1);
    expect(emulator.requests[0]?.query).toBe("include_archived=true&limit=1000");
  });

  it("requests every page", async () => {
    const { client, emulator, names } = await withWorkspaces(7);
    const found = await list(client, 3);
    expect(found.map(({ name }) => name).sort()).toEqual(names);
    expect(emulator.requests).toHaveLength(3);
  });

  it("sends no further request after a last page that is full", async () => {
    const { client, emulator } = await withWorkspaces(4);
    expect(await list(client, 2)).toHaveLength(4);
    expect(emulator.requests).toHaveLength(2);
  });

  it("returns an empty list", async () => {
    const { client } = await withWorkspaces(0);
    expect(await list(client)).toEqual([]);
  });

  it("fails when one page fails, instead of returning a part of the list", async () => {
    const { client, emulator } = await withWorkspaces(6);
    emulator.faults.add({ kind: "status", status: 403, after: 2 });
    expect(await failure(list(client, 2))).toMatchObject({ reason: "forbidden" });
  });

  it("continues after a retry of a page", async () => {
    const { client, emulator } = await withWorkspaces(6);
    emulator.faults.add({ kind: "cutJson", after: 1 });
    emulator.faults.add({ kind: "html", after: 1 });
    expect(await list(client, 2)).toHaveLength(6);
  });

  it("starts again when the object of the cursor was deleted", async () => {
    const { client, emulator } = await withWorkspaces(6);
    emulator.faults.add({ kind: "status", status: 400, message: "unknown cursor", after: 1 });
    expect(await list(client, 2)).toHaveLength(6);
    expect(emulator.requests).toHaveLength(5);
  });

  it("fails when the cursor is rejected three times", async () => {
    const { client, emulator } = await withWorkspaces(6);
    // Requests 2, 4 and 6: each fault counts only the requests that the earlier faults do not change.
    for (const after of [1, 2, 3]) emulator.faults.add({ kind: "status", status: 400, after });
    const error = await failure(list(client, 2));
    expect(error).toMatchObject({ reason: "invalid" });
    expect(emulator.requests).toHaveLength(6);
  });

  it("does not start again when the first page is rejected", async () => {
    const { client, emulator } = await withWorkspaces(0);
    emulator.faults.add({ kind: "status", status: 400 });
    await failure(list(client));
    expect(emulator.requests).toHaveLength(1);
  });

  it("returns an object that moved between two pages once, as on the later page", async () => {
    const { result } = await listOf([
      { data: [{ id: "a", size: 1 }, { id: "b" }], has_more: true, first_id: "a", last_id: "b" },
      { data: [{ id: "a", size: 2 }, { id: "c" }], has_more: false, first_id: "a", last_id: "c" },
    ]);
    expect(await result).toEqual([{ id: "a", size: 2 }, { id: "b" }, { id: "c" }]);
  });

  it("continues after the last item when a response has no cursor", async () => {
    const { emulator, result } = await listOf([
      { data: [{ id: "a" }], has_more: true },
      { data: [{ id: "b" }], has_more: false },
    ]);
    expect(await result).toHaveLength(2);
    expect(emulator.requests[1]?.query).toBe("limit=1000&after_id=a");
  });

  it("fails when a cursor repeats", async () => {
    const page = { data: [{ id: "a" }], has_more: true, first_id: "a", last_id: "a" };
    const { result } = await listOf([page, page, page]);
    const error = await failure(result);
    expect(error.reason).toBe("unreadable");
    expect(error.message).toMatch(
      /^cannot list the things: the API returned the same page twice.*\[req_\w+\]$/,
    );
  });

  it("fails when an empty page announces another one", async () => {
    const { result } = await listOf([{ data: [], has_more: true, first_id: null, last_id: null }]);
    expect((await failure(result)).message).toContain(
      "the API announced another page after an empty one, so the list is incomplete",
    );
  });

  it("fails when a page lacks has_more", async () => {
    const { result } = await listOf([{ data: [{ id: "a" }] }]);
    expect((await failure(result)).message).toContain("has_more");
  });

  it("names a malformed item in the error", async () => {
    const { result } = await listOf([{ data: [{ id: "a" }, { id: 7 }], has_more: false }]);
    expect((await failure(result)).message).toContain("data.1.id");
  });

  it("fails after 200 pages", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator);
    for (let index = 0; index < 210; index += 1) {
      emulator.faults.add({
        kind: "status",
        status: 200,
        body: { data: [{ id: `t${index}` }], has_more: true, last_id: `t${index}` },
      });
    }
    const error = await failure(
      pages(client, {
        path: "/v1/organizations/things",
        item: Thing,
        id: ({ id }) => id,
        doing: "list the things",
      }),
    );
    expect(error.message).toContain("more than 200 pages");
    expect(emulator.requests).toHaveLength(200);
  });

  it("reads items of another type with their schema", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { client } = clientOf(emulator);
    const users = await pages(client, {
      path: "/v1/organizations/users",
      item: UserWire,
      id: ({ id }) => id,
      doing: "list the users",
    });
    expect(users.map(({ type }) => type)).toContain("user");
  });
});

describe("pages with opaque cursors", () => {
  it("requests pages until there is no next one, including empty pages", async () => {
    const { emulator, result } = await listOf(
      [
        { data: [{ id: "a" }], next_page: "p2" },
        { data: [], next_page: "p3" },
        { data: [{ id: "b" }], next_page: null },
      ],
      "opaque",
    );
    expect(await result).toEqual([{ id: "a" }, { id: "b" }]);
    expect(emulator.requests.map(({ query }) => query)).toEqual([
      "limit=1000",
      "limit=1000&page=p2",
      "limit=1000&page=p3",
    ]);
  });

  it("fails when a page repeats", async () => {
    const page = { data: [{ id: "a" }], next_page: "p2" };
    const { result } = await listOf([page, page, page], "opaque");
    expect((await failure(result)).message).toContain("same page twice");
  });

  it("fails when the cursor of an announced page is missing", async () => {
    const { result } = await listOf([{ data: [{ id: "a" }], has_more: true, next_page: null }], "opaque");
    expect((await failure(result)).message).toContain("another page without its cursor");
  });
});

import { describe, expect, it } from "vitest";
import { Faults } from "../../emulator/faults.ts";
import type { Fault } from "../../emulator/index.ts";
import { emulate, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("a fault", () => {
  const affected = (fault: Fault, requests: [string, string][]): boolean[] => {
    const faults = new Faults();
    faults.add(fault);
    return requests.map(([method, path]) => faults.take(method, path) !== undefined);
  };

  it("matches by method and by an exact path, a path with stars or a regular expression", () => {
    const list: [string, string] = ["GET", "/v1/organizations/workspaces"];
    const one: [string, string] = ["GET", "/v1/organizations/workspaces/wrkspc_01a"];
    const write: [string, string] = ["POST", "/v1/organizations/workspaces/wrkspc_01a"];
    const members: [string, string] = ["POST", "/v1/organizations/workspaces/wrkspc_01a/members"];
    const all = [list, one, write, members];
    const kind = "status";
    const times = 9;
    expect(affected({ kind, times }, all)).toEqual([true, true, true, true]);
    expect(affected({ kind, times, method: "post" }, all)).toEqual([false, false, true, true]);
    expect(affected({ kind, times, path: list[1] }, all)).toEqual([true, false, false, false]);
    expect(affected({ kind, times, path: "/v1/organizations/workspaces/*" }, all)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(affected({ kind, times, path: /members$/g }, [members, members])).toEqual([true, true]);
    expect(affected({ kind, times, path: "/v1/organizations.workspaces" }, all)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("a fault applies to one request, or to `times` requests after `after` others", () => {
    const request: [string, string] = ["GET", "/"];
    const five = Array.from({ length: 5 }, () => request);
    expect(affected({ kind: "status" }, five)).toEqual([true, false, false, false, false]);
    expect(affected({ kind: "status", times: 2, after: 2 }, five)).toEqual([false, false, true, true, false]);
  });

  it("a fault applies before those added later, and clear() removes all", async () => {
    const emulator = await emulate();
    emulator.faults.add({ kind: "status", status: 503 });
    emulator.faults.add({ kind: "status", status: 504, times: 2 });
    expect([(await send(emulator, me)).status, (await send(emulator, me)).status]).toEqual([503, 504]);
    expect(emulator.faults.list()).toEqual([{ kind: "status", status: 504, times: 1, after: 0 }]);
    emulator.faults.clear();
    expect((await send(emulator, me)).status).toBe(200);
  });

  it("rejects an unknown error code and a status that is not the documented one", async () => {
    const emulator = await emulate();
    expect(() => emulator.faults.add({ kind: "status", errorCode: "brewing" })).toThrow(
      'The API has no error code "brewing". Pass the exact response as `body`.',
    );
    expect(() => emulator.faults.add({ kind: "status", errorCode: "already_member", status: 409 })).toThrow(
      'The status of "already_member" is 400, not 409. Omit `status`.',
    );
    expect(emulator.faults.list()).toEqual([]);
  });
});

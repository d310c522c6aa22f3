import { describe, expect, test } from "vitest";
import { judge, sentBy } from "../../../cli/recover/evidence.ts";
import type { PendingCreate } from "../../../cli/recover/pending.ts";
import { kinds } from "../../../provider/registry.ts";

const at = (time: string) => new Date(`2026-11-29T${time}Z`);
const created = "2026-11-29T10:00:00Z";

describe("the time at which a workspace was created", () => {
  test("the time at which a workspace was created is within the request that the audit log has", () => {
    const evidence = { stateWritten: at("20:00:00"), sent: [at("08:00:00"), at("09:59:58")] };
    expect(judge(created, evidence)).toEqual({
      is: "ours",
      why: "the audit log has the request at 2026-11-29T09:59:58.000Z",
    });
  });

  test.each([
    ["before every request", [at("10:30:00")]],
    ["long after every request", [at("08:30:00")]],
    ["and no request was sent", []],
  ])(
    "the time at which a workspace was created is evidence for another creator when it is %s of the audit log",
    (_, sent) => {
      expect(judge(created, { stateWritten: at("10:00:00"), sent }).is).toBe("foreign");
    },
  );

  test.each([
    ["ours", "10:00:02"],
    ["ours", "10:59:00"],
    ["ours", "09:01:00"],
    ["maybe", "11:30:00"],
    ["maybe", "08:30:00"],
  ] as const)(
    "a workspace created without an audit log is %s when the state was last written at %s",
    (is, time) => {
      expect(judge(created, { stateWritten: at(time), sent: undefined }).is).toBe(is);
    },
  );
});

describe("the requests that an audit log has of a pending create", () => {
  const create: PendingCreate = {
    resource: kinds.Workspace,
    name: "research",
    origin: "acme/dev::research",
    inputs: {},
    secrets: [],
    unreadable: [],
    state: { urn: "urn", type: "type" },
  };
  const intent = (changes: object = {}) =>
    JSON.stringify({
      time: "2026-11-29T09:00:00Z",
      event: "intent",
      write: "1",
      stack: "acme/dev",
      resource: "research",
      kind: "Workspace",
      operation: "create",
      ...changes,
    });

  test("the requests of a pending create are those of its stack, resource and resource type that the API did not refuse", () => {
    const log = [
      intent(),
      intent({ write: "2", time: "2026-11-29T10:00:00Z" }),
      '{"event":"outcome","write":"2","result":"refused"}',
      intent({ write: "3", stack: "acme/prod" }),
      intent({ write: "4", resource: "labs" }),
      intent({ write: "5", kind: "Invite" }),
      intent({ write: "6", operation: "update" }),
      intent({ write: "7", time: "2026-11-29T11:00:00Z" }),
      '{"event":"outcome","write":"7","result":"unknown"}',
    ].join("\n");
    expect(sentBy(log, create)).toEqual([at("09:00:00"), at("11:00:00")]);
  });

  test("the requests of a pending create are read although the last line is incomplete", () => {
    expect(sentBy(`${intent()}\n${intent().slice(0, 40)}`, create)).toEqual([at("09:00:00")]);
  });
});

import { expect, it } from "vitest";
import { type Action, countsOf, headlineOf } from "../../../cli/plan/actions.ts";

const action = (type: Action["type"]): Action => ({ type, kind: "Member", resource: "x", text: "it" });

it("counts actions of each type", () => {
  const counts = countsOf([action("adopts"), action("adopts"), action("invites")]);
  expect(counts).toMatchObject({ adopts: 2, invites: 1, archives: 0, recordsState: 0 });
});

it("summarizes counts in the order of the types, without updates of the state", () => {
  const counts = countsOf([action("recordsState"), action("removesMember"), action("adopts")]);
  expect(headlineOf(counts, "up")).toBe(
    "invites 0 users, adopts 1 object, archives 0 workspaces, removes 1 workspace member",
  );
  expect(headlineOf(counts, "destroy")).toBe(
    "adopts 1 object, archives 0 workspaces, removes 0 users, removes 1 workspace member",
  );
});

import { expect, test } from "vitest";
import { emulated, requestsOf } from "./emulated.ts";
import { mailed } from "./people.ts";
import { newStack } from "./stack.ts";

// What many people cost; `bench/people.ts` does the same with two hundred.

const people = 20;
const workspaces = 4;
const program = `
  const workspaces = Array.from({ length: ${workspaces} }, (_, w) =>
    new anthropic.Workspace("team-" + w, { name: "Team " + w }));
  for (let p = 0; p < ${people}; p += 1) {
    const person = new anthropic.Member("person-" + p, { email: "person-" + p + "@example.com", role: "developer" });
    for (const shift of [0, 1]) {
      new anthropic.WorkspaceMember("person-" + p + "-" + shift, {
        workspace: workspaces[(p + shift) % ${workspaces}], email: person.email, role: "workspace_developer" });
    }
  }`;

test("everybody is mailed once, given each workspace with one write, and read again with a few lists", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console: byHand, state } = emulator.organization();
  const stack = await newStack({
    emulator,
    program,
    env: { ANTHROPIC_MAX_MAILS: String(people), ANTHROPIC_REQUESTS_PER_MINUTE: "100000" },
  });
  const paths = () => requestsOf(emulator).map((line) => line.replace(/wrkspc_\w+/, "ID"));
  await stack.up();
  const everybody = Array.from({ length: people }, (_, p) => `person-${p}@example.com`);
  expect(mailed(emulator).toSorted()).toEqual(everybody.toSorted());
  expect(
    paths()
      .filter((line) => line.startsWith("GET "))
      .sort(),
  ).toEqual(["GET /invites", "GET /users", "GET /workspaces"]);

  for (const email of everybody) byHand.acceptInvite(email);
  await stack.up();
  const second = paths();
  expect(second.filter((line) => !line.startsWith("GET "))).toEqual(
    Array.from({ length: people * 2 }, () => "POST /workspaces/ID/members"),
  );
  expect(state().members).toHaveLength(people * 2);
  expect(second.filter((line) => line.startsWith("GET ")).length).toBeLessThanOrEqual(3 + workspaces);

  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  expect(requestsOf(emulator).length).toBeLessThanOrEqual(3 + workspaces);
  await stack.preview(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);
  expect(mailed(emulator)).toHaveLength(people);
});

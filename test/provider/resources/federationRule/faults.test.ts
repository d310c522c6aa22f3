import { describe, expect, test } from "vitest";
import { federationIssuer as FederationIssuer } from "../../../../provider/resources/federationIssuer/plan.ts";
import { federationRule as FederationRule } from "../../../../provider/resources/federationRule/plan.ts";
import {
  create,
  createPartially,
  destroy,
  organizationWithFederation,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const rules = "/v1/organizations/federation_rules";
const empty = { kind: "status", status: 200, body: { data: [], next_page: null }, method: "GET" } as const;
const notFound = { kind: "status", status: 404, method: "GET" } as const;
const issuerArgs = { name: "new", issuerUrl: "https://new.example.com" };

/** A rule and an issuer that an earlier run created. */
async function start(type: "FederationRule" | "FederationIssuer") {
  const context = await organizationWithFederation();
  const made =
    type === "FederationRule"
      ? await context.existing(FederationRule, context.rule)
      : await context.existing(FederationIssuer, issuerArgs);
  const list = `/v1/organizations/federation_${type === "FederationRule" ? "rules" : "issuers"}`;
  const now = () => {
    const { federation_rules: allRules, federation_issuers: issuers } = context.state();
    const found = [...allRules, ...issuers].find(({ id }) => id === made.id);
    if (found === undefined) throw new Error(`there is no ${made.id}`);
    return found;
  };
  return { ...context, made, list, now };
}

describe.each(["FederationRule", "FederationIssuer"] as const)("delete of a %s", (type) => {
  test("archives the object although a list without it and a 404 say that it does not exist", async () => {
    const { made, list, now, emulator, process } = await start(type);
    emulator.faults.add({ ...empty, path: list });
    emulator.faults.add({ ...notFound, path: `${list}/*` });
    await destroy(process(), made);
    expect(now().archived_at).not.toBeNull();
  });

  test("fails while the API does not return it, since it can only be archived", async () => {
    const { made, list, emulator, process, writes } = await start(type);
    emulator.faults.add({ ...empty, path: list, times: 9 });
    emulator.faults.add({ ...notFound, path: `${list}/*`, times: 9 });
    expect(await refusal(destroy(process(), made))).toContain(
      "the API does not return it, although it cannot be deleted. Run again.",
    );
    expect(writes()).toEqual([]);
  });

  test("archives an object that a refresh has recorded as removed, if the API returns it again", async () => {
    const { made, list, now, emulator, process, writes } = await start(type);
    emulator.faults.add({ ...empty, path: list, times: 4 });
    emulator.faults.add({ ...notFound, path: `${list}/*`, times: 6 });
    const removed = await refreshed(process(), made);
    expect(removed.outputs["status"]).toBe("removed");
    await destroy(process(), removed);
    expect(writes()).toEqual([]);
    await destroy(process(), removed);
    expect(now().archived_at).not.toBeNull();
  });

  test.each([
    ["the response does not show it as archived", {}],
    ["the response is about other_01", { id: "other_01", archived_at: "2026-01-01T00:00:00Z" }],
  ])("fails if nothing was archived and %s", async (reason, change) => {
    const { made, list, now, emulator, process } = await start(type);
    const body = { ...now(), ...change };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: `${list}/*/archive`, body });
    expect(await refusal(destroy(process(), made))).toContain(reason);
    expect(now().archived_at).toBeNull();
    await destroy(process(), made);
    expect(now().archived_at).not.toBeNull();
  });

  test("keeps the resource's status `active` after one 404", async () => {
    const { made, list, emulator, process } = await start(type);
    emulator.faults.add({ ...empty, path: list });
    emulator.faults.add({ ...notFound, path: `${list}/*` });
    expect((await refreshed(process(), made)).outputs["status"]).toBe("active");
  });
});

describe("replacement of a FederationRule", () => {
  test("says at preview that a retained rule stays enabled", async () => {
    const { process, rule, existing, console, notices } = await organizationWithFederation();
    const args = { ...rule, onDelete: "retain" };
    const made = await existing(FederationRule, args);
    const { id } = console.createFederationIssuer(issuerArgs);
    await preview(process(), made, { ...args, issuer: id, name: "other" });
    expect(notices.join("\n")).toContain("creates another federation rule, and the old one stays enabled.");
  });
});

describe("create of a FederationRule", () => {
  test("does not take an older rule for its own after a lost response", async () => {
    const { process, rule, emulator, console, a, issuer, account, writes } =
      await organizationWithFederation();
    const session = process();
    await session.cache.federation.rules(0);
    // The list of the process is older than this rule.
    const match = { subject_prefix: "job:*", audience: null, claims: null, condition: null };
    const { id } = console.createFederationRule({
      name: "deploy",
      issuer,
      serviceAccount: account,
      match,
      workspaces: [a],
    });
    emulator.clock.advance({ hours: 1 });
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: rules });
    expect(await refusal(create(session, FederationRule, rule))).toContain(
      `the organization has a federation rule of that name, ${id}`,
    );
    expect(writes()).toHaveLength(2);
  });

  test("does not archive by delete what was found after a lost response", async () => {
    const { process, rule, emulator, notices, ruleNow } = await organizationWithFederation();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: rules });
    const made = await create(process(), FederationRule, rule);
    expect(made.outputs["adopted"]).toBe(true);
    expect(notices.join("\n")).toContain("was found after the response to its create was lost");
    await destroy(process(), made);
    expect(ruleNow(made.id).archived_at).toBeNull();
    await destroy(process(), await up(process(), made, { ...rule, onDelete: "archive" }));
    expect(ruleNow(made.id).archived_at).not.toBeNull();
  });

  test("stores the rule if the connection is lost before all workspaces are enabled", async () => {
    const { process, rule, a, b, emulator, state, ruleNow } = await organizationWithFederation();
    const args = { ...rule, workspaces: [a, b] };
    emulator.faults.add({ kind: "refuse", method: "POST", path: `${rules}/*/workspaces`, times: 99 });
    emulator.faults.add({ kind: "refuse", method: "GET", path: `${rules}/*`, times: 99 });
    const made = await createPartially(process(), FederationRule, args);
    expect(state().federation_rules.map(({ id }) => id)).toEqual([made.id]);
    expect(made.initError).toContain("is partially created; creation resumes at the next `pulumi up`");
    emulator.faults.clear();
    await up(process(), made, args);
    expect([...ruleNow(made.id).workspace_ids].sort()).toEqual([a, b].sort());
  });
});

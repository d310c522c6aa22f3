import { expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { withKnownFederation } from "../../../cli/organization/federation.ts";
import { readSnapshot, seedOf } from "../../../cli/organization/snapshot.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { emulate } from "../../emulator/setup.ts";
import { driftOptions } from "../drift/managedOrganization.ts";
import { stateOf, workdirOf } from "../workdir.ts";
import { federationSeed, federationWorkdir } from "./federationSeed.ts";

it("writes the issuers and rules to a snapshot, from which the emulator has the same", async () => {
  const { io, emulator, file, progress } = await federationWorkdir();
  await takeSnapshot(io, { output: "snapshot.json" });
  expect(progress.join("\n")).toContain("4 federation issuers, 3 federation rules");
  const again = await emulate({ seed: JSON.parse(await file("snapshot.json")) });
  const { federation_issuers, federation_rules } = emulator.organization().state();
  const byId = <T extends { id: string }>(all: readonly T[]) =>
    all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const state = again.organization().state();
  expect(byId(state.federation_issuers)).toEqual(byId(federation_issuers));
  expect(byId(state.federation_rules)).toMatchObject(
    byId(federation_rules).map(({ id, match, oauth_scope, workspace_ids }) => ({
      id,
      match,
      oauth_scope,
      workspace_ids: [...workspace_ids].sort(),
    })),
  );
  const snapshot = await readSnapshot(io, "snapshot.json");
  expect(seedOf(snapshot).federation_rules).toHaveLength(3);
});

it("leaves out of a seed what the emulator does not support, and the rules that use it", async () => {
  const { io } = await federationWorkdir();
  await takeSnapshot(io, { output: "snapshot.json" });
  const snapshot = await readSnapshot(io, "snapshot.json");
  const [first, ...others] = snapshot.federation_issuers ?? [];
  if (first === undefined) throw new Error("There is no issuer.");
  const jwks = { type: "spiffe" };
  const known = withKnownFederation({ ...snapshot, federation_issuers: [{ ...first, jwks }, ...others] });
  expect(known.federation_issuers?.map(({ id }) => id)).toEqual(["fdis_ci", "fdis_inline", "fdis_old"]);
  expect(known.federation_rules?.map(({ id }) => id)).toEqual(["fdrl_all", "fdrl_two"]);
  expect(withKnownFederation({})).toEqual({});
});

it("reports what no stack manages, also with the scope org:admin, and changes since a snapshot", async () => {
  const { io, emulator, write } = await federationWorkdir();
  await write("state.json", stateOf());
  await takeSnapshot(io, { output: "before.json" });
  const { console: admin } = emulator.organization();
  admin.updateFederationRule("two", { workspaces: ["Lab"] });
  admin.updateFederationIssuer("ci", { checkJti: true });
  admin.archiveFederationRule("all");
  admin.createFederationIssuer({ name: "new", issuerUrl: "https://new.example.com" });
  const { report } = await reportDrift(io, { ...driftOptions, since: "before.json" });
  const rows = report.findings
    .filter(({ kind }) => kind.startsWith("Federation"))
    .map(({ category, kind, name, detail }) => `${category} ${kind} ${name}: ${detail}`);
  const day = emulator.clock.now().toISOString().slice(0, 10);
  expect(rows.toSorted()).toEqual([
    "since FederationIssuer ci: checkJti: false before, true now",
    "since FederationIssuer new: added (active)",
    "since FederationRule all: status: active before, archived now",
    'since FederationRule two: workspaces: ["wrkspc_lab","wrkspc_live"] before, ["wrkspc_lab"] now',
    expect.stringMatching(/^unmanaged FederationIssuer bootstrap: .*only the Console can change it/),
    `unmanaged FederationIssuer ci: https://ci.example.com, created ${day}`,
    `unmanaged FederationIssuer inline: https://inline.example.com, created ${day}`,
    `unmanaged FederationIssuer new: https://new.example.com, created ${day}`,
    expect.stringMatching(
      /^unmanaged FederationRule root: its access tokens can administer the organization/,
    ),
    `unmanaged FederationRule two: exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:*","claims":{"ref":"main"}} for access to Lab with workspace:developer, created ${day}`,
  ]);
});

it("says in one line that an Admin key cannot read federation, and sends no request for it", async () => {
  const { io, emulator, progress } = await workdirOf({ seed: federationSeed });
  await takeSnapshot(io, {});
  expect(progress.filter((line) => line.includes("federation issuers"))).toEqual([
    expect.stringMatching(/^Not read: .*federation issuers and rules, because .* is an Admin API key\./),
  ]);
  expect(emulator.requests.filter(({ path }) => path.includes("federation"))).toEqual([]);
});

import type { Report } from "../../../cli/drift/report.ts";
import { type DriftOptions, reportDrift } from "../../../cli/drift/reportDrift.ts";
import { importOrganization } from "../../../cli/import/importOrganization.ts";
import { objectKinds } from "../../../cli/import/selection.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Emulator, Seed } from "../../../emulator/index.ts";
import { stateOf, type Workdir, workdirOf } from "../workdir.ts";

export const driftOptions: DriftOptions = {
  state: ["state.json"],
  expiringWithin: 5,
};

export interface ManagedOrganization extends Workdir {
  readonly emulator: Emulator;
  drift(options?: Partial<DriftOptions>): Promise<Report>;
}

/** An organization that a stack manages, with ignore rules for the objects that no program can declare. */
export async function managedOrganization(
  seed: Seed | "sample",
  {
    style = "each",
    kinds,
    token,
  }: { style?: "each" | "list"; kinds?: "all"; token?: "oauth" | "interactiveOauth" } = {},
): Promise<ManagedOrganization> {
  const managed = await workdirOf({ seed, token });
  await managed.write("state.json", stateOf());
  await importOrganization(managed.io, {
    state: ["state.json"],
    ...(kinds === "all" ? { kinds: objectKinds } : {}),
    style,
    program: "organization.ts",
    importFile: "import.json",
  });
  const { resources } = JSON.parse(await managed.file("import.json"));
  await managed.write(
    "state.json",
    stateOf(resources.map(({ type, ...rest }: { type: string }) => ({ ...rest, kind: type.split(":")[2] }))),
  );
  const drift = async (options: Partial<DriftOptions> = {}) =>
    (await reportDrift(managed.io, { ...driftOptions, ...options })).report;
  await drift({ accept: true });
  managed.printed.length = 0;
  managed.progress.length = 0;
  managed.emulator.clearRequests();
  return { ...managed, drift };
}

/** An organization with findings of most categories since `before.json`, and with names that need escaping. */
export async function driftedOrganization(): Promise<ManagedOrganization> {
  const managed = await managedOrganization("sample", { kinds: "all" });
  await takeSnapshot(managed.io, { output: "before.json" });
  const { console: admin } = managed.emulator.organization();
  admin.updateWorkspace("Research", { name: "<script>alert(1)</script> | @acme/all \u001b[2J" });
  admin.createWorkspace({ name: "of mallory@example.net `x`" });
  admin.archiveWorkspace("Customer Support");
  admin.setUserRole("kenji.mori@example.com", "user");
  admin.setUserEmail("lucia.romero@example.com", "lucia@example.org");
  admin.removeUser("priya.nair@example.com");
  admin.acceptInvite("hana.sato@example.com");
  admin.addUser({ email: "eve@example.com", name: "Eve Eavesdropper", role: "developer" });
  admin.addMember("Production", "eve@example.com", "workspace_admin");
  admin.invite("later@example.com", "developer");
  admin.createApiKey({ name: "sk-ant-api03-pasted-by-mistake", createdBy: "eve@example.com" });
  admin.createWorkspace({ name: "sk-ant-api03-pasted-here" });
  return managed;
}

/** The resources in `state.json`, as `stateOf` takes them. */
export async function resourcesOf(managed: Pick<Workdir, "file">) {
  const { deployment } = JSON.parse(await managed.file("state.json"));
  return deployment.resources.slice(1).map(({ urn, type, ...rest }: { urn: string; type: string }) => ({
    ...rest,
    name: urn.split("::").at(-1),
    kind: type.split(":").at(-1),
  }));
}

/** The findings as `CATEGORY KIND ID`, sorted. */
export function rows({ findings }: Report, except: readonly string[] = []): string[] {
  return findings
    .filter(({ category }) => !except.includes(category))
    .map(({ category, kind, id, user, workspace }) =>
      kind === "WorkspaceMembers" && user !== undefined
        ? `${category} WorkspaceMember ${workspace?.id}/${user.email ?? user.userId}`
        : `${category} ${kind} ${id}`,
    )
    .sort();
}

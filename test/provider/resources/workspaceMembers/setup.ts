import { z } from "zod";
import type { WorkspaceRole } from "../../../../emulator/index.ts";
import { type Held, type Organization, organization } from "../../session.ts";

export const alice = "alice@example.com";

export const bob = "bob@example.com";

export const carol = "carol@example.com";

export const dave = "dave@example.com";

export const developer = (email: string) => ({ email, role: "workspace_developer" as const });

export const admin = (email: string) => ({ email, role: "workspace_admin" as const });

export interface Place extends Organization {
  /** The workspace's id. */
  readonly workspace: string;
  /** The id of somebody in the organization. */
  id(email: string): string;
  /** Who is there, as `alice workspace_developer`. */
  there(): string[];
}

/** An organization of alice, bob, carol and dave, with one workspace and these people in it. */
export async function start(...members: { email: string; role: WorkspaceRole }[]): Promise<Place> {
  return await startAt(0.1, ...members);
}

export async function startAt(
  pace: number,
  ...members: { email: string; role: WorkspaceRole }[]
): Promise<Place> {
  const made = await organization({ pace });
  const { byHand, emulator } = made;
  const { id: workspace } = byHand.createWorkspace({ name: "Research" });
  const ids = new Map([alice, bob, carol, dave].map((email) => [email, byHand.addUser({ email }).id]));
  for (const { email, role } of members) byHand.addMember(workspace, email, role);
  return {
    ...made,
    workspace,
    id: (email) => ids.get(email) ?? "",
    there: () => {
      const { users, members: all } = emulator.organization().state();
      return all
        .filter((member) => member.workspace_id === workspace)
        .map(({ user_id: id, workspace_role: role }) => {
          const email = users.find((user) => user.id === id)?.email ?? id;
          return `${email.split("@")[0]} ${role}`;
        })
        .sort();
    },
  };
}

export const People = z.array(
  z.object({
    email: z.string().optional(),
    userId: z.string().optional(),
    role: z.string(),
    status: z.string(),
    waitingFor: z.string().optional(),
  }),
);

/** How everybody stands, as `alice developer active`. */
export function peopleOf({ outputs }: Held): string[] {
  return People.parse(outputs["people"]).map(({ email, userId, role, status, waitingFor }) =>
    [email?.split("@")[0] ?? userId, role.replace("workspace_", ""), status, waitingFor]
      .filter((word) => word !== undefined)
      .join(" "),
  );
}

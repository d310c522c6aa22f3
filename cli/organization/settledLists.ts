import { Live, type Since } from "../../provider/api/live.ts";
import type { InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "../../provider/api/objects.ts";

/** Lists of an organization that nobody else changes meanwhile, or that are to be of one moment: each is read once. */
export class SettledLists extends Live {
  override users(): Promise<readonly UserWire[]> {
    return super.users(Live.anytime);
  }

  override usersAfterInvites(): Promise<readonly UserWire[]> {
    return super.users(Live.anytime);
  }

  override invites(): Promise<readonly InviteWire[]> {
    return super.invites(Live.anytime);
  }

  override workspaces(): Promise<readonly WorkspaceWire[]> {
    return super.workspaces(Live.anytime);
  }

  override members(workspaceId: string, _since: Since): Promise<readonly WorkspaceMemberWire[]> {
    return super.members(workspaceId, Live.anytime);
  }
}

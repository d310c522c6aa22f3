import { type ApiError, isNotFound, isUncodedRejection } from "../api/apiError.ts";
import { createAfterLook } from "../api/createOnce.ts";
import { WorkspaceMemberDeletedWire, WorkspaceMemberWire, type WorkspaceWire } from "../api/objects.ts";
import { path } from "../api/path.ts";
import { administratorRoles, defaultWorkspaceName } from "../api/plausible.ts";
import { writeThenVerify } from "../api/writeThenVerify.ts";
import { apiLimitation } from "../apiLimitations.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";

/** A person, as far as memberships are concerned. */
export interface Subject {
  readonly id: string;
  /** The role in the organization. */
  readonly role: string;
}

/** The workspace, when the organization has it, and whether memberships can be had in it. */
export async function openWorkspace(
  { cache }: Operation,
  id: string,
  minFreshness: number,
): Promise<{ readonly wire: WorkspaceWire | undefined; readonly open: boolean }> {
  const list = await cache.workspaces(minFreshness);
  const wire =
    list.find((candidate) => candidate.id === id) ?? (await cache.confirmWorkspace(id, minFreshness));
  return { wire, open: wire !== undefined && wire.archived_at === null };
}

/** Refuses the default workspace, which has no members of its own, and one that is archived or not there. */
export async function mustTakeMembers(
  operation: Operation,
  workspace: string,
  minFreshness: number,
  doing: string,
): Promise<void> {
  const { wire, open } = await openWorkspace(operation, workspace, minFreshness);
  if (wire?.name === defaultWorkspaceName) {
    throw new UserError(`cannot ${doing}: ${apiLimitation("defaultWorkspaceMembers")}`);
  }
  if (open) return;
  throw new UserError(
    `cannot ${doing}: ${wire === undefined ? "the organization has no such workspace" : "the workspace is archived, which is final"}. Name another workspace.`,
  );
}

/** Somebody's explicit membership of a workspace, by the list: the API answers staleness when asked for one. */
export async function memberOf(
  { cache }: Operation,
  workspace: string,
  userId: string,
  minFreshness: number,
): Promise<WorkspaceMemberWire | undefined> {
  const members = await cache.members(workspace, minFreshness);
  return members.find((member) => member.user_id === userId);
}

/**
 * A user's explicit membership of a workspace, for reads. Requests the membership itself when the list lacks it: a refresh
 * that trusted a stale list would drop a membership that still exists from the state.
 */
export async function seenMember(
  operation: Operation,
  workspace: string,
  user: Subject,
  minFreshness: number,
): Promise<WorkspaceMemberWire | undefined> {
  const listed = await memberOf(operation, workspace, user.id, minFreshness);
  if (listed !== undefined || administratorRoles.includes(user.role)) return listed;
  const alone = await operation.cache.confirmMember(workspace, user.id);
  return alone?.workspace_role === inherited ? undefined : alone;
}

/** Gives somebody a place in a workspace. A lost answer is looked for before it is sent again. */
export async function addMember(
  operation: Operation,
  workspace: string,
  user: Subject,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  const { client, cache } = operation;
  const made = await createAfterLook({
    client,
    send: async () => {
      const { value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/workspaces/${workspace}/members`,
        body: { user_id: user.id, workspace_role: role },
        schema: WorkspaceMemberWire,
        doing,
      });
      return value;
    },
    look: () => memberOf(operation, workspace, user.id, performance.now()),
    asDeclared: (found) => found.workspace_role === role,
  });
  cache.storeMember(made);
  return made;
}

/** Changes the role of a workspace member. */
export async function changeRole(
  operation: Operation,
  workspace: string,
  user: Subject,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  try {
    const member = await writeThenVerify(
      () => sendRole(operation, workspace, user, role, doing),
      async (failure) => {
        const after = await lookAfter(operation, workspace, user, failure);
        return after?.workspace_role === role ? after : undefined;
      },
    );
    operation.cache.storeMember(member);
    return member;
  } catch (error) {
    throw error instanceof Absent ? error.refusal : error;
  }
}

/**
 * Ends a membership that no list shows. A list may be stale, and a user who is skipped because of it keeps their access, so
 * the request is sent anyway.
 */
export async function takeOutUnseen(
  operation: Operation,
  workspace: string,
  user: Subject,
  doing: string,
): Promise<void> {
  const found = operation.limits.spendUnlisted(doing);
  if ((await takeOut(operation, workspace, user, doing)) === "removed") found();
}

/**
 * Ends a membership; succeeds when there is none. The API cannot remove billing members of the organization from a
 * workspace: if their workspace role was raised, it is reset to the one that comes with the organization role.
 */
export async function takeOut(
  operation: Operation,
  workspace: string,
  user: Subject,
  doing: string,
): Promise<"removed" | "absent"> {
  const { client, cache } = operation;
  const remove = () =>
    writeThenVerify<unknown>(
      () =>
        client.request({
          method: "DELETE",
          path: path`/v1/organizations/workspaces/${workspace}/members/${user.id}`,
          schema: WorkspaceMemberDeletedWire,
          doing,
          repeatable: true,
        }),
      // An attempt whose response was lost may have removed the membership: then `patiently` must not wait for it.
      async (failure) =>
        (failure.outcomeUnknown && (await isOver(operation, workspace, user, failure))) || undefined,
    );
  let outcome: "removed" | "absent";
  try {
    outcome = await writeThenVerify<"removed" | "absent">(
      async () => {
        if (user.role === "billing") await sendRole(operation, workspace, user, inherited, doing);
        else await patiently(operation, workspace, user.id, remove);
        return "removed";
      },
      async (failure) => {
        const after = await leftAfter(operation, workspace, user, failure);
        return after === undefined || after.workspace_role === inherited ? "removed" : undefined;
      },
    );
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    outcome = "absent";
  }
  cache.dropMember(workspace, user.id);
  return outcome;
}

/** Whether neither the list nor the API itself has a membership any more that we may have ended. */
async function isOver(
  operation: Operation,
  workspace: string,
  user: Subject,
  failure: ApiError,
): Promise<boolean> {
  const { cache } = operation;
  // Before it is forgotten: what this process has removed is not asked for.
  if ((await stillSeen(operation, workspace, user, failure)) !== undefined) return false;
  // Else the list would be asked again and again for what we gave a moment ago.
  cache.dropMember(workspace, user.id);
  const present = await lookAfter(operation, workspace, user, failure);
  if (present !== undefined) cache.storeMember(present);
  return present === undefined;
}

const inherited = "workspace_billing";

async function sendRole(
  operation: Operation,
  workspace: string,
  user: Subject,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  const { value } = await patiently(operation, workspace, user.id, () =>
    operation.client.request({
      method: "POST",
      path: path`/v1/organizations/workspaces/${workspace}/members/${user.id}`,
      body: { workspace_role: role },
      schema: WorkspaceMemberWire,
      doing,
      repeatable: true,
    }),
  );
  return value;
}

/** The API refused because a user is not a member of a workspace, and a list that was requested later lacks them, too. */
class Absent extends Error {
  readonly refusal: ApiError;

  constructor(refusal: ApiError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * After a failure, what counts is what is there now: in an archived workspace nothing. When that cannot be seen either,
 * the failure is the better story.
 */
export async function lookAfter(
  operation: Operation,
  workspace: string,
  user: Pick<Subject, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  const minFreshness = performance.now();
  try {
    return await memberOf(operation, workspace, user.id, minFreshness);
  } catch {
    const { open } = await openWorkspace(operation, workspace, minFreshness).catch(() => {
      throw failure;
    });
    if (open) throw failure;
    return undefined;
  }
}

/**
 * A membership that is still there after its removal failed: by the list, and when the list misses it, by the membership
 * itself.
 */
async function leftAfter(
  operation: Operation,
  workspace: string,
  user: Pick<Subject, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  const listed = await lookAfter(operation, workspace, user, failure);
  return listed ?? (await stillSeen(operation, workspace, user, failure));
}

/**
 * A membership that the API still shows when asked for it alone. It may answer for some seconds what was true before a
 * write, so it is asked several times before it is believed.
 */
async function stillSeen(
  { client, cache }: Operation,
  workspace: string,
  user: Pick<Subject, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  let seen: WorkspaceMemberWire | undefined;
  for (const seconds of [0, 1, 2, 4]) {
    await client.pause(seconds * 1000 * client.pace);
    seen = await cache.confirmMember(workspace, user.id).catch(() => {
      throw failure;
    });
    if (seen === undefined || seen.workspace_role === inherited) return undefined;
  }
  return seen;
}

/**
 * For some seconds after a membership was written, by whomever, the API may say that there is none. While the list has
 * it, that is waited out: longer for what this process wrote, since then it is certain.
 */
async function patiently<T>(
  operation: Operation,
  workspace: string,
  userId: string,
  request: () => Promise<T>,
): Promise<T> {
  for (const [tries, seconds] of [1, 2, 4, 8, 8, 8].entries()) {
    try {
      return await request();
    } catch (error) {
      if (!isUncodedRejection(error) && !(isNotFound(error) && error.code === undefined)) throw error;
      if (!operation.cache.wroteMember(workspace, userId)) {
        // An earlier run may have given it a moment ago. A list that is itself late must not hold anybody up for long.
        const left = await leftAfter(operation, workspace, { id: userId }, error);
        if (left === undefined) throw new Absent(error);
        if (tries > 2) throw error;
      }
      await operation.client.pause(seconds * 1000 * operation.client.pace);
    }
  }
  return await request();
}

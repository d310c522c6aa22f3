import { type Attempts, attemptsFor } from "../../api/absence.ts";
import { isWithoutAccess } from "../../api/spendLimits/access.ts";
import type { SpendLimitWire } from "../../api/spendLimits/objects.ts";
import { UserError } from "../../errors.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Failure, Operation } from "../../kernel/definition.ts";
import { noteEmailChange, rejectChangedEmail } from "../../users/emailChanged.ts";
import { findUser, isSameUser, waitingFor } from "../../users/findUser.ts";
import { formerEmailAttention } from "../../users/formerEmail.ts";
import type { UserIdentity } from "../../users/names.ts";
import { findMemberToRemove } from "../../users/outcome.ts";
import { findWorkspace, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { changeLimit, declareLimit } from "./declare.ts";
import {
  type Declared,
  parseSpendLimitId,
  pendingInId,
  periodOf,
  shown,
  spendLimitNames,
  targetIn,
  targetNames,
  whyArchived,
} from "./identity.ts";
import { Inputs, State, unlimited } from "./schema.ts";
import { amountOf, fromWire, pending } from "./wire.ts";
import { deleteLimit } from "./writes.ts";

// A spend limit is identified by its scope and period. Setting it again creates no second limit, but may change its ID. Delete also
// deletes an adopted limit, so that the inherited limit applies again.

export const spendLimit = defineResource<typeof Inputs, typeof State>({
  kind: "SpendLimit",
  inputs: Inputs,
  state: State,
  managed: ["scope", "workspace", "email", "userId", "amount", "period"],
  derived: { email: ["userId"] },
  impossible: {
    currency: "changeSpendCurrency",
    enabled: "enableExtraUsage",
    isEnabled: "enableExtraUsage",
    seatTier: "setInheritedSpendLimit",
    rbacGroupId: "setInheritedSpendLimit",
    service: "setInheritedSpendLimit",
  },
  identifying: ["scope", "workspace", "email", "userId", "period"],
  // When a loop names resources by index, limits can move between resources. Deletes run last, when all resources are declared.
  replaceInOrder: "createFirst",

  parseId: parseSpendLimitId,
  names: (properties, id) => spendLimitNames(properties, id),
  // The email in the state is not used, since it may belong to another user by now.
  exclusiveNamesInState: (_, { scope, userId, period }) => targetNames({ scope, userId, period }),

  reject(inputs, { olds, unknown }) {
    const { scope, workspace, email, userId, amount, period } = inputs;
    const failures: Failure[] = [];
    /** Reported for the property that changed, since one that is unchanged is not rejected. */
    const fail = (properties: readonly [keyof Inputs, ...(keyof Inputs)[]], reason: string) => {
      const property = properties.find((name) => olds?.[name] !== inputs[name]) ?? properties[0];
      failures.push({ property, reason });
    };
    if (scope === undefined) return [];
    if (scope !== "workspace" && workspace !== undefined)
      fail(
        ["workspace", "scope"],
        `\`workspace\` cannot be set with \`scope: "${scope}"\`. Remove it, or set \`scope: "workspace"\`.`,
      );
    if (scope === "workspace" && workspace === undefined && !unknown.has("workspace"))
      fail(["scope", "workspace"], 'Set `workspace` with `scope: "workspace"`.');
    for (const name of ["email", "userId"] as const) {
      if (scope !== "user" && inputs[name] !== undefined)
        fail(
          [name, "scope"],
          `\`${name}\` cannot be set with \`scope: "${scope}"\`. Remove it, or set \`scope: "user"\`.`,
        );
    }
    const areKnown = !unknown.has("email") && !unknown.has("userId");
    if (scope === "user" && areKnown && (email === undefined) === (userId === undefined)) {
      fail(
        ["scope", "email", "userId"],
        `Set \`email\` or \`userId\`${email === undefined ? "" : ", not both,"} with \`scope: "user"\`.`,
      );
    }
    if (scope !== "user" && period !== undefined && period !== "monthly")
      fail(
        ["period", "scope"],
        `\`period\` must be \`monthly\` with \`scope: "${scope}"\`: only limits of users can have other periods.`,
      );
    if (scope !== "user" && amount === unlimited)
      fail(
        ["amount", "scope"],
        `\`amount\` cannot be \`unlimited\` with \`scope: "${scope}"\`. Remove the resource instead: only limits of users can be unlimited.`,
      );
    return failures;
  },

  async verify(operation, inputs, { olds, minFreshness }) {
    const { scope, workspace } = inputs;
    if (scope === "workspace" && workspace !== undefined && workspace !== olds?.workspace) {
      const doing = `set the ${shown({ ...inputs, scope })}`;
      await requireWorkspace(operation, workspace, minFreshness, doing);
    }
  },

  async sameObject(operation, id, old, inputs) {
    const { scope, workspace, email, userId } = inputs;
    if (scope !== old.scope || periodOf(inputs) !== periodOf(old)) return false;
    if (scope !== "user") return scope === "organization" || workspace === old.workspace;
    if (email !== undefined && email === old.email) return true;
    if (userId !== undefined && userId === old.userId) return true;
    return await isSameUser(operation, { email, userId }, userOf(id, old));
  },

  async attention(operation, old, inputs) {
    if (old.status === "archived") return { refuses: whyArchived({ ...old, ...inputs }) };
    const { email, userId } = inputs;
    if (old.status !== "pending")
      return await formerEmailAttention(operation, `update the ${shown({ ...old, ...inputs })}`, email, old);
    const standing = await findUser(operation, { email, userId }, operation.cache.lastMinute());
    noteEmailChange(operation, standing);
    return standing.is === "member" || waitingFor(standing) !== old.waitingFor ? "complete" : undefined;
  },

  async unadoptable(_, __, { scope, status }) {
    if (status === "archived") return "the workspace is archived, which is final.";
    if (status === "pending") return "the user is not in the organization. Remove `import`.";
    if (["organization", "workspace", "user"].includes(scope ?? "")) return undefined;
    return `the API can only read limits with the scope \`${scope}\`. Use \`SpendLimit.get\` to read it.`;
  },

  create: (operation, inputs) => declareLimit(operation, inputs),

  async read(operation, id, old) {
    const { cache } = operation;
    const minFreshness = cache.lastMinute();
    if (old?.scope === "workspace" && old.workspace !== undefined) {
      if (await isArchived(operation, old.workspace, minFreshness))
        return { scope: "workspace", workspace: old.workspace, status: "archived" };
    }
    if (old?.status === "pending" || pendingInId(id) !== undefined) {
      const user = await findUser(operation, userOf(id, old ?? {}), minFreshness);
      if (user.is !== "member") return old === undefined ? undefined : pending(user);
      const target = targetIn({ ...declaredIn(id, old), userId: user.user.id });
      const limit = target === undefined ? undefined : await cache.spendLimits.find(target, minFreshness);
      const isOther = old?.status === "pending" && limit !== undefined && amountOf(limit) !== old.amount;
      if (limit !== undefined && !isOther) return fromWire(limit, user.user);
      // The next `up` sets the limit of a user who has just joined, or rejects an amount that someone else set.
      if (old?.status === "pending") return { status: "pending" };
    }
    const limit = await lookUp(operation, id, old, minFreshness, attemptsFor(old));
    if (limit !== undefined) {
      const userId = limit.scope.user_id ?? undefined;
      const user = userId === undefined ? undefined : await findUser(operation, { userId }, minFreshness);
      const observed = fromWire(limit, user?.is === "member" ? user.user : undefined);
      const { workspace_id: workspace } = limit.scope;
      if (old?.workspace !== undefined || typeof workspace !== "string") return observed;
      const archived = await isArchived(operation, workspace, minFreshness);
      return archived ? { ...observed, status: "archived" } : observed;
    }
    // A list without limits is plausible, but a list without users is not, so the list of users reveals a broken response.
    await cache.users(minFreshness);
    if (old?.scope !== "user") return undefined;
    const standing = await findUser(operation, userOf(id, old), minFreshness);
    return standing.is === "member" ? undefined : { ...pending(standing), userId: null };
  },

  async update(operation, id, old, inputs) {
    const { email, userId = old.userId } = inputs;
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(inputs)}`);
    if (email !== undefined && email !== old.email && old.userId !== undefined) {
      const standing = await findUser(operation, { userId: old.userId }, operation.cache.lastMinute());
      if (standing.is === "member") rejectChangedEmail(`update the ${shown(inputs)}`, email, standing.user);
    }
    if (old.status === "active" && inputs.amount === old.amount) return {};
    return await changeLimit(operation, old, inputs, userOf(id, { email, userId }));
  },

  retained(old) {
    const { onDelete = old.scope === "organization" ? "retain" : "remove" } = old;
    if (onDelete === "remove") return undefined;
    return `The ${shown(old)} is left unchanged, since \`onDelete\` is ${old.onDelete === undefined ? 'not "remove"' : '"retain"'}.`;
  },

  async delete(operation, id, old) {
    try {
      await remove(operation, id, old);
    } catch (error) {
      if (!isWithoutAccess(error)) throw error;
      throw new UserError(
        `cannot delete the ${shown(old)}: this organization has no access to the Spend Limits API, which is in early access. ` +
          'Ask your Anthropic account team for early access, or set `onDelete: "retain"` and run `pulumi up` before you delete the resource, which leaves the limit unchanged.',
      );
    }
  },
});

/** Deletes the limit, and succeeds if there is none. */
async function remove(operation: Operation, id: string, old: State): Promise<void> {
  const { cache, began } = operation;
  if (old.scope === "workspace" && old.workspace !== undefined) {
    // The limit of an archived workspace has no effect.
    if (await isArchived(operation, old.workspace, began)) return;
  }
  let { userId } = old;
  if (old.scope === "user" && userId === undefined) {
    const standing = await findMemberToRemove(operation, userOf(id, old));
    if (standing.is !== "member") return;
    userId = standing.user.id;
  }
  const target = targetIn({ ...declaredIn(id, old), userId });
  if (target === undefined) {
    throw new UserError(
      `cannot delete SpendLimit ${id}: its state does not contain the target of the limit. Run \`pulumi refresh\` to complete the state, and delete the resource again.`,
    );
  }
  const limit = await lookUp(operation, id, { ...old, userId }, began, "repeated");
  if (limit === undefined) {
    await cache.users(began);
    return;
  }
  // An interrupted run may have set this amount after the user joined. Any other amount was set outside of Pulumi.
  if (old.status === "pending" && amountOf(limit) !== old.amount) return;
  await deleteLimit(operation, limit.id, target, `delete the ${shown(old)} (${amountOf(limit)})`);
}

/** Whether a workspace is archived. One that the API does not return still has its limit, since the API cannot delete workspaces. */
async function isArchived(operation: Operation, workspace: string, minFreshness: number): Promise<boolean> {
  const { wire, open } = await findWorkspace(operation, workspace, minFreshness);
  return wire !== undefined && !open;
}

/** Finds the limit in the list by its target, or else reads it by its ID, if that is known. */
async function lookUp(
  { cache }: Operation,
  id: string,
  old: (Declared & { readonly spendLimitId?: string }) | undefined,
  minFreshness: number,
  attempts: Attempts,
): Promise<SpendLimitWire | undefined> {
  const { spendLimits } = cache;
  const target = old === undefined ? undefined : targetIn(old);
  const known = old?.spendLimitId ?? (pendingInId(id) === undefined ? id : undefined);
  const lookup = {
    list: async (freshness: number) =>
      target === undefined
        ? (await spendLimits.all(freshness)).find((limit) => limit.id === id)
        : await spendLimits.find(target, freshness),
    request: async () => (known === undefined ? undefined : await spendLimits.confirm(known, target)),
  };
  return await cache.find(lookup, minFreshness, attempts);
}

/** The user of a limit. The email in the ID of a limit that was pending identifies the user until the user's ID is known. */
function userOf(id: string, { email, userId }: UserIdentity): UserIdentity {
  const { email: emailInId, userId: userIdInId } = pendingInId(id) ?? {};
  return { email: email ?? emailInId, userId: userId ?? userIdInId };
}

function declaredIn(id: string, old: State | undefined): Declared {
  const { period } = pendingInId(id) ?? {};
  return old ?? { scope: "user", period };
}

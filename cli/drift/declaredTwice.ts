import { at, type Properties, same } from "../../provider/kernel/values.ts";
import { userInId } from "../../provider/users/names.ts";
import type { StackResource } from "../states/stackState.ts";
import type { DriftContext } from "./context.ts";
import { shown } from "./differences.ts";
import { type Declaration, type Finding, kindNameOf } from "./finding.ts";
import { SecretProperties } from "./secrets.ts";
import { subjectOf } from "./subject.ts";

interface Declared {
  readonly stack: string;
  readonly resource: StackResource;
  /** The declared values: the inputs of the resource, or one entry of its list. */
  readonly values: Properties;
}

/**
 * Objects that more than one resource declares, in one stack or in several. The resource that is updated last wins, and
 * deleting one of them removes the object of the others.
 */
export function declaredTwice(context: DriftContext): Finding[] {
  const byObject = new Map<string, Declared[]>();
  for (const { state } of context.stacks) {
    for (const resource of state.resources) {
      for (const { object, values } of objectsOf(context, resource)) {
        const others = byObject.get(object) ?? [];
        byObject.set(object, [...others, { stack: state.label, resource, values }]);
      }
    }
  }
  return [...byObject.values()].flatMap((declared) => {
    const [first, ...others] = declared;
    if (first === undefined || others.length === 0 || isPartOfList(declared)) return [];
    return [findingOf(context, first, declared)];
  });
}

/** The objects that a resource declares, each with a key that is the same for every resource that declares it. */
function objectsOf(context: DriftContext, resource: StackResource): { object: string; values: Properties }[] {
  const { kind, id, inputs, outputs } = resource;
  const userKey = (properties: Properties) => {
    const user = context.userOf(properties);
    return user?.id ?? String(properties["email"] ?? properties["userId"] ?? id);
  };
  switch (kind.kind) {
    case "Member":
      return [{ object: `user ${userKey(outputs)}`, values: inputs }];
    case "Invite":
      // An accepted or expired invitation is no longer managed.
      return outputs["status"] === "pending" ? [{ object: `user ${userKey(outputs)}`, values: inputs }] : [];
    case "WorkspaceMember":
      return [{ object: `membership ${String(outputs["workspace"])} ${userKey(outputs)}`, values: inputs }];
    case "WorkspaceMembers": {
      const { workspace, members } = inputs;
      const entries: Properties[] = Array.isArray(members) ? members : [];
      return [
        { object: `list ${String(workspace)}`, values: {} },
        ...entries.map((entry) => ({
          object: `membership ${String(workspace)} ${userKey(entry)}`,
          values: { ...entry, workspace },
        })),
      ];
    }
    case "RbacGroupMembers": {
      const { group, members } = inputs;
      const names: unknown[] = Array.isArray(members) ? members : [];
      return [
        { object: `list ${String(group)}`, values: {} },
        ...names.map((name) => ({
          object: `membership ${String(group)} ${userKey({ ...userInId(String(name)) })}`,
          values: { group },
        })),
      ];
    }
    case "SpendLimit": {
      const { scope, period = "monthly", workspace } = outputs;
      const of = scope === "user" ? userKey(outputs) : String(workspace ?? "");
      return [{ object: `spend limit ${String(scope)} ${of} ${String(period)}`, values: inputs }];
    }
    default:
      return [{ object: `${kind.kind} ${id}`, values: inputs }];
  }
}

/** The resource types that are lists of members. */
const listKinds: readonly string[] = ["WorkspaceMembers", "RbacGroupMembers"];

/** Whether two lists of one workspace or group declare the object. The finding about the lists covers it. */
function isPartOfList(declared: readonly Declared[]): boolean {
  const lists = declared.filter(({ resource }) => listKinds.includes(resource.kind.kind));
  const isMember = declared.some(({ values }) => "role" in values || "group" in values);
  return lists.length > 1 && isMember && lists.length === declared.length;
}

function findingOf(
  context: DriftContext,
  { resource, values }: Declared,
  declared: readonly Declared[],
): Finding {
  const { kind, id, outputs } = resource;
  const about = "role" in values && kind.kind === "WorkspaceMembers" ? values : undefined;
  const properties = [...new Set(declared.flatMap(({ values: other }) => Object.keys(other)))].filter(
    (property) =>
      !property.startsWith("__") &&
      property !== "adopt" &&
      !declared.some(({ resource: { unreadable } }) => unreadable.includes(property)) &&
      declared.some(({ values: other }) => !same(other[property], values[property])),
  );
  const declarations: Declaration[] = declared.map((each) => ({
    stack: each.stack,
    resource: each.resource.name,
    values: Object.fromEntries(
      properties.flatMap((property) => {
        const value = at(each.values, property);
        return value === undefined ? [] : [[property, secretsOf(each).value(property, value)]];
      }),
    ),
  }));
  return {
    category: "declared-twice",
    ...secretsOf({ resource, values }).subject(
      subjectOf(context, kindNameOf(kind), id, { ...outputs, ...values }, about),
    ),
    declarations,
    differences: [],
    detail: declaredBy(declarations),
  };
}

/** `declared by dev (alice: role user) and by prod (alice: role developer); keep one of them`. */
export function declaredBy(declarations: readonly Declaration[]): string {
  const sides = declarations.map(({ stack, resource, values = {} }) => {
    const list = Object.entries(values).map(([property, value]) => `${property} ${shown(value)}`);
    return `${stack} (${resource}${list.length === 0 ? "" : `: ${list.join(", ")}`})`;
  });
  return `declared by ${sides.join(" and by ")}; keep one of them`;
}

/** The secret properties of a declaration: of the resource, or of one entry of its list. */
function secretsOf({ resource: { kind, secrets }, values }: Pick<Declared, "resource" | "values">) {
  const isEntry = kind.kind === "WorkspaceMembers" && "role" in values;
  return new SecretProperties(secrets, isEntry ? "members." : "");
}

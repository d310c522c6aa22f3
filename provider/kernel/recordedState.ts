import { z } from "zod";
import { jsonOf } from "../api/parse.ts";
import type { ObjectName } from "./definition.ts";
import { managedIn } from "./managed.ts";
import { ourTypes } from "./resourceType.ts";
import { organizationIn } from "./state.ts";
import type { Properties } from "./values.ts";

/** A resource of this package in the state of the stack. */
export interface RecordedResource {
  readonly type: string;
  /** The name in the program, from the URN. */
  readonly name: string;
  /** `project/stack`, from the URN. */
  readonly stack: string;
  readonly id: string;
  readonly organization: string | undefined;
  /** All names of the object and of objects that it includes, such as the members of a list. */
  readonly names: readonly ObjectName[];
  /** Whether its delete will remove nothing: the object is gone as far as the state knows, or a replacement has deleted it. */
  readonly ended: boolean;
  /** The managed paths, such as `limits.requests_per_minute`. */
  readonly managed: readonly string[];
}

/**
 * Reads the resources in the state of a stack, or of the selected one. Returns undefined if there is no such stack, or its state
 * cannot be read.
 */
export type ReadState = (stack: string | undefined) => Promise<readonly RecordedResource[] | undefined>;

/** The names of an object of a resource type. Undefined for an unknown type. */
export type NamesOf = (type: string, outputs: Properties, id: string) => readonly ObjectName[] | undefined;

const Exported = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          external: z.boolean().optional(),
          pendingReplacement: z.boolean().optional(),
          outputs: z.record(z.string(), z.unknown()).nullish(),
        }),
      )
      .nullish(),
  }),
});

/** The resources in the output of `pulumi stack export`, without those that `X.get` reads. */
export function recordedIn(exported: string, namesOf: NamesOf): readonly RecordedResource[] | undefined {
  const parsed = Exported.safeParse(jsonOf(exported));
  if (!parsed.success) return undefined;
  return (parsed.data.deployment.resources ?? []).flatMap(
    ({ urn, type, id = "", external, pendingReplacement = false, outputs }) => {
      if (!type.startsWith(ourTypes) || external === true) return [];
      const kind = type.slice(ourTypes.length);
      return recordedResource({ urn, type: kind, id, outputs: outputs ?? {}, pendingReplacement }, namesOf);
    },
  );
}

/** The statuses of resources whose delete removes nothing. */
const endedStatuses: ReadonlySet<unknown> = new Set(["removed", "withdrawn", "archived"]);

/** A resource as the state stores it. An empty array if its type is unknown. */
export function recordedResource(
  stored: {
    readonly urn: string;
    readonly type: string;
    readonly id: string;
    readonly outputs: Properties;
    readonly pendingReplacement?: boolean;
  },
  namesOf: NamesOf,
): RecordedResource[] {
  const { urn, type, id } = stored;
  const outputs = Object.fromEntries(Object.entries(stored.outputs).filter(([, value]) => isPlain(value)));
  const names = namesOf(type, outputs, id);
  if (names === undefined) return [];
  const [stack = "", project = "", , ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  const organization = organizationIn(outputs)?.toLowerCase();
  const ended = stored.pendingReplacement === true || endedStatuses.has(outputs["status"]);
  const managed = managedIn(outputs);
  return [
    { type, name: name.join("::"), stack: `${project}/${stack}`, id, organization, names, managed, ended },
  ];
}

// The signature of values that JSON cannot express, such as encrypted secrets: sdk/go/common/resource/sig of Pulumi.
const signature = "4dabf18193072939515e22adb298388d";

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return !(signature in value) && Object.values(value).every(isPlain);
}

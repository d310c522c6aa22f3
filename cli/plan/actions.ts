import { counted, type Noun, nouns } from "../output/counting.ts";

/** What a run does to an organization, or leaves; and how many of it are told, in this order. */
export const deeds = {
  mails: { title: "Mails an invitation to", noun: nouns.user, always: true },
  adopts: { title: "Takes over as it is", noun: ["object", "objects"] },
  creates: { title: "Makes", noun: nouns.workspace },
  archives: { title: "Archives, for good", noun: nouns.workspace, always: true },
  removes: { title: "Removes from the organization", noun: nouns.user },
  demotes: { title: "Demotes", noun: nouns.user },
  promotes: { title: "Promotes", noun: nouns.user },
  gives: { title: "Gives a place in a workspace", noun: nouns.membership },
  takesAway: { title: "Takes away a place in a workspace", noun: nouns.membership },
  withdraws: { title: "Withdraws the invitation of", noun: ["invitation", "invitations"] },
  deactivates: { title: "Stops", noun: nouns.key },
  changes: { title: "Changes", noun: ["thing", "things"] },
  waitsFor: { title: "Waits for", noun: nouns.user },
  handsOver: { title: "Hands over to another resource", noun: ["object", "objects"] },
  keeps: { title: "Lets go of, and leaves as it is", noun: ["object", "objects"] },
  records: { title: "Only records", noun: ["resource", "resources"] },
  unknown: { title: "Cannot be told before `up`", noun: ["resource", "resources"] },
} as const satisfies Record<string, { title: string; noun: Noun; always?: true }>;

export type Deed = keyof typeof deeds;
export const deedNames = Object.keys(deeds).filter((name): name is Deed => name in deeds);

const verbs: Readonly<Record<Deed, string>> = {
  mails: "mails",
  adopts: "adopts",
  creates: "makes",
  archives: "archives",
  removes: "removes",
  demotes: "demotes",
  promotes: "promotes",
  gives: "gives",
  takesAway: "takes away",
  withdraws: "withdraws",
  deactivates: "stops",
  changes: "changes",
  waitsFor: "waits for",
  handsOver: "hands over",
  keeps: "leaves",
  records: "records",
  unknown: "cannot tell",
};

/** One thing that a run does. What is not known of it, or does not belong to it, is absent. */
export interface Action {
  readonly deed: Deed;
  /** Of the resource that asks for it. */
  readonly kind: string;
  readonly resource: string;
  readonly person?: { readonly email?: string; readonly userId?: string };
  /** Without an id when the run itself makes it. */
  readonly workspace?: { readonly id?: string; readonly name: string };
  readonly key?: { readonly id: string; readonly name: string };
  /** The role that is given, or the one that ends. */
  readonly role?: string;
  readonly differences?: readonly Difference[];
  /** All of it in words, after the deed's title. */
  readonly text: string;
}

export interface Difference {
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type Counts = Readonly<Record<Deed, number>>;

export function countsOf(actions: readonly Action[]): Counts {
  const counts = Object.fromEntries(deedNames.map((deed) => [deed, 0])) as Record<Deed, number>;
  for (const { deed } of actions) counts[deed] += 1;
  return counts;
}

/** `mails 12 people, adopts 188 objects, archives 0 workspaces`: what cannot be undone is there also when it is none. */
export function headlineOf(counts: Counts): string {
  return deedNames
    .filter((deed) => (counts[deed] > 0 && deed !== "records") || "always" in deeds[deed])
    .map((deed) => `${verbs[deed]} ${counted(counts[deed], deeds[deed].noun)}`)
    .join(", ");
}

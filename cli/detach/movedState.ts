import { z } from "zod";
import { jsonText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { quoted } from "../output/phrases.ts";
import { nameOfUrn } from "../states/stackState.ts";

// A file for `pulumi import --file` with resources as the state has them, from which another stack continues. The engine records the
// given inputs and outputs without a call of the provider, so the file also moves what exists only in the state, such as a membership
// that waits for its user.

const Properties = z.record(z.string(), z.unknown()).nullish();
const Exported = z.object({
  deployment: z.object({
    resources: z.array(
      z.object({
        urn: z.string(),
        type: z.string(),
        custom: z.boolean().optional(),
        delete: z.boolean().optional(),
        id: z.string().optional(),
        parent: z.string().optional(),
        provider: z.string().optional(),
        initErrors: z.array(z.unknown()).nullish(),
        inputs: Properties,
        outputs: Properties,
      }),
    ),
  }),
});

type Stored = z.infer<typeof Exported>["deployment"]["resources"][number];

/** An entry of an import file. `name` identifies it in the file, `logicalName` is its name in the program. */
interface Entry {
  readonly type: string;
  readonly name: string;
  readonly logicalName: string;
  readonly id?: string | undefined;
  readonly parent?: string | undefined;
  readonly provider?: string | undefined;
  readonly component?: true;
  readonly inputs?: Stored["inputs"];
  readonly outputs?: Stored["outputs"];
}

/**
 * The text of an import file with these resources, the components that contain them and their explicit Providers, from the output of
 * `pulumi stack export --show-secrets`. Secrets are in plain text, and marked as secrets.
 */
export function movedStateText(exported: string, urns: ReadonlySet<string>): string {
  const { resources } = Exported.parse(JSON.parse(exported)).deployment;
  const file = new ImportFile(
    resources.filter((resource) => resource.delete !== true),
    urns,
  );
  return `${jsonText({ resources: file.entries() }, 2)}\n`;
}

class ImportFile {
  readonly #stored: ReadonlyMap<string, Stored>;
  readonly #chosen: ReadonlySet<string>;
  readonly #entries = new Map<string, Entry>();
  readonly #names = new Set<string>();

  constructor(resources: readonly Stored[], chosen: ReadonlySet<string>) {
    this.#stored = new Map(resources.map((resource) => [resource.urn, resource]));
    this.#chosen = chosen;
  }

  entries(): Entry[] {
    for (const urn of this.#chosen) this.#add(urn);
    return [...this.#entries.values()];
  }

  /** Adds a resource after its parent and its Provider. Returns its name in the file. */
  #add(urn: string): string | undefined {
    const known = this.#entries.get(urn);
    if (known !== undefined) return known.name;
    const stored = this.#stored.get(urn);
    if (stored === undefined) return undefined;
    const { type, initErrors, inputs, outputs } = stored;
    const logicalName = nameOfUrn(urn);
    if ((initErrors ?? []).length > 0) {
      throw new UserError(
        `cannot move ${quoted(logicalName)}: the last \`pulumi up\` left it incomplete. Nothing was changed. Run \`pulumi up\` first, which completes it.`,
      );
    }
    const parent = this.#parentOf(stored);
    const provider = this.#providerOf(stored);
    const base = { type, name: this.#uniqueName(logicalName), logicalName, parent };
    const isProvider = type.startsWith(providerTypes);
    const entry: Entry =
      stored.custom === false
        ? { ...base, component: true }
        : isProvider
          ? { ...base, inputs }
          : { ...base, id: stored.id, provider, inputs, outputs };
    this.#entries.set(urn, entry);
    return entry.name;
  }

  /** Like `pulumi state move`, moves a resource to the top level if its parent is a resource that stays. */
  #parentOf({ parent }: Stored): string | undefined {
    const stored = parent === undefined ? undefined : this.#stored.get(parent);
    if (stored === undefined || stored.type === "pulumi:pulumi:Stack") return undefined;
    return stored.custom === false || this.#chosen.has(stored.urn) ? this.#add(stored.urn) : undefined;
  }

  /** The engine itself creates the default provider of the other stack, with the settings of that stack. */
  #providerOf({ provider = "" }: Stored): string | undefined {
    const urn = provider.slice(0, provider.lastIndexOf("::"));
    return urn === "" || nameOfUrn(urn) === "default" ? undefined : this.#add(urn);
  }

  #uniqueName(logicalName: string): string {
    let name = logicalName;
    for (let number = 2; this.#names.has(name); number += 1) name = `${logicalName}-${number}`;
    this.#names.add(name);
    return name;
  }
}

const providerTypes = "pulumi:providers:";

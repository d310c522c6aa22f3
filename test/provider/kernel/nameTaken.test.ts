import { expect, test } from "vitest";
import type { Operation } from "../../../provider/kernel/definition.ts";
import { nameTakenError, type SameName } from "../../../provider/kernel/nameTaken.ts";

/** The message for an object of the stack `acme/dev`, which other resources of the program or of the state may have. */
async function message(
  more: Partial<SameName>,
  { declaredBy, recordedAs }: { declaredBy?: string; recordedAs?: string } = {},
): Promise<string> {
  const operation = {
    name: "research",
    stack: "acme/dev",
    ownership: { otherOwner: () => declaredBy },
    recordedAs: async () => recordedAs,
  } as unknown as Operation;
  const object = { kind: "Workspace", id: "wrkspc_1", noun: "a workspace", ...more };
  return (await nameTakenError(operation, "create it", object)).message;
}

const recover =
  " If an interrupted run of this stack created it, run `npx pulumi-anthropic recover --stack dev --yes` and then `up` again.";
const adopt = ' To adopt it, add the resource option `import: "wrkspc_1"`.';
const duplicate = " To create a second one, set `allowDuplicateName: true`.";
const taken =
  "cannot create it: the organization has a workspace of that name, wrkspc_1. If you renamed or moved this resource, add the resource option";

test("a name in use suggests an alias, `recover` and `import`", async () => {
  expect(await message({})).toBe(`${taken} \`aliases\`.${recover}${adopt}`);
});

test("a name in use suggests a second object only if the type allows it and it helps", async () => {
  expect(await message({ duplicates: "suggested" })).toBe(
    `${taken} \`aliases\`.${recover}${adopt}${duplicate}`,
  );
  expect(await message({ duplicates: "allowed" })).toBe(`${taken} \`aliases\`.${recover}${adopt}`);
  expect(await message({ duplicates: "suggested", mayBeRecovered: false })).toBe(
    `${taken} \`aliases\`.${adopt}${duplicate}`,
  );
});

test("a name of a renamed resource suggests neither `recover` nor a second object", async () => {
  expect(await message({ duplicates: "suggested" }, { recordedAs: "before" })).toBe(
    `${taken} \`aliases: [{ name: "before" }]\`.${adopt}`,
  );
  // The resource itself, after a replacement.
  expect(await message({}, { recordedAs: "research" })).toBe(`${taken} \`aliases\`.${recover}${adopt}`);
});

test("a name that two resources of the program have is to be changed in one of them", async () => {
  const inUse =
    "cannot create it: the resource `other` of this program has a workspace of that name (wrkspc_1). Give one of them another name";
  expect(await message({}, { declaredBy: "other" })).toBe(`${inUse}.`);
  expect(await message({ duplicates: "allowed" }, { declaredBy: "other" })).toBe(
    `${inUse}, or set \`allowDuplicateName: true\`.`,
  );
});

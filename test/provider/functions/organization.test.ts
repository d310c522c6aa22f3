import { expect, test } from "vitest";
import { getOrganization, getOrganizationOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

test("getOrganization returns the organization of the key", async () => {
  const { emulator } = await reader({ seed: "sample" });
  const { id, name } = emulator.organization();
  expect(await getOrganization()).toEqual({ id, name });
  expect(await settled(getOrganizationOutput())).toEqual({ id, name });
});

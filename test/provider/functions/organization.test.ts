import { expect, test } from "vitest";
import { getOrganization, getOrganizationOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

test("getOrganization tells whose key it is", async () => {
  const { emulator } = await reader({ seed: "sample" });
  const { id, name } = emulator.organization();
  expect(await getOrganization()).toEqual({ id, name });
  expect(await settled(getOrganizationOutput())).toEqual({ id, name });
});

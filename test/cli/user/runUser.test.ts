import { expect, it } from "vitest";
import { runUser } from "../../../cli/user/runUser.ts";
import { agedOrganization, day } from "../keys/agedOrganization.ts";
import { stateOf } from "../workdir.ts";

it("writes the report in each format", async () => {
  const { io, write, file, printed } = await agedOrganization([]);
  await write("state.json", stateOf());
  const options = { state: ["state.json"], lookBack: day };
  await runUser(io, "ada@example.com", { ...options, json: "user.json", markdown: "-" });
  expect(JSON.parse(await file("user.json"))).toMatchObject({ version: 1, user: { role: "admin" } });
  expect(printed.join("\n")).toMatch(/^## ada@example\.com \(user_01ada\)/);
  const both = runUser(io, "ada@example.com", { ...options, json: "-", markdown: "-" });
  await expect(both).rejects.toThrow("only one format can go to standard output");
});

import { expect, it } from "vitest";
import { emulate, errorOf, send, warnings } from "./setup.ts";

it.each([
  "GET /v1/organizations",
  "GET /v1/organizations/me/",
  "GET /v1/me",
  "PUT /v1/organizations/users/user_01a",
  "PATCH /v1/organizations/users/user_01a",
  "POST /v1/organizations/users",
  "DELETE /v1/organizations/workspaces/wrkspc_01a",
  "POST /v1/organizations/invites/invite_01a",
  "GET /v1/organizations/users/%E0%A4%A",
  "GET /v1//organizations/me",
  "GET /",
])("an unknown route gets status 404 and prints a warning: %s", async (what) => {
  const emulator = await emulate();
  expect(errorOf(await send(emulator, what))).toMatchObject({ status: 404, type: "not_found_error" });
  expect(warnings.get(emulator)).toEqual([expect.stringContaining(`there is no route ${what} (404)`)]);
});

it("an ID in the path gets status 400 or 404 if it does not have the prefix of its type", async () => {
  const emulator = await emulate();
  const status = async (path: string) => (await send(emulator, `GET /v1/organizations/${path}`)).status;
  const wrong = [
    "users/invite_01a",
    "users/user_",
    "users/user_01%2F..",
    "workspaces/Robots",
    "api_keys/sk-1",
  ];
  for (const path of wrong) expect([path, await status(path)]).toEqual([path, 400]);
  emulator.assumptions.malformedId = 404;
  for (const path of wrong) expect([path, await status(path)]).toEqual([path, 404]);
});

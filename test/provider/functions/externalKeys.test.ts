import { expect, test } from "vitest";
import { getExternalKeys, getExternalKeysOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

const kms_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

test("getExternalKeys filters by service, user profile and use", async () => {
  const { console: consoleActions, requests } = await reader();
  const aws = consoleActions.createExternalKey({
    providerConfig: { type: "aws", kms_arn },
    displayName: "A",
  });
  const key_name = "projects/acme/locations/us/keyRings/claude/cryptoKeys/main";
  const gcp = consoleActions.createExternalKey({
    providerConfig: { type: "gcp", key_name },
    userProfileId: "uprof_1",
  });
  consoleActions.createWorkspace({ name: "Contracts", externalKeyId: aws.id });
  const ids = async (args: Parameters<typeof getExternalKeys>[0] = {}) =>
    (await getExternalKeys(args)).map(({ id }) => id);
  expect(await ids()).toEqual([gcp.id, aws.id]);
  expect(await ids({ provider: "aws" })).toEqual([aws.id]);
  expect(await ids({ userProfileId: "uprof_1" })).toEqual([gcp.id]);
  expect(await ids({ attached: false })).toEqual([gcp.id]);
  expect(await settled(getExternalKeysOutput({ attached: true }))).toEqual([
    {
      id: aws.id,
      displayName: "A",
      providerConfig: { type: "aws", kmsArn: kms_arn },
      geo: "us",
      userProfileId: undefined,
      attached: true,
      createdAt: aws.created_at,
      updatedAt: aws.updated_at,
    },
  ]);
  expect(requests()).toEqual(["GET /external_keys"]);
});

test("getExternalKeys rejects a service that does not exist", async () => {
  await reader();
  await expect(getExternalKeys({ provider: "azur" as "azure" })).rejects.toThrow(
    "`provider` must be `aws`, `gcp` or `azure`. Did you mean `azure`?",
  );
});

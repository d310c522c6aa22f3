import * as anthropic from "pulumi-anthropic";

const engineering = new anthropic.RbacGroup("engineering", { name: "Engineering" });

export const roles = engineering.roleIds;

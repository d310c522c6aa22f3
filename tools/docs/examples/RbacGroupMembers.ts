import * as anthropic from "pulumi-anthropic";

const engineering = new anthropic.RbacGroup("engineering", { name: "Engineering" });
const bob = new anthropic.Member("bob", { email: "bob@example.com", role: "user" });

new anthropic.RbacGroupMembers("engineering", {
  group: engineering,
  members: ["alice@example.com", bob.email],
});

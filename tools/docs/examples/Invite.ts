import * as anthropic from "pulumi-anthropic";

new anthropic.Invite("contractor", { email: "contractor@example.com", role: "user" });
